// What the ledger tells of the state's rows: of each the digest that the last entry about it gives.
#ifndef COUNTERSIGN_APP_TOLD_ROWS_H_
#define COUNTERSIGN_APP_TOLD_ROWS_H_

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/ledger_ports.h"
#include "licensing/base/result.h"

namespace countersign::app {

// How a row stands to what the ledger tells of it.
enum class RowVerdict {
  kAsTold,
  kUntold,   // no entry tells of it, or the last one tells that it was deleted
  kChanged,  // its digest is another
};

// Takes entries in the order of their positions. Holds 56 bytes a row, and as a hash table grows up
// to four times as much.
class ToldRows {
 public:
  // Learns what an entry tells, with its list of renewals if it has one. INTERNAL if its digests
  // cannot be read.
  Result<void> Learn(const LedgerEntry& entry, std::string_view renewals);
  // Judges a row as it is now and remembers that it is there.
  RowVerdict Judge(const RowDigest& row);
  // Positions of the entries that last told of rows which should be there and were not judged.
  // Ascending, each once.
  std::vector<std::int64_t> PositionsOfUnseen() const;
  // Whether the entry at `position` is the last to tell of this row, which should be there and was
  // not judged.
  bool IsUnseen(std::string_view row, std::int64_t position) const;

 private:
  using Key = std::array<std::uint64_t, 2>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const { return key[0]; }
  };
  struct Told {
    std::array<char, 24> digest{};  // as much as a list of renewals holds
    std::int64_t position = 0;
    bool exists = false;
    bool seen = false;
  };
  static Key KeyOf(std::string_view row);
  void Tell(std::string_view row, std::string_view digest, std::int64_t position);

  boost::unordered_flat_map<Key, Told, KeyHash> rows_;
};

// The rows that an entry tells of, by name, with their digests (32 bytes, or 24 for renewals),
// empty for one that was deleted. INTERNAL if the entry's digests cannot be read.
Result<std::vector<std::pair<std::string, std::string>>> RowsToldBy(const Entry& entry,
                                                                    std::string_view renewals);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_TOLD_ROWS_H_
