#include "licensing/app/ledger_check.h"

#include <algorithm>
#include <boost/json.hpp>
#include <limits>
#include <optional>

#include "licensing/app/sequencer.h"
#include "licensing/app/stored_tree.h"
#include "licensing/app/told_rows.h"
#include "licensing/base/encoding.h"

namespace countersign::app {
namespace {

// A read holds a reader's connection for a few milliseconds.
constexpr int kAtOnce = 500;
constexpr std::int64_t kMostMissing = 1'000'000;  // entries, for which the tree is still walked
constexpr int kManyCheckpoints = 1'000'000;       // more than one a day can become

// The hash that an entry of shared renewals gives of their list; nothing for other entries.
std::optional<std::string> ListHashOf(const Entry& entry) {
  if (entry.action != "lease.renew" || entry.resource != "leases") return std::nullopt;
  boost::system::error_code error;
  const boost::json::value body = boost::json::parse(entry.body, error);
  if (error || !body.is_object()) return std::string();
  const boost::json::value* hash = body.as_object().if_contains("list_hash");
  return hash != nullptr && hash->is_string() ? std::string(hash->as_string()) : std::string();
}

class Check {
 public:
  Check(Store& store, PublishedCheckpoint& published, const LedgerCheckOptions& options)
      : store_(store), published_(published), options_(options) {}

  Result<LedgerReport> Run() {
    const Result<void> ended = RunAll();
    if (!ended && (ended.error().code == Code::kCancelled || report_.fault_count == 0))
      return tl::unexpected(ended.error());
    if (!ended) Fault("the check could not go on: " + ended.error().message);
    return std::move(report_);
  }

 private:
  Result<void> RunAll() {
    RETURN_IF_ERROR(Begin());
    RETURN_IF_ERROR(WalkEntries());
    RETURN_IF_ERROR(CompareRows());
    return FindMissingRows();
  }

  void Fault(std::string sentence) {
    if (report_.faults.size() < LedgerReport::kMostFaults)
      report_.faults.push_back(std::move(sentence));
    ++report_.fault_count;
  }

  Result<void> Read(const std::function<Result<void>(View&)>& work) {
    RETURN_IF_ERROR(store_.Read(work));
    report_.entries = learned_;
    if (options_.progress({learned_, std::max(last_position_, learned_), report_.rows})) return {};
    return Fail(Code::kCancelled, Reason::kShuttingDown, "the check was ended before it was done");
  }

  // What there is to check. The published checkpoint is read first: the store holds at least as
  // much.
  Result<void> Begin() {
    ASSIGN_OR_RETURN(const auto published, published_.Read());
    if (published) Expect(*published, "the published checkpoint");
    return Read([&](View& view) -> Result<void> {
      LedgerReader& reader = view.ledger();
      ASSIGN_OR_RETURN(const auto schema_faults, reader.SchemaFaults());
      for (const std::string& fault : schema_faults) Fault("the database's " + fault);
      ASSIGN_OR_RETURN(tree_size_, reader.TreeSize());
      ASSIGN_OR_RETURN(last_position_, reader.LastPosition());
      ASSIGN_OR_RETURN(const auto first,
                       reader.Entries(std::numeric_limits<std::int64_t>::min(), 1));
      if (!first.empty() && first[0].position < 1)
        Fault("entry " + std::to_string(first[0].position) + " (" + first[0].id +
              ") was added: entries are counted from 1");
      ASSIGN_OR_RETURN(const auto checkpoints, reader.Checkpoints(-1, kManyCheckpoints));
      for (const LedgerCheckpoint& checkpoint : checkpoints)
        Expect(checkpoint.note, "the checkpoint of " + FormatInstant(checkpoint.time));
      if (tree_size_ > 0 && (checkpoints.empty() || checkpoints.back().size != tree_size_))
        Fault("no checkpoint covers the " + std::to_string(tree_size_) + " entries of the tree");
      std::ranges::stable_sort(expected_, {}, [](const Expected& e) { return e.checkpoint.size; });
      return {};
    });
  }

  struct Expected {
    ledger::Checkpoint checkpoint;
    std::string name;
  };

  void Expect(const std::string& note, const std::string& name) {
    ++report_.checkpoints;
    if (auto opened = OpenOwnCheckpoint(note, options_.keys)) {
      expected_.push_back({*std::move(opened), name});
    } else {
      Fault(name + " bears no valid signature by a ledger key of this installation");
    }
  }

