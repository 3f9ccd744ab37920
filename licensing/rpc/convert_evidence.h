// Entries, checkpoints and proofs as messages.
#ifndef COUNTERSIGN_RPC_CONVERT_EVIDENCE_H_
#define COUNTERSIGN_RPC_CONVERT_EVIDENCE_H_

#include "countersign/v1/evidence.pb.h"
#include "licensing/app/evidence.h"
#include "licensing/app/ledger_keeper.h"

namespace countersign::rpc {

// Without leaf data. INTERNAL if what is stored cannot be read.
Result<v1::Entry> ToProto(const app::LedgerEntry& entry);
Result<v1::Entry> ToProtoWithLeaf(const app::LedgerEntry& entry);
v1::LedgerCheckpoint ToProto(const app::SignedCheckpoint& checkpoint,
                             const std::vector<ledger::NoteKey>& keys);
Result<v1::InclusionProof> ToProto(const app::EntryProof& proof,
                                   const std::vector<ledger::NoteKey>& keys);
v1::ConsistencyProof ToProto(const app::GrowthProof& proof);
v1::LedgerVerification ToProto(const app::LedgerVerification& verification);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_CONVERT_EVIDENCE_H_
