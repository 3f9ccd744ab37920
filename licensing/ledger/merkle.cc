#include "licensing/ledger/merkle.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <map>
#include <utility>

#include "licensing/base/encoding.h"
#include "licensing/base/sha256.h"

namespace countersign::ledger {
namespace {

// 2^kTileHeight hashes of a tile have one hash on the next level.
constexpr int kTileHeight = 8;
static_assert(kTileWidth == 1 << kTileHeight && kHashBytes == kSha256Bytes);

// No leaf looks like a node: RFC 6962, section 2.1.
constexpr std::string_view kLeafPrefix("\0", 1);
constexpr std::string_view kNodePrefix("\1", 1);

// Of the tree over 2^k neighbouring hashes.
std::string WholeRoot(std::string hashes) {
  for (; hashes.size() > kHashBytes; hashes.resize(hashes.size() / 2)) {
    const std::string_view pairs = hashes;
    for (std::size_t at = 0; at < hashes.size(); at += 2 * kHashBytes)
      Sha256Of({kNodePrefix, pairs.substr(at, 2 * kHashBytes)}, hashes.data() + at / 2);
  }
  return hashes;
}

// The root of a tree that consists of whole trees, the largest first.
std::string Join(std::span<const std::string> subtrees) {
  if (subtrees.empty()) return Sha256("");
  std::string root = subtrees.back();
  for (std::size_t i = subtrees.size() - 1; i-- > 0;) root = NodeHash(subtrees[i], root);
  return root;
}

// The left part of a tree of `size` > 1 leaves: the largest power of two that is less.
std::int64_t LeftPart(std::int64_t size) {
  return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(size - 1)));
}

bool IsHash(std::string_view bytes) { return bytes.size() == kHashBytes; }

// The first `size` leaves of what the tiles hold. Reads each tile once.
class TreeReader {
 public:
  TreeReader(const ReadTile& read, std::int64_t size) : read_(read), size_(size) {}

  // The hashes that the size asks for: the tile's first ones.
  Result<std::string_view> Tile(std::int64_t level, std::int64_t tile_index) {
    const auto known = tiles_.find({level, tile_index});
    if (known != tiles_.end()) return std::string_view(known->second);
    ASSIGN_OR_RETURN(auto hashes, read_(level, tile_index));
    const std::string name =
        "tile " + std::to_string(tile_index) + " of level " + std::to_string(level);
    if (!hashes) return Damaged(name + " is missing");
    const std::int64_t on_level = size_ >> (kTileHeight * level);
    const auto wanted =
        static_cast<std::size_t>(std::min(kTileWidth, on_level - tile_index * kTileWidth));
    if (hashes->size() % kHashBytes != 0 || hashes->size() < wanted * kHashBytes)
      return Damaged(name + " has " + std::to_string(hashes->size()) + " bytes and should have " +
                     std::to_string(wanted * kHashBytes));
    hashes->resize(wanted * kHashBytes);
    return std::string_view(tiles_[{level, tile_index}] = *std::move(hashes));
  }

  // The root of the tree over leaves `begin` to `end`, which starts where a tree as large may.
  Result<std::string> Root(std::int64_t begin, std::int64_t end) {
    std::vector<std::string> subtrees;
    while (begin < end) {
      const int height = std::bit_width(static_cast<std::uint64_t>(end - begin)) - 1;
      ASSIGN_OR_RETURN(subtrees.emplace_back(), Whole(height, begin));
      begin += std::int64_t{1} << height;
    }
    return Join(subtrees);
  }

 private:
  // The root of the 2^height leaves from `begin`, a multiple of as many, on.
  Result<std::string> Whole(int height, std::int64_t begin) {
    const std::int64_t level = height / kTileHeight;
    const std::int64_t first = begin >> (kTileHeight * level);
    ASSIGN_OR_RETURN(const std::string_view tile, Tile(level, first / kTileWidth));
    const std::size_t count = std::size_t{1} << (height % kTileHeight);
    return WholeRoot(std::string(tile.substr(
        static_cast<std::size_t>(first % kTileWidth) * kHashBytes, count * kHashBytes)));
  }

  static tl::unexpected<Error> Damaged(const std::string& what) {
    return Fail(Code::kInternal, Reason::kInternalFault, "the ledger's tree is damaged: " + what);
  }

  const ReadTile& read_;
  std::int64_t size_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::string> tiles_;
};

// Where a leaf, or the end of an older tree, lies on the way up: `at` among the nodes of its level,
// `last` the last node there.
struct Place {
  std::uint64_t at;
  std::uint64_t last;

  bool IsRightChild() const { return (at & 1U) != 0; }
  bool IsLast() const { return at == last; }
  void Up() {
    at >>= 1U;
    last >>= 1U;
  }
  // A last node without a sibling is its own parent's hash: on to where it gets one.
  void UpToSibling() {
    while (!IsRightChild() && at != 0) Up();
  }
};

}  // namespace

std::string LeafHash(std::string_view leaf_data) {
  std::string hash(kHashBytes, '\0');
  Sha256Of({kLeafPrefix, leaf_data}, hash.data());
  return hash;
}

std::string NodeHash(std::string_view left, std::string_view right) {
  std::string hash(kHashBytes, '\0');
  Sha256Of({kNodePrefix, left, right}, hash.data());
  return hash;
}

