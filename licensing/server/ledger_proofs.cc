#include "licensing/server/ledger_proofs.h"

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "admin/cli/commands.h"
#include "admin/cli/report.h"
#include "countersign/v1/evidence.pb.h"
#include "licensing/ledger/checkpoint.h"
#include "licensing/ledger/merkle.h"

namespace countersign::server {
namespace {

using cli::Complain;

std::optional<std::string> ReadFile(const std::string& path) {
  if (std::filesystem::is_directory(path)) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return std::nullopt;
  return std::move(text).str();
}

bool WriteFile(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  return file.good();
}

// The key that signed the note: the one that was given, else one of those the server names.
std::optional<ledger::NoteKey> SignerOf(const v1::LedgerCheckpoint& checkpoint,
                                        const std::string& given) {
  std::vector<std::string> candidates(checkpoint.verifier_keys().begin(),
                                      checkpoint.verifier_keys().end());
  if (!given.empty()) candidates = {given};
  for (const std::string& text : candidates) {
    const auto key = ledger::ParseNoteKey(text);
    if (key && ledger::OpenCheckpoint(checkpoint.note(), *key)) return key;
  }
  return std::nullopt;
}

// The entry's id, as the text that the tree covers has it; empty if it has none.
std::string IdIn(std::string_view leaf_data) {
  boost::system::error_code error;
  const boost::json::value entry = boost::json::parse(leaf_data, error);
  if (error || !entry.is_object()) return "";
  const boost::json::value* id = entry.as_object().if_contains("id");
  return id != nullptr && id->is_string() ? std::string(id->as_string()) : "";
}

// Whether the proof shows, by itself, that the entry is under the checkpoint; else why not.
Result<ledger::Checkpoint> CheckProof(const ledger::InclusionProof& proof,
                                      std::string_view leaf_data, const ledger::NoteKey& key) {
  ASSIGN_OR_RETURN(ledger::Checkpoint checkpoint,
                   ledger::OpenCheckpoint(proof.checkpoint_note, key));
  if (ledger::InclusionHolds(ledger::LeafHash(leaf_data), proof.index, checkpoint.size,
                             proof.hashes, checkpoint.root))
    return checkpoint;
  return Fail(Code::kFailedPrecondition, Reason::kLedgerContradicted,
              "the proof does not lead from this entry to the checkpoint's root");
}

int SayProved(std::int64_t index, const ledger::Checkpoint& checkpoint,
              const ledger::NoteKey& key) {
  std::cerr << "Proved: entry " << index << " is one of the " << Grouped(checkpoint.size)
            << " that the ledger key " << ledger::NoteKeyText(key) << " signed for.\n";
  return cli::kDone;
}

std::vector<std::string> HashesOf(const v1::ConsistencyProof& proof) {
  return {proof.hashes().begin(), proof.hashes().end()};
}

// That the ledger of today begins with that of the checkpoint in the file.
int CompareWithEarlier(const LedgerArguments& arguments, cli::Session& session,
                       const v1::LedgerCheckpoint& checkpoint, const ledger::NoteKey& key) {
  const auto note = ReadFile(arguments.since);
  if (!note) return Complain(arguments.since + " cannot be read", cli::kUsage);
  const auto earlier = ledger::OpenCheckpoint(*note, key);
  if (!earlier)
    return Complain("refused: " + arguments.since + ": " + earlier.error().message, cli::kRefused);
  // What is proved is what is signed, not what else the server says.
  const auto now = ledger::OpenCheckpoint(checkpoint.note(), key);
  if (!now) return Complain("refused: " + now.error().message, cli::kRefused);
  if (earlier->size > now->size)
    return Complain("refused: the ledger has shrunk: " + Grouped(earlier->size) +
                        " entries were signed for before, now there are " + Grouped(now->size),
                    cli::kRefused);
  v1::GetConsistencyProofRequest request;
  request.set_old_size(earlier->size);
  request.set_size(now->size);
  v1::ConsistencyProof proof;
  const auto called = session.client->Call(EvidenceMethod("GetConsistencyProof"), request, proof);
  if (!called) return cli::Fail(nullptr, session.connection, called.error());
  if (!ledger::ConsistencyHolds(earlier->size, earlier->root, now->size, now->root,
                                HashesOf(proof)))
    return Complain("refused: the first " + Grouped(earlier->size) +
                        " entries are not those that were signed for before",
                    cli::kRefused);
  std::cerr << "Proved: the ledger has only grown, from " << Grouped(earlier->size) << " to "
            << Counted(now->size, "entry", "entries") << ".\n";
  return cli::kDone;
}

}  // namespace

std::string EvidenceMethod(const char* name) {
  return std::string("countersign.v1.EvidenceService/") + name;
}

std::string EntryName(const std::string& typed) {
  return typed.starts_with("entries/") ? typed : "entries/" + typed;
}

std::string Grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  for (auto at = static_cast<int>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

std::string Counted(std::int64_t count, const std::string& one, const std::string& many) {
  return Grouped(count) + " " + (count == 1 ? one : many);
}

int Prove(const LedgerArguments& arguments, cli::Session& session) {
  v1::GetInclusionProofRequest request;
  request.set_name(EntryName(arguments.entry));
  v1::InclusionProof proof;
  const auto called = session.client->Call(EvidenceMethod("GetInclusionProof"), request, proof);
  if (!called) return cli::Fail(nullptr, session.connection, called.error());
  const auto key = SignerOf(proof.checkpoint(), arguments.key);
  const auto parsed = ledger::ParseProof(proof.proof());
  if (!key || !parsed)
    return Complain("refused: the server's proof bears no signature by the ledger key",
                    cli::kRefused);
  const auto checkpoint = CheckProof(*parsed, proof.entry().leaf_data(), *key);
  if (!checkpoint) return Complain("refused: " + checkpoint.error().message, cli::kRefused);
  if (EntryName(IdIn(proof.entry().leaf_data())) != request.name())
    return Complain("refused: the server's proof is of another entry", cli::kRefused);
  if (arguments.output == "json") {
    std::cout << cli::JsonOf(proof);
  } else if (arguments.out.empty()) {
    std::cout << proof.proof();
  } else {
    for (const auto& [path, text] :
         {std::pair{arguments.out + ".proof", proof.proof()},
          std::pair{arguments.out + ".entry", proof.entry().leaf_data()}})
      if (!WriteFile(path, text)) return Complain(path + " cannot be written", cli::kRefused);
    std::cout << "Wrote " << arguments.out << ".proof and " << arguments.out << ".entry.\n";
  }
  return SayProved(parsed->index, *checkpoint, *key);
}

int CheckProofFiles(const LedgerArguments& arguments) {
  const auto proof_text = ReadFile(arguments.proof_file);
  const auto leaf_data = ReadFile(arguments.entry_file);
  if (!proof_text) return Complain(arguments.proof_file + " cannot be read", cli::kUsage);
  if (!leaf_data) return Complain(arguments.entry_file + " cannot be read", cli::kUsage);
  const auto key = ledger::ParseNoteKey(arguments.key);
  if (!key) return Complain("--key is not a verifier key (name+id+base64)", cli::kUsage);
  const auto proof = ledger::ParseProof(*proof_text);
  if (!proof)
    return Complain("refused: " + arguments.proof_file + " is not a proof", cli::kRefused);
  const auto checkpoint = CheckProof(*proof, *leaf_data, *key);
  if (!checkpoint) return Complain("refused: " + checkpoint.error().message, cli::kRefused);
  return SayProved(proof->index, *checkpoint, *key);
}

int ShowCheckpoint(const LedgerArguments& arguments, cli::Session& session) {
  v1::LedgerCheckpoint checkpoint;
  const auto called =
      session.client->Call(EvidenceMethod("GetCheckpoint"), v1::GetCheckpointRequest(), checkpoint);
  if (!called) return cli::Fail(nullptr, session.connection, called.error());
  const auto key = SignerOf(checkpoint, arguments.key);
  if (!key)
    return Complain("refused: the checkpoint bears no signature by the ledger key", cli::kRefused);
  std::cout << (arguments.output == "json" ? cli::JsonOf(checkpoint) : checkpoint.note());
  if (arguments.output != "json")
    std::cerr << "Verifier key: " << ledger::NoteKeyText(*key) << "\n";
  return arguments.since.empty() ? cli::kDone
                                 : CompareWithEarlier(arguments, session, checkpoint, *key);
}

}  // namespace countersign::server
