#include "licensing/app/stored_tree.h"

namespace countersign::app {
namespace {

constexpr std::size_t kTileBytes = ledger::kTileWidth * ledger::kHashBytes;

std::string NameOf(std::int64_t level, std::int64_t tile_index) {
  return "tile " + std::to_string(tile_index) + " of level " + std::to_string(level) +
         " of the ledger's tree";
}

}  // namespace

Result<bool> StoredTree::Next(LedgerReader& reader, std::string_view entry_hash) {
  const std::int64_t in_tile = root_.size() % ledger::kTileWidth;
  ASSIGN_OR_RETURN(std::string leaf, StoredLeaf(reader));
  const bool same = leaf == entry_hash;
  if (leaf.empty()) leaf = entry_hash.empty() ? std::string(ledger::kHashBytes, '\0') : entry_hash;
  root_.Add(leaf);
  walked_.push_back(std::move(leaf));
  if (in_tile + 1 == ledger::kTileWidth) RETURN_IF_ERROR(Build(reader));
  return same;
}

// Empty if it is missing; the tile is then named once.
Result<std::string> StoredTree::StoredLeaf(LedgerReader& reader) {
  const std::int64_t tile_index = root_.size() / ledger::kTileWidth;
  const std::int64_t in_tile = root_.size() % ledger::kTileWidth;
  if (in_tile == 0) {
    ASSIGN_OR_RETURN(auto tile, reader.Tile(0, tile_index));
    leaves_ = std::move(tile).value_or("");
    if (leaves_.size() % ledger::kHashBytes != 0 || leaves_.size() > kTileBytes)
      faults_.push_back(NameOf(0, tile_index) + " has no length that a tile has");
  }
  const std::size_t offset = static_cast<std::size_t>(in_tile) * ledger::kHashBytes;
  if (leaves_.size() >= offset + ledger::kHashBytes)
    return leaves_.substr(offset, ledger::kHashBytes);
  // The tree has at least as many leaves as are walked, so that the tile is none that still grows.
  if (leaves_.size() == offset || in_tile == 0)
    faults_.push_back(NameOf(0, tile_index) + " is missing or too short");
  return std::string();
}

Result<void> StoredTree::Build(LedgerReader& reader) {
  const auto built = root_.size() - static_cast<std::int64_t>(walked_.size());
  const auto read_last = [this](std::int64_t level,
                                std::int64_t) -> Result<std::optional<std::string>> {
    return std::optional(last_.at(level).hashes);
  };
  ASSIGN_OR_RETURN(auto tiles, ledger::AppendLeaves(read_last, built, walked_));
  walked_.clear();
  for (ledger::Tile& tile : tiles) {
    if (tile.hashes.size() == kTileBytes) RETURN_IF_ERROR(Compare(reader, tile));
    last_[tile.level] = std::move(tile);
  }
  return {};
}

Result<void> StoredTree::Finish(LedgerReader& reader) {
  RETURN_IF_ERROR(Build(reader));
  for (const auto& [level, tile] : last_)
    if (tile.hashes.size() < kTileBytes) RETURN_IF_ERROR(Compare(reader, tile));
  return {};
}

// The stored tile may have grown meanwhile.
Result<void> StoredTree::Compare(LedgerReader& reader, const ledger::Tile& tile) {
  if (tile.level == 0) return {};  // made of what is stored
  ASSIGN_OR_RETURN(const auto stored, reader.Tile(tile.level, tile.tile_index));
  const bool fits = stored && stored->starts_with(tile.hashes) &&
                    stored->size() % ledger::kHashBytes == 0 && stored->size() <= kTileBytes;
  if (!fits)
    faults_.push_back(NameOf(tile.level, tile.tile_index) + " does not fit the tiles below it");
  return {};
}

}  // namespace countersign::app
