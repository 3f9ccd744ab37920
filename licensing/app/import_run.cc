#include "licensing/app/import_run.h"

#include <algorithm>

#include "licensing/app/import_files.h"
#include "licensing/app/invoice_import.h"
#include "licensing/app/parties.h"
#include "licensing/app/payment_import.h"
#include "licensing/app/reassess.h"
#include "licensing/app/resource.h"
#include "licensing/base/ids.h"

namespace countersign::app {
namespace {

using domain::ImportProblem;
using domain::Operation;
using domain::OperationState;
using formats::Row;
using formats::RowReader;

constexpr std::size_t kBatch = 200;  // others wait for the store some 20 ms at most
constexpr int kOrdinalDigits = 10;

std::string FieldOf(const Error& error) {
  const auto field = error.metadata.find("field");
  return field == error.metadata.end() ? std::string() : field->second;
}

// What became of some rows of a file, in their order.
struct Progress {
  std::int64_t rows = 0;
  domain::ImportCounts counts;
  std::vector<ImportProblem> problems;

  void Count(RowOutcome outcome) {
    ++rows;
    counts.recorded += outcome == RowOutcome::kRecorded;
    counts.unchanged += outcome == RowOutcome::kUnchanged;
    counts.proposed += outcome == RowOutcome::kProposed;
    counts.reversed += outcome == RowOutcome::kReversed;
  }
  void Refuse(std::int64_t line, const std::string& document, const Error& error) {
    ++rows;
    const bool skipped = error.reason == Reason::kEntrySkipped;
    counts.skipped += skipped;
    counts.refused += !skipped;
    ImportProblem& problem = problems.emplace_back();
    problem.line = line;
    problem.document = document;
    problem.field = FieldOf(error);
    problem.reason = ReasonName(error.reason);
    problem.message = error.message;
  }
};

void Add(domain::ImportCounts& to, const domain::ImportCounts& more) {
  to.recorded += more.recorded;
  to.unchanged += more.unchanged;
  to.proposed += more.proposed;
  to.reversed += more.reversed;
  to.refused += more.refused;
  to.skipped += more.skipped;
}

// In the order of the file, within its operation.
std::string ProblemId(const Operation& operation, std::int64_t ordinal) {
  std::string digits = std::to_string(ordinal);
  digits.insert(0, kOrdinalDigits - std::min<std::size_t>(kOrdinalDigits, digits.size()), '0');
  return operation.id + "-" + digits;
}

Result<void> SaveProgress(Transaction& tx, const Act& act, Progress progress,
                          Operation& operation) {
  std::int64_t ordinal = operation.counts.refused + operation.counts.skipped;
  for (ImportProblem& problem : progress.problems) {
    problem.operation_id = operation.id;
    problem.id = ProblemId(operation, ordinal++);
    RETURN_IF_ERROR(tx.imports().problems().Append(problem));
  }
  operation.rows_done += progress.rows;
  Add(operation.counts, progress.counts);
  RETURN_IF_ERROR(Save(tx.imports().operations(), operation, act));
  return Record(tx, act, "operation.advance", Name("operations", operation.id),
                {{"rows_done", operation.rows_done}});
}

// One import at work. T: what a row of its file is.
template <class T>
class Run {
 public:
  using Apply = std::function<Result<RowOutcome>(Transaction&, const Act&, const T&)>;
  using Open = std::function<Result<std::unique_ptr<RowReader<T>>>()>;

  Run(const ImportDeps& deps, Operation operation, Open open, Apply apply,
      const std::atomic<bool>& stop)
      : deps_(deps),
        operation_(std::move(operation)),
        open_(std::move(open)),
        apply_(std::move(apply)),
        stop_(stop) {}

  // Whether the whole file was read.
  Result<bool> ToTheEnd() {
    if (operation_.rows_total == 0) RETURN_IF_ERROR(CountRows());
    ASSIGN_OR_RETURN(const auto reader, open_());
    std::vector<Row<T>> batch;
    std::int64_t done_before = operation_.rows_done;
    while (true) {
      ASSIGN_OR_RETURN(auto row, reader->Next());
      const bool at_end = !row;
      if (row && done_before > 0) {
        --done_before;
        continue;
      }
      if (row) batch.push_back(*std::move(row));
      if (batch.size() == kBatch || at_end) {
        if (stop_ || operation_.cancel_requested) return false;
        RETURN_IF_ERROR(Take(batch));
        batch.clear();
      }
      if (at_end) return true;
    }
  }

 private:
  Act NewAct() const { return {operation_.user, "", deps_.clock.Now(), deps_.entropy}; }

