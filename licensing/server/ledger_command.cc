#include "licensing/server/ledger_command.h"

#include <unistd.h>

#include <chrono>
#include <functional>
#include <iostream>
#include <memory>
#include <thread>

#include "admin/cli/commands.h"
#include "admin/cli/report.h"
#include "admin/cli/session.h"
#include "admin/cli/table.h"
#include "countersign/v1/evidence.pb.h"
#include "licensing/server/ledger_proofs.h"

namespace countersign::server {
namespace {

using cli::Client;
using cli::Complain;
using cli::Printable;
using Called = tl::expected<void, cli::Refusal>;

constexpr std::chrono::milliseconds kBetweenLooks{200};

// ---- show

std::string FilterOf(const LedgerArguments& arguments) {
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

Called ShowEntry(Client& client, const LedgerArguments& arguments) {
  v1::GetEntryRequest request;
  request.set_name(EntryName(arguments.entry));
  v1::Entry entry;
  if (auto called = client.Call(EvidenceMethod("GetEntry"), request, entry); !called) return called;
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

Called ShowNewest(Client& client, const LedgerArguments& arguments) {
  v1::ListEntriesRequest request;
  request.set_newest_first(true);
  request.set_page_size(arguments.limit);
  request.set_filter(FilterOf(arguments));
  v1::ListEntriesResponse response;
  if (auto called = client.Call(EvidenceMethod("ListEntries"), request, response); !called)
    return called;
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

int Show(const LedgerArguments& arguments, cli::Session& session) {
  const auto called = arguments.entry.empty() ? ShowNewest(*session.client, arguments)
                                              : ShowEntry(*session.client, arguments);
  return called ? cli::kDone : cli::Fail(nullptr, session.connection, called.error());
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

int Verify(const LedgerArguments& arguments, cli::Session& session) {
  v1::LedgerVerification verification;
  auto called =
      session.client->Call(EvidenceMethod("VerifyLedger"), v1::VerifyLedgerRequest(), verification);
  const bool live = isatty(STDERR_FILENO) != 0;
  while (called && verification.state() == v1::LedgerVerification::RUNNING) {
    if (live) ShowProgress(verification);
    std::this_thread::sleep_for(kBetweenLooks);
    called = session.client->Call(EvidenceMethod("GetLedgerVerification"),
                                  v1::GetLedgerVerificationRequest(), verification);
  }
  if (live) std::cerr << "\r\x1b[K" << std::flush;
  if (!called) return cli::Fail(nullptr, session.connection, called.error());
  if (arguments.output != "json") return SayVerified(verification);
  std::cout << cli::JsonOf(verification);
  return verification.state() == v1::LedgerVerification::SOUND ? cli::kDone : cli::kRefused;
}

// ---- the command line

using Work = std::function<int(const LedgerArguments&, cli::Session&)>;

CLI::App& AddOnline(CLI::App& ledger, const std::string& name, const std::string& summary,
                    const std::shared_ptr<LedgerArguments>& arguments, int& exit_code, Work work) {
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

void AddKeyOption(CLI::App& leaf, LedgerArguments& arguments, const std::string& help) {
  leaf.add_option("--key", arguments.key, help)->type_name("KEY");
}

void AddShow(CLI::App& ledger, int& exit_code) {
  auto arguments = std::make_shared<LedgerArguments>();
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
  auto arguments = std::make_shared<LedgerArguments>();
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
  auto arguments = std::make_shared<LedgerArguments>();
  CLI::App& leaf = *ledger.add_subcommand("check-proof", "Checks a proof without any server");
  leaf.add_option("proof", arguments->proof_file, "The proof")->type_name("FILE")->required();
  leaf.add_option("entry", arguments->entry_file, "The entry")->type_name("FILE")->required();
  AddKeyOption(leaf, *arguments, "The ledger's verifier key");
  leaf.get_option("--key")->required();
  leaf.callback([arguments, &exit_code] { exit_code = CheckProofFiles(*arguments); });
}

void AddCheckpoint(CLI::App& ledger, int& exit_code) {
  auto arguments = std::make_shared<LedgerArguments>();
  CLI::App& leaf =
      AddOnline(ledger, "checkpoint", "Shows the newest signed statement of the ledger", arguments,
                exit_code, ShowCheckpoint);
  leaf.add_option("--since", arguments->since,
                  "An earlier checkpoint: prove that the ledger has only grown since")
      ->type_name("FILE");
  AddKeyOption(leaf, *arguments,
               "The ledger's verifier key; the one that the server names if not given");
}

void AddVerify(CLI::App& ledger, int& exit_code) {
  auto arguments = std::make_shared<LedgerArguments>();
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
