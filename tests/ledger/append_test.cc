// The tree grows the same however its leaves come, and says so when a part of it is gone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "licensing/ledger/merkle.h"
#include "tests/ledger/tree.h"

namespace countersign::ledger {
namespace {

using ::testing::ElementsAre;
using testing::Hashes;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LeafHashes;
using testing::TileMap;
using testing::TreeOf;

TEST(Append, GivesTheSameTreeInWhateverPortions) {
  constexpr std::int64_t kSize = 70'000;
  const Hashes leaves = LeafHashes(0, kSize);
  const TileMap at_once = TreeOf(kSize);
  // Up to `most` leaves at a time; by ones for a short while, since each rewrites a tile.
  for (const std::int64_t most : {3, 300, 5'000}) {
    std::mt19937_64 random(static_cast<std::uint64_t>(most));
    std::uniform_int_distribution<std::int64_t> portion(0, most);
    TileMap tree;
    const std::int64_t end = most == 3 ? 3'000 : kSize;
    while (tree.size < end)
      tree.Append(std::span(leaves).subspan(
          static_cast<std::size_t>(tree.size),
          static_cast<std::size_t>(std::min(portion(random), end - tree.size))));
    EXPECT_EQ(tree.tiles, end == kSize ? at_once.tiles : TreeOf(end).tiles) << most;
  }
}

TEST(Append, GivesTheTreeWhoseRootIsReckonedInPassing) {
  RunningRoot running;
  TileMap tree;
  EXPECT_EQ(running.Root(), RootOf(tree.Reader(), 0));
  for (const std::string& leaf : LeafHashes(0, 1'000)) {
    running.Add(leaf);
    tree.Append(std::span(&leaf, 1));
    ASSERT_EQ(running.size(), tree.size);
    ASSERT_EQ(RootOf(tree.Reader(), tree.size), running.Root()) << tree.size;
  }
}

TEST(Append, ChangesNoTileThatIsFull) {
  TileMap tree = TreeOf(255);
  const auto names = [&](std::int64_t more) {
    std::vector<TileMap::Name> changed;
    const auto tiles =
        AppendLeaves(tree.Reader(), tree.size, LeafHashes(tree.size, tree.size + more));
    for (const Tile& tile : tiles.value()) changed.emplace_back(tile.level, tile.tile_index);
    return changed;
  };
  using Name = TileMap::Name;
  EXPECT_THAT(names(0), IsEmpty());
  EXPECT_THAT(names(1), ElementsAre(Name(0, 0), Name(1, 0)));
  EXPECT_THAT(names(2), ElementsAre(Name(0, 0), Name(0, 1), Name(1, 0)));
  tree = TreeOf(256);
  EXPECT_THAT(names(1), ElementsAre(Name(0, 1)));
  tree = TreeOf(65'535);
  EXPECT_THAT(names(1), ElementsAre(Name(0, 255), Name(1, 0), Name(2, 0)));
}

TEST(Append, OverwritesWhatLiesBeyondTheSize) {
  TileMap tree = TreeOf(100);
  tree.tiles[{0, 0}] += LeafHash("never acknowledged");
  tree.Append(LeafHashes(100, 120));
  EXPECT_EQ(tree.tiles, TreeOf(120).tiles);
}

using Outcome = Result<void>;
using Use = std::function<Outcome(TileMap&)>;

template <class T>
Outcome Only(const Result<T>& result) {
  if (result) return {};
  return tl::unexpected<Error>(result.error());
}

const std::vector<Use>& Uses() {
  static const std::vector<Use> uses = {
      [](TileMap& tree) { return Only(RootOf(tree.Reader(), tree.size)); },
      [](TileMap& tree) { return Only(ProveInclusion(tree.Reader(), 12'345, tree.size)); },
      [](TileMap& tree) { return Only(ProveConsistency(tree.Reader(), 54'321, tree.size)); },
      [](TileMap& tree) {
        return Only(AppendLeaves(tree.Reader(), tree.size, LeafHashes(0, 1'000)));
      }};
  return uses;
}

// Whatever of the tiles that are asked for is gone is named.
TEST(Damage, OfATileIsNamed) {
  TileMap tree = TreeOf(66'000);
  for (const Use& use : Uses()) {
    tree.reads.clear();
    ASSERT_TRUE(use(tree));
    const std::vector<TileMap::Name> reads = tree.reads;
    ASSERT_THAT(reads, Not(IsEmpty()));
    for (const TileMap::Name& name : reads) {
      const std::string whole = tree.tiles.at(name);
      const auto expect_named = [&] {
        const Outcome outcome = use(tree);
        ASSERT_FALSE(outcome);
        EXPECT_EQ(outcome.error().code, Code::kInternal);
        EXPECT_EQ(outcome.error().reason, Reason::kInternalFault);
        EXPECT_THAT(outcome.error().message,
                    HasSubstr("tile " + std::to_string(name.second) + " of level " +
                              std::to_string(name.first) + " "));
      };
      tree.tiles.erase(name);
      expect_named();
      for (const std::size_t bytes :
           {std::size_t{0}, whole.size() - kHashBytes, whole.size() - 1, whole.size() + 1}) {
        tree.tiles[name] = whole;
        tree.tiles[name].resize(bytes);
        expect_named();
      }
      tree.tiles[name] = whole;
    }
  }
}

TEST(Damage, IsToldApartFromAStoreThatFails) {
  const ReadTile failing = [](std::int64_t, std::int64_t) -> Result<std::optional<std::string>> {
    return Fail(Code::kUnavailable, Reason::kStoreUnavailable, "no disk");
  };
  EXPECT_EQ(RootOf(failing, 5).error().message, "no disk");
  EXPECT_EQ(ProveInclusion(failing, 1, 5).error().message, "no disk");
  EXPECT_EQ(ProveConsistency(failing, 1, 5).error().message, "no disk");
  EXPECT_EQ(AppendLeaves(failing, 5, LeafHashes(5, 6)).error().message, "no disk");
}

}  // namespace
}  // namespace countersign::ledger
