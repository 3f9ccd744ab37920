// The subcommands of `countersign ledger` that prove, and what they share with the others.
#ifndef COUNTERSIGN_SERVER_LEDGER_PROOFS_H_
#define COUNTERSIGN_SERVER_LEDGER_PROOFS_H_

#include <cstdint>
#include <string>

#include "admin/cli/session.h"

namespace countersign::server {

// What the subcommands take; each uses some of it.
struct LedgerArguments {
  cli::ConnectionFlags connection;
  std::string output = "table";
  std::string entry;
  std::string resource, action, actor;
  int limit = 20;
  std::string since;
  std::string out;
  std::string key;
  std::string proof_file, entry_file;
};

// The path of a method of EvidenceService.
std::string EvidenceMethod(const char* name);
// "entries/{id}" of what was typed.
std::string EntryName(const std::string& typed);
// "1,234,567 entries"
std::string Counted(std::int64_t count, const std::string& one, const std::string& many);
// 1234567 -> "1,234,567"
std::string Grouped(std::int64_t number);

// Each runs a subcommand and returns its exit code.
int Prove(const LedgerArguments& arguments, cli::Session& session);
int ShowCheckpoint(const LedgerArguments& arguments, cli::Session& session);
// Needs no server.
int CheckProofFiles(const LedgerArguments& arguments);

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_LEDGER_PROOFS_H_