  // Runs `work` on the operation as it is stored now.
  Result<void> Write(const std::function<Result<Finish>(Transaction&, const Act&)>& work) {
    const Act act = NewAct();
    return deps_.store.Write([&](Transaction& tx) -> Result<Finish> {
      ASSIGN_OR_RETURN(operation_, Load(tx.imports().operations(), "operations", operation_.id));
      return work(tx, act);
    });
  }

  // A file that is not whole fails before anything was taken from it.
  Result<void> CountRows() {
    ASSIGN_OR_RETURN(const auto reader, open_());
    std::int64_t rows = 0;
    while (!stop_) {
      ASSIGN_OR_RETURN(const auto row, reader->Next());
      if (!row) break;
      ++rows;
    }
    if (stop_) return {};
    return Write([&](Transaction& tx, const Act& act) -> Result<Finish> {
      operation_.rows_total = rows;
      RETURN_IF_ERROR(Save(tx.imports().operations(), operation_, act));
      RETURN_IF_ERROR(
          Record(tx, act, "operation.read", Name("operations", operation_.id), {{"rows", rows}}));
      return Finish::kCommit;
    });
  }

  // Takes a batch in one transaction. Where a row fails after it had begun to write, which only a
  // transaction's end undoes, each row gets one of its own.
  Result<void> Take(const std::vector<Row<T>>& batch) {
    if (batch.empty()) return {};
    ASSIGN_OR_RETURN(const bool taken, TakeTogether(batch));
    if (taken) return {};
    for (const Row<T>& row : batch) {
      ASSIGN_OR_RETURN(const bool alone, TakeTogether({row}));
      if (!alone) RETURN_IF_ERROR(SaveAlone(*half_done_));
    }
    return {};
  }

  // False if nothing was taken since a row failed half done.
  Result<bool> TakeTogether(const std::vector<Row<T>>& batch) {
    Progress progress;
    half_done_.reset();
    RETURN_IF_ERROR(Write([&](Transaction& tx, const Act& act) -> Result<Finish> {
      for (const Row<T>& row : batch) {
        const std::int64_t before = tx.RowsWritten();
        const Result<RowOutcome> outcome = TakeRow(tx, act, row);
        if (outcome) {
          progress.Count(*outcome);
          continue;
        }
        if (!IsRowsFault(outcome.error())) return tl::unexpected(outcome.error());
        if (tx.RowsWritten() != before) {
          half_done_.emplace();
          half_done_->Refuse(row.line, row.document, outcome.error());
          return Finish::kRollback;
        }
        progress.Refuse(row.line, row.document, outcome.error());
      }
      if (operation_.validate_only) return Finish::kRollback;
      RETURN_IF_ERROR(ReassessSoon(tx, act));
      RETURN_IF_ERROR(SaveProgress(tx, act, std::move(progress), operation_));
      return Finish::kCommit;
    }));
    if (half_done_) return false;
    if (operation_.validate_only) RETURN_IF_ERROR(SaveAlone(std::move(progress)));
    return true;
  }

  Result<RowOutcome> TakeRow(Transaction& tx, const Act& act, const Row<T>& row) {
    if (!row.content) return tl::unexpected(row.content.error());
    return apply_(tx, act, *row.content);
  }

  Result<void> SaveAlone(Progress progress) {
    return Write([&](Transaction& tx, const Act& act) -> Result<Finish> {
      RETURN_IF_ERROR(SaveProgress(tx, act, progress, operation_));
      return Finish::kCommit;
    });
  }

