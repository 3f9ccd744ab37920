#include "licensing/server/ledger_command.h"

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <sstream>
#include <thread>

#include "admin/cli/commands.h"
#include "admin/cli/report.h"
#include "admin/cli/session.h"
#include "admin/cli/table.h"
#include "countersign/v1/evidence.pb.h"
#include "licensing/ledger/checkpoint.h"
#include "licensing/ledger/merkle.h"

namespace countersign::server {
namespace {

using cli::Client;
using cli::Complain;
using cli::Printable;
using Called = tl::expected<void, cli::Refusal>;

constexpr std::chrono::milliseconds kBetweenLooks{200};

std::string Method(const char* name) {
  return std::string("countersign.v1.EvidenceService/") + name;
}

// What the subcommands take; each uses some of it.
struct Arguments {
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

// 1234567 -> "1,234,567"
std::string Grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  for (auto at = static_cast<int>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

std::string Counted(std::int64_t count, const std::string& one, const std::string& many) {
  return Grouped(count) + " " + (count == 1 ? one : many);
}

std::string EntryName(const std::string& typed) {
  return typed.starts_with("entries/") ? typed : "entries/" + typed;
}

// ---- show

std::string FilterOf(const Arguments& arguments) {
  std::string filter;
  const auto add = [&](std::string_view field, const std::string& value) {
    if (value.empty()) return;
    if (!filter.empty()) filter += " AND ";
    filter.append(field).append(" = \"");
    for (const char c : value) {
      if (c == '"' || c == '\\') filter += '\\';
      filter += c;
    }
    filter += '"';
  };
  add("resource", arguments.resource);
  add("action", arguments.action);
  add("actor", arguments.actor);
  return filter;
}

std::string TimeText(const google::protobuf::Message& message) {
  std::string text = cli::FieldText(message, *message.GetDescriptor()->FindFieldByName("time"));
  const auto fraction = text.find('.');
  if (fraction != std::string::npos) text.replace(fraction, std::string::npos, "Z");
  return text;
}

Called ShowEntry(Client& client, const Arguments& arguments) {
  v1::GetEntryRequest request;
  request.set_name(EntryName(arguments.entry));
  v1::Entry entry;
  if (auto called = client.Call(Method("GetEntry"), request, entry); !called) return called;
  if (arguments.output == "json") {
    std::cout << cli::JsonOf(entry);
    return {};
  }
  std::vector<std::pair<std::string, std::string>> lines = {
      {"entry", entry.name().substr(std::string("entries/").size())},
      {"index", std::to_string(entry.index())},
      {"time", TimeText(entry)},
      {"actor", Printable(entry.actor())},
      {"action", Printable(entry.action())},
      {"resource", Printable(entry.resource())}};
  if (!entry.request_id().empty()) lines.emplace_back("request id", Printable(entry.request_id()));
  lines.emplace_back("body", Printable(entry.body()));
  for (const std::string& hash : entry.attachments()) lines.emplace_back("attachment", hash);
  for (const auto& [row, digest] : entry.digests())
    lines.emplace_back(Printable(row), digest.empty() ? "deleted" : digest);
  std::cout << cli::RenderList(lines, cli::Bold());
  return {};
}

Called ShowNewest(Client& client, const Arguments& arguments) {
  v1::ListEntriesRequest request;
  request.set_newest_first(true);
  request.set_page_size(arguments.limit);
  request.set_filter(FilterOf(arguments));
  v1::ListEntriesResponse response;
  if (auto called = client.Call(Method("ListEntries"), request, response); !called) return called;
  if (arguments.output == "json") {
    std::cout << cli::JsonOf(response);
    return {};
  }
  std::vector<cli::TableRow> rows;
  for (const v1::Entry& entry : response.entries())
    rows.push_back({std::to_string(entry.index()), TimeText(entry), Printable(entry.actor()),
                    Printable(entry.action()), Printable(entry.resource()),
                    entry.name().substr(std::string("entries/").size())});
  if (rows.empty()) {
    std::cerr << "There are no entries to show.\n";
    return {};
  }
  std::cout << cli::RenderTable({"INDEX", "TIME", "ACTOR", "ACTION", "RESOURCE", "ENTRY"}, rows,
                                cli::Bold());
  if (!response.next_page_token().empty())
    std::cerr
        << "These are the newest " << rows.size()
        << ": narrow them by --resource, --action or --actor, or ask for more with --limit.\n";
  return {};
}

int Show(const Arguments& arguments, cli::Session& session) {
  const auto called = arguments.entry.empty() ? ShowNewest(*session.client, arguments)
                                              : ShowEntry(*session.client, arguments);
  return called ? cli::kDone : cli::Fail(nullptr, session.connection, called.error());
}

// ---- proofs

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

int Prove(const Arguments& arguments, cli::Session& session) {
  v1::GetInclusionProofRequest request;
  request.set_name(EntryName(arguments.entry));
  v1::InclusionProof proof;
  const auto called = session.client->Call(Method("GetInclusionProof"), request, proof);
  if (!called) return cli::Fail(nullptr, session.connection, called.error());
  const auto key = SignerOf(proof.checkpoint(), arguments.key);
  const auto parsed = ledger::ParseProof(proof.proof());
  if (!key || !parsed)
    return Complain("refused: the server's proof bears no signature by the ledger key",
                    cli::kRefused);
  const auto checkpoint = CheckProof(*parsed, proof.entry().leaf_data(), *key);
  if (!checkpoint) return Complain("refused: " + checkpoint.error().message, cli::kRefused);
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
  return SayProved(proof.entry().index(), *checkpoint, *key);
}

int CheckProofFiles(const Arguments& arguments) {
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

// ---- checkpoint

std::vector<std::string> HashesOf(const v1::ConsistencyProof& proof) {
  return {proof.hashes().begin(), proof.hashes().end()};
}

// That the ledger of today begins with that of the checkpoint in the file.
int CompareWithEarlier(const Arguments& arguments, cli::Session& session,
                       const v1::LedgerCheckpoint& now, const ledger::NoteKey& key) {
  const auto note = ReadFile(arguments.since);
  if (!note) return Complain(arguments.since + " cannot be read", cli::kUsage);
  const auto earlier = ledger::OpenCheckpoint(*note, key);
  if (!earlier)
    return Complain("refused: " + arguments.since + ": " + earlier.error().message, cli::kRefused);
  if (earlier->size > now.size())
    return Complain("refused: the ledger has shrunk: " + Grouped(earlier->size) +
                        " entries were signed for before, now there are " + Grouped(now.size()),
                    cli::kRefused);
  v1::GetConsistencyProofRequest request;
  request.set_old_size(earlier->size);
  request.set_size(now.size());
  v1::ConsistencyProof proof;
  const auto called = session.client->Call(Method("GetConsistencyProof"), request, proof);
  if (!called) return cli::Fail(nullptr, session.connection, called.error());
  if (!ledger::ConsistencyHolds(earlier->size, earlier->root, now.size(), now.root_hash(),
                                HashesOf(proof)))
    return Complain("refused: the first " + Grouped(earlier->size) +
                        " entries are not those that were signed for before",
                    cli::kRefused);
  std::cerr << "Proved: the ledger has only grown, from " << Grouped(earlier->size) << " to "
            << Counted(now.size(), "entry", "entries") << ".\n";
  return cli::kDone;
}

int Checkpoint(const Arguments& arguments, cli::Session& session) {
  v1::LedgerCheckpoint checkpoint;
  const auto called =
      session.client->Call(Method("GetCheckpoint"), v1::GetCheckpointRequest(), checkpoint);
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

// ---- verify

void ShowProgress(const v1::LedgerVerification& verification) {
  std::cerr << "\r" << Grouped(verification.entries()) << " of "
            << Counted(verification.entries_in_all(), "entry", "entries") << ", "
            << Counted(verification.rows(), "row", "rows") << " " << std::flush;
}

int SayVerified(const v1::LedgerVerification& verification) {
  const std::string what = Counted(verification.entries(), "entry", "entries") + ", " +
                           Counted(verification.checkpoints(), "checkpoint", "checkpoints") +
                           " and " + Counted(verification.rows(), "row", "rows") + " of state";
  if (verification.state() == v1::LedgerVerification::SOUND) {
    std::cout << "The ledger is sound: " << what << " are as they were written.\n";
    return cli::kDone;
  }
  if (verification.state() == v1::LedgerVerification::FAILED) {
    std::cout << "The check could not be made:\n";
  } else {
    std::cout << "THE LEDGER IS NOT SOUND: of " << what << ", "
              << Counted(verification.fault_count(), "difference was", "differences were")
              << " found:\n";
  }
  for (const std::string& fault : verification.faults())
    std::cout << "  " << Printable(fault) << "\n";
  const auto unnamed = verification.fault_count() - verification.faults_size();
  if (unnamed > 0) std::cout << "  and " << Grouped(unnamed) << " more\n";
  return cli::kRefused;
}

int Verify(const Arguments& arguments, cli::Session& session) {
  v1::LedgerVerification verification;
  auto called =
      session.client->Call(Method("VerifyLedger"), v1::VerifyLedgerRequest(), verification);
  const bool live = isatty(STDERR_FILENO) != 0;
  while (called && verification.state() == v1::LedgerVerification::RUNNING) {
    if (live) ShowProgress(verification);
    std::this_thread::sleep_for(kBetweenLooks);
    called = session.client->Call(Method("GetLedgerVerification"),
                                  v1::GetLedgerVerificationRequest(), verification);
  }
  if (live) std::cerr << "\r\x1b[K" << std::flush;
  if (!called) return cli::Fail(nullptr, session.connection, called.error());
  if (arguments.output != "json") return SayVerified(verification);
  std::cout << cli::JsonOf(verification);
  return verification.state() == v1::LedgerVerification::SOUND ? cli::kDone : cli::kRefused;
}

// ---- the command line

using Work = std::function<int(const Arguments&, cli::Session&)>;

CLI::App& AddOnline(CLI::App& ledger, const std::string& name, const std::string& summary,
                    const std::shared_ptr<Arguments>& arguments, int& exit_code, Work work) {
  CLI::App& leaf = *ledger.add_subcommand(name, summary);
  leaf.add_option("--output", arguments->output, "table or json")
      ->capture_default_str()
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"table", "json"}))
      ->group("Output");
  cli::AddConnectionFlags(leaf, arguments->connection);
  leaf.callback([arguments, &exit_code, work = std::move(work)] {
    auto session = cli::OpenSession(arguments->connection);
    exit_code = session ? work(*arguments, *session) : Complain(session.error(), cli::kUsage);
  });
  return leaf;
}

void AddKeyOption(CLI::App& leaf, Arguments& arguments, const std::string& help) {
  leaf.add_option("--key", arguments.key, help)->type_name("KEY");
}

void AddShow(CLI::App& ledger, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App& leaf = AddOnline(ledger, "show", "Shows the newest entries, or one entry whole",
                             arguments, exit_code, Show);
  leaf.add_option("entry", arguments->entry, "An entry's id")->type_name("ID");
  leaf.add_option("--resource", arguments->resource,
                  "Only those about it, e.g. licenses/globex-erp");
  leaf.add_option("--action", arguments->action, "Only this action, e.g. license.suspend");
  leaf.add_option("--actor", arguments->actor, "Only what it did, e.g. users/anna");
  leaf.add_option("--limit", arguments->limit, "Most to show")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
}

void AddProof(CLI::App& ledger, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App& leaf =
      AddOnline(ledger, "proof", "Proves that an entry is in the ledger, and checks it", arguments,
                exit_code, Prove);
  leaf.add_option("entry", arguments->entry, "The entry's id")->type_name("ID")->required();
  leaf.add_option("--out", arguments->out,
                  "Write NAME.proof and NAME.entry, which need no server any more")
      ->type_name("NAME");
  AddKeyOption(leaf, *arguments,
               "The ledger's verifier key; the one that the server names if not given");
}

void AddCheckProof(CLI::App& ledger, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App& leaf = *ledger.add_subcommand("check-proof", "Checks a proof without any server");
  leaf.add_option("proof", arguments->proof_file, "The proof")->type_name("FILE")->required();
  leaf.add_option("entry", arguments->entry_file, "The entry")->type_name("FILE")->required();
  AddKeyOption(leaf, *arguments, "The ledger's verifier key");
  leaf.get_option("--key")->required();
  leaf.callback([arguments, &exit_code] { exit_code = CheckProofFiles(*arguments); });
}

void AddCheckpoint(CLI::App& ledger, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App& leaf =
      AddOnline(ledger, "checkpoint", "Shows the newest signed statement of the ledger", arguments,
                exit_code, Checkpoint);
  leaf.add_option("--since", arguments->since,
                  "An earlier checkpoint: prove that the ledger has only grown since")
      ->type_name("FILE");
  AddKeyOption(leaf, *arguments,
               "The ledger's verifier key; the one that the server names if not given");
}

void AddVerify(CLI::App& ledger, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  AddOnline(ledger, "verify",
            "Has the server check that ledger and state are what it wrote and signed", arguments,
            exit_code, Verify);
}

}  // namespace

void AddLedgerCommand(CLI::App& app, int& exit_code) {
  CLI::App& ledger =
      *app.add_subcommand("ledger", "The record of everything that was done, and its proofs");
  ledger.require_subcommand(1);
  AddShow(ledger, exit_code);
  AddProof(ledger, exit_code);
  AddCheckProof(ledger, exit_code);
  AddCheckpoint(ledger, exit_code);
  AddVerify(ledger, exit_code);
}

}  // namespace countersign::server