Result<std::vector<Tile>> AppendLeaves(const ReadTile& tiles, std::int64_t size,
                                       std::span<const std::string> leaf_hashes) {
  TreeReader tree(tiles, size);
  std::vector<Tile> changed;
  std::vector<std::string> added(leaf_hashes.begin(), leaf_hashes.end());
  for (std::int64_t level = 0; !added.empty(); ++level) {
    const std::int64_t count = size >> (kTileHeight * level);
    Tile tile{level, count / kTileWidth, ""};
    if (count % kTileWidth != 0) {
      ASSIGN_OR_RETURN(tile.hashes, tree.Tile(level, tile.tile_index));
    }
    std::vector<std::string> full;
    for (const std::string& hash : added) {
      assert(IsHash(hash));
      tile.hashes += hash;
      if (tile.hashes.size() < kTileWidth * kHashBytes) continue;
      full.push_back(WholeRoot(tile.hashes));
      const std::int64_t next = tile.tile_index + 1;
      changed.push_back(std::exchange(tile, {level, next, ""}));
    }
    if (!tile.hashes.empty()) changed.push_back(std::move(tile));
    added = std::move(full);
  }
  return changed;
}

Result<std::string> RootOf(const ReadTile& tiles, std::int64_t size) {
  return TreeReader(tiles, size).Root(0, size);
}

Result<std::vector<std::string>> ProveInclusion(const ReadTile& tiles, std::int64_t index,
                                                std::int64_t size) {
  if (index < 0 || index >= size)
    return FieldInvalid(
        "index", "must be from 0 to below the tree's size, which is " + std::to_string(size));
  TreeReader tree(tiles, size);
  std::vector<std::string> proof;
  std::int64_t begin = 0;
  for (std::int64_t end = size; end - begin > 1;) {
    const std::int64_t middle = begin + LeftPart(end - begin);
    if (index < middle) {
      ASSIGN_OR_RETURN(proof.emplace_back(), tree.Root(middle, end));
      end = middle;
    } else {
      ASSIGN_OR_RETURN(proof.emplace_back(), tree.Root(begin, middle));
      begin = middle;
    }
  }
  std::ranges::reverse(proof);
  return proof;
}

Result<std::vector<std::string>> ProveConsistency(const ReadTile& tiles, std::int64_t old_size,
                                                  std::int64_t size) {
  if (old_size < 0 || old_size > size)
    return FieldInvalid("old_size",
                        "must be from 0 to the tree's size, which is " + std::to_string(size));
  std::vector<std::string> proof;
  if (old_size == 0) return proof;
  TreeReader tree(tiles, size);
  std::int64_t begin = 0;
  std::int64_t end = size;
  while (end != old_size) {
    const std::int64_t middle = begin + LeftPart(end - begin);
    if (old_size <= middle) {
      ASSIGN_OR_RETURN(proof.emplace_back(), tree.Root(middle, end));
      end = middle;
    } else {
      ASSIGN_OR_RETURN(proof.emplace_back(), tree.Root(begin, middle));
      begin = middle;
    }
  }
  // If nothing was left out on the left, this is the old root, which the verifier has.
  if (begin != 0) {
    ASSIGN_OR_RETURN(proof.emplace_back(), tree.Root(begin, end));
  }
  std::ranges::reverse(proof);
  return proof;
}

bool InclusionHolds(std::string_view leaf_hash, std::int64_t index, std::int64_t size,
                    std::span<const std::string> proof, std::string_view root) {
  if (index < 0 || index >= size || !IsHash(leaf_hash)) return false;
  if (!std::ranges::all_of(proof, IsHash)) return false;
  Place place{static_cast<std::uint64_t>(index), static_cast<std::uint64_t>(size - 1)};
  std::string hash(leaf_hash);
  for (const std::string& sibling : proof) {
    if (place.last == 0) return false;
    if (place.IsRightChild() || place.IsLast()) {
      hash = NodeHash(sibling, hash);
      place.UpToSibling();
    } else {
      hash = NodeHash(hash, sibling);
    }
    place.Up();
  }
  return place.last == 0 && hash == root;
}

bool ConsistencyHolds(std::int64_t old_size, std::string_view old_root, std::int64_t size,
                      std::string_view root, std::span<const std::string> proof) {
  if (old_size < 0 || old_size > size || !IsHash(old_root) || !IsHash(root)) return false;
  if (!std::ranges::all_of(proof, IsHash)) return false;
  if (old_size == size) return proof.empty() && old_root == root;
  if (old_size == 0) return proof.empty() && old_root == Sha256("");

  const auto old = static_cast<std::uint64_t>(old_size);
  Place place{old - 1, static_cast<std::uint64_t>(size - 1)};
  while (place.IsRightChild()) place.Up();
  std::string old_hash(old_root);
  if (!std::has_single_bit(old)) {
    if (proof.empty()) return false;
    old_hash = proof.front();
    proof = proof.subspan(1);
  }
  std::string hash = old_hash;
  for (const std::string& sibling : proof) {
    if (place.last == 0) return false;
    if (place.IsRightChild() || place.IsLast()) {
      old_hash = NodeHash(sibling, old_hash);
      hash = NodeHash(sibling, hash);
      place.UpToSibling();
    } else {
      hash = NodeHash(hash, sibling);
    }
    place.Up();
  }
  return place.last == 0 && old_hash == old_root && hash == root;
}

void RunningRoot::Add(std::string_view leaf_hash) {
  assert(IsHash(leaf_hash));
  subtrees_.emplace_back(leaf_hash);
  ++size_;
  // Two whole trees of a size are one of the next.
  for (auto pairs = std::countr_zero(static_cast<std::uint64_t>(size_)); pairs > 0; --pairs) {
    const std::string right = std::move(subtrees_.back());
    subtrees_.pop_back();
    subtrees_.back() = NodeHash(subtrees_.back(), right);
  }
}

std::string RunningRoot::Root() const { return Join(subtrees_); }

}  // namespace countersign::ledger
