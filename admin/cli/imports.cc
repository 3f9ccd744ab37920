#include "admin/cli/imports.h"

#include <chrono>
#include <iostream>
#include <memory>
#include <thread>

#include "admin/cli/blob_client.h"
#include "admin/cli/commands.h"
#include "admin/cli/progress.h"
#include "admin/cli/table.h"

namespace countersign::cli {
namespace {

constexpr auto kBetweenLooks = std::chrono::milliseconds(200);
constexpr int kProblemsShown = 50;

// "1,234 recorded"; nothing for zero.
void AddCount(std::string& text, std::int64_t count, const std::string& what) {
  if (count == 0) return;
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  text += (text.empty() ? "" : ", ") + digits + " " + what;
}

std::string Counts(const v1::Operation& operation) {
  std::string text;
  const bool dry = operation.validate_only();
  AddCount(text, operation.recorded(), dry ? "would be recorded" : "recorded");
  AddCount(text, operation.unchanged(), "on record already");
  AddCount(text, operation.proposed(), "to be confirmed (countersign bankentry list)");
  AddCount(text, operation.reversed(), "taken back by the bank");
  AddCount(text, operation.skipped(), "skipped");
  AddCount(text, operation.refused(), "refused");
  return text.empty() ? "the file has no rows" : text;
}

std::string Ending(const v1::Operation& operation) {
  switch (operation.state()) {
    case v1::OPERATION_STATE_FAILED:
      return "The import failed: " + operation.message() + ".\n";
    case v1::OPERATION_STATE_CANCELLED:
      return "The import was cancelled after " + std::to_string(operation.rows_done()) + " of " +
             std::to_string(operation.rows_total()) + " rows: " + Counts(operation) + ".\n";
    default:
      return (operation.validate_only() ? "Nothing was changed: " : "Imported: ") +
             Counts(operation) + ".\n";
  }
}

int RunBlobPut(const ConnectionFlags& flags, const LocalFile& file) {
  auto session = OpenSession(flags);
  if (!session) return Complain(session.error(), kUsage);
  ProgressBar bar;
  const auto stored = PutBlob(session->connection, file, [&](auto sent, auto of) {
    bar.Show("Sending " + file.path, sent, of);
  });
  if (!stored) return Fail(nullptr, session->connection, stored.error());
  std::cout << stored->sha256 << "\n";
  return kDone;
}

}  // namespace

tl::expected<std::string, Refusal> PutImportFile(const Session& session, const std::string& path) {
  ProgressBar bar;
  return PutBlob(session.connection, {.path = path, .subject = "imports"},
                 [&](auto sent, auto of) { bar.Show("Sending " + path, sent, of); })
      .map([](const StoredBlob& stored) { return stored.sha256; });
}

tl::expected<v1::Operation, Refusal> AwaitOperation(Client& client, v1::Operation operation) {
  ProgressBar bar;
  v1::GetOperationRequest request;
  request.set_name(operation.name());
  while (operation.state() == v1::OPERATION_STATE_RUNNING) {
    bar.Show(operation.rows_total() == 0 ? "Reading the file" : "Importing",
             static_cast<std::uint64_t>(operation.rows_done()),
             static_cast<std::uint64_t>(operation.rows_total()));
    std::this_thread::sleep_for(kBetweenLooks);
    auto called = client.Call("countersign.v1.OperationService/GetOperation", request, operation);
    if (!called) return tl::unexpected<Refusal>(called.error());
  }
  return operation;
}

tl::expected<std::string, Refusal> ImportReport(Client& client, const v1::Operation& operation,
                                                bool bold) {
  std::string text = Ending(operation);
  const std::int64_t problems = operation.refused() + operation.skipped();
  if (problems == 0) return text;
  v1::ListProblemsRequest request;
  request.set_name(operation.name());
  request.set_page_size(kProblemsShown);
  v1::ListProblemsResponse response;
  auto called = client.Call("countersign.v1.OperationService/ListProblems", request, response);
  if (!called) return tl::unexpected<Refusal>(called.error());
  std::vector<TableRow> rows;
  for (const v1::Problem& problem : response.problems())
    rows.push_back({std::to_string(problem.line()), problem.document(), problem.field(),
                    v1::Reason_Name(problem.reason()), problem.message()});
  text += RenderTable({"LINE", "DOCUMENT", "FIELD", "REASON", "MESSAGE"}, rows, bold);
  if (problems > kProblemsShown)
    text += "These are the first " + std::to_string(kProblemsShown) +
            "; all: countersign operation report " + operation.name() + "\n";
  return text;
}

bool WentWell(const v1::Operation& operation) {
  return operation.state() == v1::OPERATION_STATE_SUCCEEDED && operation.refused() == 0;
}

void AddBlobCommand(CLI::App& app, int& exit_code) {
  CLI::App& blob = *app.add_subcommand("blob", "Attachments: files that records refer to");
  blob.require_subcommand(1);
  CLI::App& put =
      *blob.add_subcommand("put", "Sends a file and prints its SHA-256, which names it");
  auto file = std::make_shared<LocalFile>();
  auto flags = std::make_shared<ConnectionFlags>();
  put.add_option("file", file->path, "The file")->required()->type_name("FILE");
  put.add_option("--subject", file->subject,
                 "What it belongs to: customers/ID, customers/ID/contacts/ID, or imports")
      ->type_name("NAME");
  put.add_option("--media-type", file->media_type, "What it is")
      ->capture_default_str()
      ->type_name("TYPE");
  AddConnectionFlags(put, *flags);
  put.callback([file, flags, &exit_code] { exit_code = RunBlobPut(*flags, *file); });
}

}  // namespace countersign::cli
