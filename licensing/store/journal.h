// What a unit of work wrote. The ledger has to tell each row of it.
#ifndef COUNTERSIGN_STORE_JOURNAL_H_
#define COUNTERSIGN_STORE_JOURNAL_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace countersign::store {

class Journal {
 public:
  // A row of a state table was inserted, changed or deleted.
  void Wrote(std::string_view table, std::string_view key) { Note(table, key, true); }
  // One was deleted from a table whose columns are all in its key: such rows are not read again.
  void Deleted(std::string_view table, std::string_view key) { Note(table, key, false); }
  // Answers for replay: no state, but nothing that is written without an entry.
  void WroteAnswers(std::int64_t count) {
    changes_ += count;
    answers_ += count;
  }
  // That someone's data were erased, and their remains are to be removed: no state either.
  void NotedErasure() {
    ++changes_;
    erased_ = true;
  }
  // Which server carries out what is due: no state.
  void WroteLease() { ++changes_; }
  // The ledger's own rows.
  void WroteLedger(std::int64_t count) { changes_ += count; }

  // By "table/key": false for what Deleted() came last to.
  using Rows = std::map<std::string, bool>;
  const Rows& rows() const { return rows_; }
  bool wants_entry() const { return !rows_.empty() || answers_ > 0; }
  bool erased() const { return erased_; }
  // Rows that were written, each as often as it was.
  std::int64_t changes() const { return changes_; }

 private:
  void Note(std::string_view table, std::string_view key, bool there) {
    std::string row;
    row.reserve(table.size() + 1 + key.size());
    rows_.insert_or_assign(std::move(row.append(table).append("/").append(key)), there);
    ++changes_;
  }

  Rows rows_;
  std::int64_t changes_ = 0;
  std::int64_t answers_ = 0;
  bool erased_ = false;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_JOURNAL_H_