  Result<void> WalkEntries() {
    const std::int64_t end = std::max(tree_size_, last_position_);
    CompareRoots();
    while (walked_ < end) {
      RETURN_IF_ERROR(
          Read([&](View& view) -> Result<void> { return WalkSome(view.ledger(), end); }));
    }
    RETURN_IF_ERROR(Read([&](View& view) { return tree_.Finish(view.ledger()); }));
    for (const std::string& fault : tree_.faults()) Fault(fault);
    for (const Expected& expected : expected_) {
      if (expected.checkpoint.size <= tree_size_) continue;
      Fault(expected.name + " covers " + std::to_string(expected.checkpoint.size) +
            " entries, of which the tree holds " + std::to_string(tree_size_) +
            ": an older database was put back");
    }
    return {};
  }

  // The next entries, and what is missing before each of them; at the last, up to `end`.
  Result<void> WalkSome(LedgerReader& reader, std::int64_t end) {
    ASSIGN_OR_RETURN(const auto entries, reader.Entries(walked_ + 1, kAtOnce));
    for (const LedgerEntry& entry : entries) {
      if (entry.position > end) break;
      RETURN_IF_ERROR(MissEntries(reader, entry.position - 1));
      walked_ = entry.position;
      RETURN_IF_ERROR(TakeEntry(reader, entry));
      CompareRoots();
    }
    if (entries.empty() || entries.back().position >= end)
      RETURN_IF_ERROR(MissEntries(reader, end));
    learned_ = std::max(learned_, walked_);
    return {};
  }

  Result<void> TakeEntry(LedgerReader& reader, const LedgerEntry& entry) {
    const std::string name = "entry " + std::to_string(entry.position) + " (" + entry.id + ")";
    std::string hash;
    bool as_written = false;
    if (const auto leaf = ledger::LeafData(entry)) {
      hash = ledger::LeafHash(*leaf);
      as_written = reader.SealFits(entry, *leaf);
    }
    if (walked_ <= tree_size_ && tree_.size() == walked_ - 1) {
      ASSIGN_OR_RETURN(const bool same, tree_.Next(reader, hash));
      as_written = as_written && same;
    }
    if (!as_written) Fault(name + " is not as it was written: it was changed, moved or added");
    return Learn(reader, entry, name);
  }

  // Those up to `last`. The tree's leaves for them are walked as long as they are not too many:
  // else it has no root that could be compared.
  Result<void> MissEntries(LedgerReader& reader, std::int64_t last) {
    const std::int64_t first = walked_ + 1;
    if (last < first) return {};
    Fault(first == last ? "entry " + std::to_string(first) + " is missing"
                        : "entries " + std::to_string(first) + " to " + std::to_string(last) +
                              " are missing");
    const bool walks = tree_.size() == walked_ && last - first < kMostMissing;
    for (walked_ = first; walks && walked_ <= std::min(last, tree_size_); ++walked_) {
      RETURN_IF_ERROR(tree_.Next(reader, ""));
      CompareRoots();
    }
    walked_ = last;
    return {};
  }

  Result<void> Learn(LedgerReader& reader, const LedgerEntry& entry, const std::string& name) {
    ASSIGN_OR_RETURN(const std::optional<std::string> renewals, ListOf(reader, entry));
    if (!renewals)
      Fault("the list of renewals of " + name + " is missing or not as it was written");
    if (!told_.Learn(entry, renewals.value_or("")))
      Fault("the digests of " + name + " cannot be read");
    return {};
  }

  // The list of renewals that belongs to the entry, empty for one without; nothing if it is missing
  // or not as the entry tells.
  static Result<std::optional<std::string>> ListOf(LedgerReader& reader, const LedgerEntry& entry) {
    const auto hash = ListHashOf(entry);
    if (!hash) return std::optional<std::string>("");
    ASSIGN_OR_RETURN(auto list, reader.Renewals(entry.position));
    if (list && HexEncode(Sha256(*list)) != *hash) list.reset();
    return list;
  }

  // With as many leaves as were walked.
  void CompareRoots() {
    for (; next_expected_ < expected_.size(); ++next_expected_) {
      const auto& [checkpoint, name] = expected_[next_expected_];
      if (checkpoint.size > tree_.size()) return;
      if (checkpoint.root != tree_.Root())
        Fault(name + " does not fit: the tree over its " + std::to_string(checkpoint.size) +
              " entries has another root");
    }
  }