  const ImportDeps& deps_;
  Operation operation_;
  const Open open_;
  const Apply apply_;
  const std::atomic<bool>& stop_;
  std::optional<Progress> half_done_;  // of the row that failed so, alone
};

// What a run needs beside the file's rows.
struct Prepared {
  Operation operation;
  std::optional<ImportFile> file;
  PartyDirectory parties;
};

Result<Prepared> Prepare(Store& store, std::string_view operation_id) {
  Prepared prepared;
  RETURN_IF_ERROR(store.Read([&](View& view) -> Result<void> {
    ASSIGN_OR_RETURN(prepared.operation,
                     Load(view.imports().operations(), "operations", operation_id));
    ASSIGN_OR_RETURN(prepared.file, ImportFile::Find(view, prepared.operation));
    ASSIGN_OR_RETURN(prepared.parties, PartyDirectory::Load(view));
    return {};
  }));
  return prepared;
}

Result<bool> RunPrepared(const ImportDeps& deps, const Prepared& prepared,
                         const std::atomic<bool>& stop) {
  const ImportFile& file = *prepared.file;
  if (prepared.operation.kind == domain::ImportKind::kInvoices)
    return Run<formats::InvoiceDocument>(
               deps, prepared.operation, [&] { return file.Invoices(deps.files); },
               [&](Transaction& tx, const Act& act, const formats::InvoiceDocument& document) {
                 return ImportDocument(tx, act, prepared.parties, document);
               },
               stop)
        .ToTheEnd();
  return Run<formats::PaymentEntry>(
             deps, prepared.operation, [&] { return file.Payments(deps.files); },
             [&](Transaction& tx, const Act& act, const formats::PaymentEntry& entry) {
               return ImportEntry(tx, act, prepared.parties, prepared.operation.id, entry);
             },
             stop)
      .ToTheEnd();
}

std::string_view StateName(OperationState state) {
  switch (state) {
    case OperationState::kRunning:
      return "RUNNING";
    case OperationState::kSucceeded:
      return "SUCCEEDED";
    case OperationState::kFailed:
      return "FAILED";
    case OperationState::kCancelled:
      break;
  }
  return "CANCELLED";
}

Result<void> End(const ImportDeps& deps, std::string_view operation_id, OperationState state,
                 const Error* error) {
  return deps.store.Write([&](Transaction& tx) -> Result<Finish> {
    ASSIGN_OR_RETURN(Operation operation,
                     Load(tx.imports().operations(), "operations", operation_id));
    const Act act{operation.user, "", deps.clock.Now(), deps.entropy};
    operation.state = state;
    if (error != nullptr) {
      operation.reason = ReasonName(error->reason);
      operation.message = error->message;
    }
    operation.end_time = act.now;
    RETURN_IF_ERROR(Save(tx.imports().operations(), operation, act));
    RETURN_IF_ERROR(Record(tx, act, "operation.end", Name("operations", operation.id),
                           {{"state", StateName(state)},
                            {"recorded", operation.counts.recorded},
                            {"unchanged", operation.counts.unchanged},
                            {"proposed", operation.counts.proposed},
                            {"reversed", operation.counts.reversed},
                            {"refused", operation.counts.refused},
                            {"skipped", operation.counts.skipped}}));
    return Finish::kCommit;
  });
}

// Where the store itself is at fault, this may not be possible either: then the operation is still
// running, and is tried again.
Result<void> GiveUp(const ImportDeps& deps, std::string_view operation_id, const Error& error) {
  const bool files_fault = IsRowsFault(error) || error.code == Code::kDataLoss;
  Error shown = error;
  if (!files_fault)
    shown.message = "the server could not go on; start the import again, it does nothing twice";
  RETURN_IF_ERROR(End(deps, operation_id, OperationState::kFailed, &shown));
  return files_fault ? Result<void>() : tl::unexpected(error);
}

}  // namespace

Result<void> RunImport(const ImportDeps& deps, std::string_view operation_id,
                       const std::atomic<bool>& stop) {
  const auto prepared = Prepare(deps.store, operation_id);
  const Result<bool> ended =
      prepared ? RunPrepared(deps, *prepared, stop) : tl::unexpected(prepared.error());
  if (!ended) return GiveUp(deps, operation_id, ended.error());
  if (*ended) return End(deps, operation_id, OperationState::kSucceeded, nullptr);
  if (stop) return {};
  return End(deps, operation_id, OperationState::kCancelled, nullptr);
}

Result<void> RemoveOldImportFiles(const ImportDeps& deps) {
  const Instant now = deps.clock.Now();
  std::vector<domain::Blob> removed;
  RETURN_IF_ERROR(deps.store.Write([&](Transaction& tx) -> Result<Finish> {
    ASSIGN_OR_RETURN(const auto running, tx.imports().operations().ListRunning());
    ASSIGN_OR_RETURN(removed, tx.blobs().FindBySubject(kImportSubject));
    std::erase_if(removed, [&](const domain::Blob& blob) {
      return blob.create_time > now - kKeepImportFiles ||
             std::ranges::find(running, blob.sha256, &Operation::file_sha256) != running.end();
    });
    if (removed.empty()) return Finish::kRollback;
    const Act act{"system", "", now, deps.entropy};
    for (const domain::Blob& blob : removed) {
      RETURN_IF_ERROR(tx.blobs().Delete(blob.id));
      RETURN_IF_ERROR(Record(tx, act, "blob.remove", Name("blobs", blob.id), {}, {blob.sha256}));
    }
    return Finish::kCommit;
  }));
  for (const domain::Blob& blob : removed) RETURN_IF_ERROR(deps.files.Remove(blob.id));
  return {};
}

}  // namespace countersign::app
