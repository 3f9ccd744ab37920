// The Merkle tree over the entries (RFC 6962, section 2.1: SHA-256, leaf prefix 0x00, node prefix
// 0x01), kept as tiles, so that appending and proving take O(log n) reads.
#ifndef COUNTERSIGN_LEDGER_MERKLE_H_
#define COUNTERSIGN_LEDGER_MERKLE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/result.h"

namespace countersign::ledger {

constexpr std::size_t kHashBytes = 32;
constexpr std::int64_t kTileWidth = 256;

// Hashes of a level of the tree: hash number i of level L covers the leaves from i * 256^L to
// (i + 1) * 256^L. A level holds the hashes of whole subtrees only; tile t holds those from
// t * kTileWidth on, and is full but for the last of its level.
struct Tile {
  std::int64_t level = 0;
  std::int64_t tile_index = 0;
  std::string hashes;  // kHashBytes each

  bool operator==(const Tile&) const = default;
};

// Nothing if there is no such tile. A tile may hold more hashes than the size asked about needs.
using ReadTile =
    std::function<Result<std::optional<std::string>>(std::int64_t level, std::int64_t tile_index)>;

std::string LeafHash(std::string_view leaf_data);
std::string NodeHash(std::string_view left, std::string_view right);

// What the tiles become when `leaf_hashes` follow the `size` leaves that the tree has: those that
// change and those that are new. Every function here that reads tiles fails with INTERNAL /
// INTERNAL_FAULT, naming the tile, if one that the size asks for is missing or too short.
Result<std::vector<Tile>> AppendLeaves(const ReadTile& tiles, std::int64_t size,
                                       std::span<const std::string> leaf_hashes);
// The root of the tree's first `size` leaves; of none: SHA-256 of nothing.
Result<std::string> RootOf(const ReadTile& tiles, std::int64_t size);
// Section 2.1.1: the audit path of leaf `index`, 0 <= index < size. INVALID_ARGUMENT /
// FIELD_INVALID for others.
Result<std::vector<std::string>> ProveInclusion(const ReadTile& tiles, std::int64_t index,
                                                std::int64_t size);
// Section 2.1.2, 0 <= old_size <= size; empty if old_size is 0 or size. INVALID_ARGUMENT /
// FIELD_INVALID for others.
Result<std::vector<std::string>> ProveConsistency(const ReadTile& tiles, std::int64_t old_size,
                                                  std::int64_t size);

// Whether the proof shows that the tree with this root has this leaf there (RFC 9162, 2.1.3.2).
bool InclusionHolds(std::string_view leaf_hash, std::int64_t index, std::int64_t size,
                    std::span<const std::string> proof, std::string_view root);
// Whether the proof shows that the first `old_size` leaves of the tree are those of the old one
// (RFC 9162, 2.1.4.2). From nothing every tree has grown.
bool ConsistencyHolds(std::int64_t old_size, std::string_view old_root, std::int64_t size,
                      std::string_view root, std::span<const std::string> proof);

// The root of leaves that are seen once, in order, in O(log n) memory: what verifying needs.
class RunningRoot {
 public:
  void Add(std::string_view leaf_hash);
  std::int64_t size() const { return size_; }
  std::string Root() const;

 private:
  std::int64_t size_ = 0;
  std::vector<std::string> subtrees_;  // roots of whole subtrees, the largest first
};

}  // namespace countersign::ledger

#endif  // COUNTERSIGN_LEDGER_MERKLE_H_