  // What was committed since the last read, so that the state seen here is the one that was told.
  Result<void> CatchUp(LedgerReader& reader) {
    while (true) {
      ASSIGN_OR_RETURN(const auto entries, reader.Entries(learned_ + 1, kAtOnce));
      for (const LedgerEntry& entry : entries) {
        const std::string name = "entry " + std::to_string(entry.position) + " (" + entry.id + ")";
        RETURN_IF_ERROR(Learn(reader, entry, name));
        learned_ = entry.position;
      }
      if (entries.size() < kAtOnce) return {};
    }
  }

  Result<void> CompareRows() {
    std::vector<std::string> tables;
    RETURN_IF_ERROR(Read([&](View& view) -> Result<void> {
      tables = view.ledger().StateTables();
      return {};
    }));
    for (const std::string& table : tables) {
      std::string after;
      for (bool more = true; more;) {
        RETURN_IF_ERROR(Read([&](View& view) -> Result<void> {
          ASSIGN_OR_RETURN(more, ComparePage(view.ledger(), table, after));
          return {};
        }));
      }
    }
    return {};
  }

  // Whether there may be more after it.
  Result<bool> ComparePage(LedgerReader& reader, const std::string& table, std::string& after) {
    RETURN_IF_ERROR(CatchUp(reader));
    ASSIGN_OR_RETURN(const auto rows, reader.Rows(table, after, kAtOnce));
    for (const RowDigest& row : rows) CompareRow(row);
    if (!rows.empty()) after = rows.back().key;
    return rows.size() == kAtOnce;
  }

  void CompareRow(const RowDigest& row) {
    ++report_.rows;
    switch (told_.Judge(row)) {
      case RowVerdict::kAsTold:
        return;
      case RowVerdict::kUntold:
        return Fault("row " + row.row + " was added: no entry tells of it");
      case RowVerdict::kChanged:
        return Fault("row " + row.row + " was changed: it is not as the last entry about it tells");
    }
  }

  // Rows of which the ledger tells and that were not met: those inserted behind the walk are looked
  // at now, the others are gone.
  Result<void> FindMissingRows() {
    std::vector<std::int64_t> positions;
    RETURN_IF_ERROR(Read([&](View& view) -> Result<void> {
      RETURN_IF_ERROR(CatchUp(view.ledger()));
      positions = told_.PositionsOfUnseen();
      return {};
    }));
    for (const std::int64_t position : positions)
      RETURN_IF_ERROR(Read([&](View& view) { return FindMissingOf(view.ledger(), position); }));
    return {};
  }

  Result<void> FindMissingOf(LedgerReader& reader, std::int64_t position) {
    RETURN_IF_ERROR(CatchUp(reader));
    ASSIGN_OR_RETURN(const auto entries, reader.Entries(position, 1));
    if (entries.empty()) return {};
    ASSIGN_OR_RETURN(const auto renewals, ListOf(reader, entries.front()));
    const auto rows = RowsToldBy(entries.front(), renewals.value_or(""));
    if (!rows) return {};  // which is named already
    for (const auto& [name, digest] : *rows) {
      if (!told_.IsUnseen(name, position)) continue;
      ASSIGN_OR_RETURN(const auto row, reader.FindRow(name));
      if (row) {
        CompareRow(*row);
      } else {
        Fault("row " + name + " is missing: entry " + std::to_string(position) +
              " is the last to tell of it");
      }
    }
    return {};
  }

  Store& store_;
  PublishedCheckpoint& published_;
  const LedgerCheckOptions& options_;
  LedgerReport report_;
  std::int64_t tree_size_ = 0;      // when the check began
  std::int64_t last_position_ = 0;  // likewise
  std::vector<Expected> expected_;  // checkpoints, by size
  std::size_t next_expected_ = 0;
  StoredTree tree_;
  std::int64_t walked_ = 0;   // positions that the tree was compared at
  std::int64_t learned_ = 0;  // positions whose digests are known
  ToldRows told_;
};

}  // namespace

Result<LedgerReport> CheckLedger(Store& store, PublishedCheckpoint& published,
                                 const LedgerCheckOptions& options) {
  return Check(store, published, options).Run();
}

}  // namespace countersign::app
