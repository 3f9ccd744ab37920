// A proof that stands for itself, as text.
#include <gtest/gtest.h>

#include "licensing/base/encoding.h"
#include "licensing/ledger/checkpoint.h"
#include "licensing/ledger/merkle.h"

namespace countersign::ledger {
namespace {

constexpr std::string_view kNote = "a\n1\nb\n\n— a AAAAAAA=\n";

std::string Line(std::string_view of) { return Base64Encode(LeafHash(of)) + "\n"; }
// A proof's text with these lines.
std::string With(std::string_view lines) {
  return "c2sp.org/tlog-proof@v1\n" + std::string(lines) + "\n" + std::string(kNote);
}

TEST(ProofText, IsThatOfC2sp) {
  const InclusionProof proof{73'894, {LeafHash("a"), LeafHash("b")}, std::string(kNote)};
  EXPECT_EQ(ProofText(proof), With("index 73894\n" + Line("a") + Line("b")));
  EXPECT_EQ(ParseProof(ProofText(proof)), proof);
}

TEST(ProofText, HoldsWhateverProofThereIs) {
  for (const std::size_t hashes : {0U, 1U, 63U})
    for (const std::int64_t index : {std::int64_t{0}, INT64_MAX}) {
      const InclusionProof proof{index, std::vector(hashes, LeafHash("h")), std::string(kNote)};
      EXPECT_EQ(ParseProof(ProofText(proof)), proof);
    }
}

TEST(ProofText, MayCarryDataOfOthers) {
  EXPECT_EQ(ParseProof(With("extra b3RoZXI=\nindex 5\n" + Line("a"))),
            (InclusionProof{5, {LeafHash("a")}, std::string(kNote)}));
}

TEST(ProofText, HasOneFormOnly) {
  const std::string a = Line("a");
  for (const std::string& lines :
       std::vector<std::string>{"",
                                a,
                                "index\n" + a,
                                "index \n" + a,
                                "index 05\n" + a,
                                "index -5\n" + a,
                                "index +5\n" + a,
                                "index 5 \n" + a,
                                "index  5\n" + a,
                                "Index 5\n" + a,
                                " index 5\n" + a,
                                "index 9223372036854775808\n" + a,
                                "index 5\nindex 5\n" + a,
                                "extra \nindex 5\n" + a,
                                "extra\nindex 5\n" + a,
                                "extra b3RoZXI\nindex 5\n" + a,
                                "extra b3RoZXI=\nextra b3RoZXI=\nindex 5\n" + a,
                                "index 5\nextra b3RoZXI=\n" + a,
                                "extra b3RoZXI=\n" + a,
                                "extra b3RoZXI=\n",
                                "index 5\n " + a,
                                "index 5\n" + a + "x\n",
                                "index 5\n" + a.substr(1),
                                "index 5\nA" + a,
                                "index 5\n" + a.substr(0, a.size() - 2) + "\n",
                                "index 5\n" + a.substr(0, a.size() - 1) + " \n",
                                "index 5\n" + a.substr(0, a.size() - 1)})
    EXPECT_FALSE(ParseProof(With(lines))) << lines;
  const std::string text = With("index 5\n" + a);
  ASSERT_TRUE(ParseProof(text));
  for (const std::string& other :
       {std::string(), "\n" + text, " " + text, text.substr(1),
        text.substr(0, text.size() - kNote.size()), text.substr(0, text.find("\n\n") + 1),
        "c2sp.org/tlog-proof@v2" + text.substr(22)})
    EXPECT_FALSE(ParseProof(other)) << other;
}

TEST(ProofText, HasBounds) {
  std::string lines = "index 5\n";
  for (int hash = 0; hash < 63; ++hash) lines += Line("a");
  EXPECT_TRUE(ParseProof(With(lines)));
  EXPECT_FALSE(ParseProof(With(lines + Line("a"))));
  const auto with_extra = [](std::size_t bytes) {
    return With("extra " + Base64Encode(std::string(bytes, 'x')) + "\nindex 5\n");
  };
  EXPECT_TRUE(ParseProof(with_extra(48'000)));
  EXPECT_FALSE(ParseProof(with_extra(60'000)));
  const std::string head = "c2sp.org/tlog-proof@v1\nindex 5\n\n";
  EXPECT_TRUE(ParseProof(head + std::string(1'000'000, 'n')));
  EXPECT_FALSE(ParseProof(head + std::string(1'000'001, 'n')));
}

}  // namespace
}  // namespace countersign::ledger
