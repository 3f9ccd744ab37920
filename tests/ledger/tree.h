// A ledger's tree in memory, and what RFC 6962 says that it is.
#ifndef COUNTERSIGN_TESTS_LEDGER_TREE_H_
#define COUNTERSIGN_TESTS_LEDGER_TREE_H_

#include <gtest/gtest.h>

#include <bit>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "licensing/base/encoding.h"
#include "licensing/ledger/merkle.h"

namespace countersign::ledger::testing {

using Hashes = std::vector<std::string>;

inline Hashes LeafHashes(std::int64_t from, std::int64_t to) {
  Hashes hashes;
  for (; from < to; ++from) hashes.push_back(LeafHash("leaf " + std::to_string(from)));
  return hashes;
}

// Keeps tiles as a store does, and notes which ones are read.
class TileMap {
 public:
  using Name = std::pair<std::int64_t, std::int64_t>;  // level, tile index

  ReadTile Reader() {
    return [this](std::int64_t level, std::int64_t index) -> Result<std::optional<std::string>> {
      reads.emplace_back(level, index);
      const auto tile = tiles.find({level, index});
      if (tile == tiles.end()) return std::optional<std::string>();
      return std::optional(tile->second);
    };
  }

  void Append(std::span<const std::string> leaf_hashes) {
    const auto changed = AppendLeaves(Reader(), size, leaf_hashes);
    ASSERT_TRUE(changed) << changed.error().message;
    size += std::ssize(leaf_hashes);
    for (const Tile& tile : *changed) tiles[{tile.level, tile.tile_index}] = tile.hashes;
  }

  std::int64_t size = 0;
  std::map<Name, std::string> tiles;
  std::vector<Name> reads;
};

inline TileMap TreeOf(std::int64_t size) {
  TileMap tree;
  tree.Append(LeafHashes(0, size));
  return tree;
}

// The definitions of RFC 6962, section 2.1, word for word.
class Definition {
 public:
  explicit Definition(Hashes leaf_hashes) : leaf_hashes_(std::move(leaf_hashes)) {}

  // MTH(D[begin:end])
  const std::string& Mth(std::int64_t begin, std::int64_t end) {
    std::string& hash = known_[{begin, end}];
    if (!hash.empty()) return hash;
    if (begin == end) return hash = Sha256("");
    if (end - begin == 1) return hash = leaf_hashes_.at(static_cast<std::size_t>(begin));
    const std::int64_t middle = begin + K(end - begin);
    return hash = NodeHash(Mth(begin, middle), Mth(middle, end));
  }

  // PATH(m, D[begin:end]), section 2.1.1
  Hashes Path(std::int64_t m, std::int64_t begin, std::int64_t end) {
    if (end - begin == 1) return {};
    const std::int64_t k = K(end - begin);
    return m < k ? With(Path(m, begin, begin + k), Mth(begin + k, end))
                 : With(Path(m - k, begin + k, end), Mth(begin, begin + k));
  }

  // PROOF(m, D[0:n]), section 2.1.2
  Hashes Proof(std::int64_t m, std::int64_t n) { return SubProof(m, 0, n, true); }

 private:
  static std::int64_t K(std::int64_t n) {
    return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(n - 1)));
  }
  static Hashes With(Hashes hashes, const std::string& last) {
    hashes.push_back(last);
    return hashes;
  }
  Hashes SubProof(std::int64_t m, std::int64_t begin, std::int64_t end, bool b) {
    if (m == end - begin) return b ? Hashes{} : Hashes{Mth(begin, end)};
    const std::int64_t k = K(end - begin);
    return m <= k ? With(SubProof(m, begin, begin + k, b), Mth(begin + k, end))
                  : With(SubProof(m - k, begin + k, end, false), Mth(begin, begin + k));
  }

  Hashes leaf_hashes_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::string> known_;
};

}  // namespace countersign::ledger::testing

#endif  // COUNTERSIGN_TESTS_LEDGER_TREE_H_
