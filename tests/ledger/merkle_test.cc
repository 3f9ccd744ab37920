// Roots and proofs: against figures that others published, against the definitions of RFC 6962, and
// proofs that were tampered with.
#include "licensing/ledger/merkle.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/ledger/tree.h"

namespace countersign::ledger {
namespace {

using testing::Definition;
using testing::Hashes;
using testing::LeafHashes;
using testing::TileMap;
using testing::TreeOf;

std::string Hex(std::string_view text) { return HexDecode(text).value(); }

// The tree of eight leaves with which implementations of Certificate Transparency are tested:
// github.com/google/certificate-transparency, cpp/merkletree/merkle_tree_test.cc (Apache 2.0).
const std::vector<std::string> kKnownLeaves = {"",
                                               "00",
                                               "10",
                                               "2021",
                                               "3031",
                                               "40414243",
                                               "5051525354555657",
                                               "606162636465666768696a6b6c6d6e6f"};
const std::vector<std::string> kKnownRoots = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
struct KnownProof {
  std::int64_t part, size;
  std::vector<std::string> hashes;
};
const std::vector<KnownProof> kKnownInclusion = {
    {0,
     8,
     {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
    {5,
     8,
     {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
    {2, 3, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
    {1,
     5,
     {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}}};
const std::vector<KnownProof> kKnownConsistency = {
    {1, 1, {}},
    {1,
     8,
     {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
    {6,
     8,
     {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
    {2,
     5,
     {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}}};

class KnownTree : public ::testing::Test {
 protected:
  KnownTree() {
    for (const std::string& leaf : kKnownLeaves) leaf_hashes_.push_back(LeafHash(Hex(leaf)));
    tree_.Append(leaf_hashes_);
  }
  static Hashes Decoded(const std::vector<std::string>& texts) {
    Hashes hashes;
    for (const std::string& text : texts) hashes.push_back(Hex(text));
    return hashes;
  }

  Hashes leaf_hashes_;
  TileMap tree_;
};

TEST_F(KnownTree, HasTheKnownRoots) {
  for (std::size_t size = 0; size < kKnownRoots.size(); ++size)
    EXPECT_EQ(RootOf(tree_.Reader(), static_cast<std::int64_t>(size)), Hex(kKnownRoots[size]));
}

TEST_F(KnownTree, HasTheKnownProofs) {
  for (const auto& [index, size, texts] : kKnownInclusion) {
    const Hashes known = Decoded(texts);
    EXPECT_EQ(ProveInclusion(tree_.Reader(), index, size), known);
    EXPECT_TRUE(InclusionHolds(leaf_hashes_[static_cast<std::size_t>(index)], index, size, known,
                               Hex(kKnownRoots[static_cast<std::size_t>(size)])));
  }
  for (const auto& [old_size, size, texts] : kKnownConsistency) {
    const Hashes known = Decoded(texts);
    EXPECT_EQ(ProveConsistency(tree_.Reader(), old_size, size), known);
    EXPECT_TRUE(ConsistencyHolds(old_size, Hex(kKnownRoots[static_cast<std::size_t>(old_size)]),
                                 size, Hex(kKnownRoots[static_cast<std::size_t>(size)]), known));
  }
}

// Reports, rather than asserts, so that loops over many cases stay quick.
void CheckInclusion(TileMap& tree, Definition& definition, std::int64_t index, std::int64_t size) {
  const auto proof = ProveInclusion(tree.Reader(), index, size);
  if (proof != definition.Path(index, 0, size) ||
      !InclusionHolds(definition.Mth(index, index + 1), index, size, *proof,
                      definition.Mth(0, size)))
    ADD_FAILURE() << "leaf " << index << " of " << size;
}

void CheckConsistency(TileMap& tree, Definition& definition, std::int64_t old_size,
                      std::int64_t size) {
  const auto proof = ProveConsistency(tree.Reader(), old_size, size);
  const Hashes wanted = old_size == 0 ? Hashes{} : definition.Proof(old_size, size);
  if (proof != wanted || !ConsistencyHolds(old_size, definition.Mth(0, old_size), size,
                                           definition.Mth(0, size), *proof))
    ADD_FAILURE() << old_size << " leaves of " << size;
}

TEST(Proofs, AreAsDefinedForEveryPlaceInEverySmallTree) {
  constexpr std::int64_t kLargest = 260;
  TileMap tree = TreeOf(kLargest);
  Definition definition(LeafHashes(0, kLargest));
  for (std::int64_t size = 0; size <= kLargest; ++size) {
    EXPECT_EQ(RootOf(tree.Reader(), size), definition.Mth(0, size)) << size;
    for (std::int64_t index = 0; index < size; ++index)
      CheckInclusion(tree, definition, index, size);
    for (std::int64_t old_size = 0; old_size <= size; ++old_size)
      CheckConsistency(tree, definition, old_size, size);
  }
}

constexpr std::int64_t kSecondLevel = kTileWidth * kTileWidth;

TEST(Proofs, AreAsDefinedWhereTilesEnd) {
  const std::vector<std::int64_t> sizes = {
      511, 512, 513, kSecondLevel - 1, kSecondLevel, kSecondLevel + 1, kSecondLevel + 700};
  const std::set<std::int64_t> places = {0,
                                         1,
                                         2,
                                         255,
                                         256,
                                         257,
                                         512,
                                         40'000,
                                         kSecondLevel - 257,
                                         kSecondLevel - 256,
                                         kSecondLevel - 1,
                                         kSecondLevel,
                                         kSecondLevel + 1,
                                         kSecondLevel + 699};
  TileMap tree = TreeOf(sizes.back());
  Definition definition(LeafHashes(0, sizes.back()));
  for (const std::int64_t size : sizes) {
    EXPECT_EQ(RootOf(tree.Reader(), size), definition.Mth(0, size)) << size;
    for (const std::int64_t place : places) {
      if (place < size) CheckInclusion(tree, definition, place, size);
      if (place <= size) CheckConsistency(tree, definition, place, size);
    }
  }
}

TEST(Proofs, TakeTwoTilesOfALevelAtMost) {
  TileMap tree = TreeOf(kSecondLevel + 700);
  for (std::int64_t place = 0; place < tree.size; place += 997) {
    tree.reads.clear();
    ASSERT_TRUE(ProveInclusion(tree.Reader(), place, tree.size));
    EXPECT_LE(tree.reads.size(), 6U) << place;
    tree.reads.clear();
    ASSERT_TRUE(ProveConsistency(tree.Reader(), place, tree.size));
    EXPECT_LE(tree.reads.size(), 6U) << place;
  }
}

TEST(Proofs, AreOfWhatThereIs) {
  TileMap tree = TreeOf(3);
  const auto expect_field = [](const auto& result, const std::string& field) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Code::kInvalidArgument);
    EXPECT_EQ(result.error().reason, Reason::kFieldInvalid);
    EXPECT_EQ(result.error().metadata.at("field"), field);
  };
  expect_field(ProveInclusion(tree.Reader(), -1, 3), "index");
  expect_field(ProveInclusion(tree.Reader(), 3, 3), "index");
  expect_field(ProveInclusion(tree.Reader(), 0, 0), "index");
  expect_field(ProveConsistency(tree.Reader(), -1, 3), "old_size");
  expect_field(ProveConsistency(tree.Reader(), 4, 3), "old_size");
}

// Every proof that differs from `proof` by one bit, one hash more or less, two hashes exchanged, or
// a hash of another length.
std::vector<Hashes> Altered(const Hashes& proof) {
  std::vector<Hashes> altered;
  const auto but = [&](auto change) {
    Hashes other = proof;
    change(other);
    altered.push_back(std::move(other));
  };
  const std::string strange = LeafHash("strange");
  but([&](Hashes& other) { other.push_back(strange); });
  but([&](Hashes& other) { other.insert(other.begin(), strange); });
  for (std::size_t i = 0; i < proof.size(); ++i) {
    for (std::size_t bit = 0; bit < 8 * kHashBytes; ++bit)
      but([&](Hashes& other) { other[i][bit / 8] ^= static_cast<char>(1U << bit % 8); });
    but([&](Hashes& other) { other.erase(other.begin() + static_cast<std::ptrdiff_t>(i)); });
    but([&](Hashes& other) {
      other.insert(other.begin() + static_cast<std::ptrdiff_t>(i), proof[i]);
    });
    but([&](Hashes& other) { other[i].pop_back(); });
    but([&](Hashes& other) { other[i] += '\0'; });
    but([&](Hashes& other) { other[i].clear(); });
    if (i > 0) but([&](Hashes& other) { std::swap(other[i - 1], other[i]); });
  }
  return altered;
}

constexpr std::int64_t kForged = 18;  // the sizes that are gone through bit by bit

TEST(Inclusion, HoldsForNoOtherProof) {
  TileMap tree = TreeOf(kForged);
  Definition definition(LeafHashes(0, kForged));
  for (std::int64_t size = 1; size <= kForged; ++size) {
    const std::string& root = definition.Mth(0, size);
    for (std::int64_t index = 0; index < size; ++index) {
      const std::string& leaf = definition.Mth(index, index + 1);
      const Hashes proof = ProveInclusion(tree.Reader(), index, size).value();
      for (const Hashes& altered : Altered(proof))
        ASSERT_FALSE(InclusionHolds(leaf, index, size, altered, root)) << index << " " << size;
      ASSERT_FALSE(InclusionHolds(root, index, size, Hashes{}, root) && size > 1);
      ASSERT_FALSE(InclusionHolds(LeafHash("other"), index, size, proof, root));
      ASSERT_FALSE(InclusionHolds(leaf + leaf, index, size, proof, root));
      ASSERT_FALSE(InclusionHolds(leaf, index, size, proof, LeafHash("other")));
      ASSERT_FALSE(InclusionHolds(leaf, index, size, proof, root.substr(1)));
      for (std::int64_t other = -1; other <= size + 1; ++other)
        ASSERT_EQ(InclusionHolds(leaf, other, size, proof, root), other == index);
      for (std::int64_t other = 0; other <= kForged; ++other)
        ASSERT_EQ(InclusionHolds(leaf, index, other, proof, definition.Mth(0, other)),
                  other == size);
    }
  }
}

TEST(Consistency, HoldsForNoOtherProof) {
  TileMap tree = TreeOf(kForged);
  Definition definition(LeafHashes(0, kForged));
  for (std::int64_t size = 1; size <= kForged; ++size) {
    const std::string& root = definition.Mth(0, size);
    for (std::int64_t old_size = 0; old_size <= size; ++old_size) {
      const std::string& old_root = definition.Mth(0, old_size);
      const Hashes proof = ProveConsistency(tree.Reader(), old_size, size).value();
      for (const Hashes& altered : Altered(proof))
        ASSERT_FALSE(ConsistencyHolds(old_size, old_root, size, root, altered))
            << old_size << " " << size;
      ASSERT_FALSE(ConsistencyHolds(old_size, LeafHash("other"), size, root, proof));
      ASSERT_FALSE(ConsistencyHolds(old_size, old_root.substr(1), size, root, proof));
      ASSERT_FALSE(ConsistencyHolds(old_size, old_root, size, root.substr(1), proof));
      ASSERT_EQ(ConsistencyHolds(old_size, old_root, size, LeafHash("other"), proof),
                old_size == 0);
      ASSERT_FALSE(ConsistencyHolds(size, root, old_size, old_root, proof) && old_size != size);
    }
  }
  EXPECT_FALSE(ConsistencyHolds(-1, definition.Mth(0, 0), 1, definition.Mth(0, 1), {}));
}

// Two histories that part at some leaf: no proof of one serves the other.
TEST(Consistency, HoldsForNoTreeThatWasRewritten) {
  constexpr std::int64_t kSize = 40;
  TileMap tree = TreeOf(kSize);
  Definition definition(LeafHashes(0, kSize));
  for (std::int64_t changed = 0; changed < kSize; ++changed) {
    Hashes leaves = LeafHashes(0, kSize);
    leaves[static_cast<std::size_t>(changed)] = LeafHash("rewritten");
    Definition rewritten(leaves);
    TileMap other;
    other.Append(leaves);
    for (std::int64_t old_size = changed + 1; old_size < kSize; ++old_size)
      for (TileMap* prover : {&tree, &other})
        ASSERT_FALSE(ConsistencyHolds(old_size, definition.Mth(0, old_size), kSize,
                                      rewritten.Mth(0, kSize),
                                      ProveConsistency(prover->Reader(), old_size, kSize).value()));
  }
}

}  // namespace
}  // namespace countersign::ledger
