// Registers EvidenceService.
#ifndef COUNTERSIGN_RPC_EVIDENCE_HANDLERS_H_
#define COUNTERSIGN_RPC_EVIDENCE_HANDLERS_H_

#include "licensing/app/ledger_keeper.h"
#include "licensing/app/sequencer.h"
#include "licensing/rpc/method_table.h"

namespace countersign::rpc {

// What the service works on. All of it outlives the method table.
struct EvidenceDeps {
  app::Store& store;
  const keys::KeyRing& ring;
  app::Sequencer& sequencer;
  app::LedgerKeeper& keeper;
};

void AddEvidenceService(MethodTable& table, const EvidenceDeps& deps);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_EVIDENCE_HANDLERS_H_
