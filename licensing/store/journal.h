// What a unit of work wrote. The ledger has to tell each row of it.
#ifndef COUNTERSIGN_STORE_JOURNAL_H_
#define COUNTERSIGN_STORE_JOURNAL_H_

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace countersign::store {

class Journal {
 public:
  // A row of a state table was inserted, changed or deleted.
  void Wrote(std::string_view table, std::string_view key) {
    std::string row(table);
    rows_.insert(row.append("/").append(key));
    ++changes_;
  }
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

  const std::set<std::string>& rows() const { return rows_; }
  bool wants_entry() const { return !rows_.empty() || answers_ > 0; }
  bool erased() const { return erased_; }
  // Rows that were written, each as often as it was.
  std::int64_t changes() const { return changes_; }

 private:
  std::set<std::string> rows_;  // "table/key"
  std::int64_t changes_ = 0;
  std::int64_t answers_ = 0;
  bool erased_ = false;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_JOURNAL_H_
