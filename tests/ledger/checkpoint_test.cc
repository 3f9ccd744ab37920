// Notes and checkpoints: what is signed is taken, whatever else is not.
#include "licensing/ledger/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "licensing/base/encoding.h"
#include "licensing/keys/private_key.h"
#include "licensing/ledger/merkle.h"

namespace countersign::ledger {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kOrigin = "https://licences.example";

// A key with a name.
class Signing {
 public:
  explicit Signing(std::string_view name, std::string seed = std::string(32, 's'))
      : private_(keys::PrivateKey::FromSeed(SecretBytes(std::move(seed))).value()) {
    const auto& bytes = private_.public_key();
    key = {std::string(name), std::string(bytes.begin(), bytes.end())};
  }
  std::string Note(std::string_view text) const {
    return SignedNote(text, key, private_.Sign(text).value());
  }

  NoteKey key;

 private:
  keys::PrivateKey private_;
};

const Signing& Ledger() {
  static const Signing signing(kOrigin);
  return signing;
}

Checkpoint SomeCheckpoint() { return {std::string(kOrigin), 1'234, LeafHash("root")}; }
std::string SomeNote() { return Ledger().Note(CheckpointText(SomeCheckpoint())); }
// The line, or lines, of signatures.
std::string Lines(const std::string& note) { return note.substr(note.rfind("\n\n") + 2); }

std::string WhyNot(std::string_view note, const NoteKey& key = Ledger().key) {
  const auto opened = OpenCheckpoint(note, key);
  if (opened) return "";
  EXPECT_EQ(opened.error().code, Code::kInvalidArgument);
  EXPECT_EQ(opened.error().reason, Reason::kFieldInvalid);
  EXPECT_EQ(opened.error().metadata.at("field"), "checkpoint");
  return opened.error().message;
}

// Key and note of golang.org/x/mod/sumdb/note, note_test.go (BSD licence).
TEST(Note, IsAsGoWritesIt) {
  const std::string key_text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  const std::string private_key = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
  const std::string text =
      "If you think cryptography is the answer to your problem,\n"
      "then you don't know what your problem is.\n";
  const std::string note = text +
                           "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN"
                           "1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
  const Signing signing("PeterNeumann", Base64Decode(private_key).value().substr(1));
  EXPECT_EQ(NoteKeyText(signing.key), key_text);
  EXPECT_EQ(ParseNoteKey(key_text), signing.key);
  EXPECT_EQ(signing.Note(text), note);
  EXPECT_EQ(WhyNot(note, signing.key), "checkpoint is a signed note, but not a checkpoint");
}

TEST(Checkpoint, IsWhatWasSigned) {
  EXPECT_EQ(CheckpointText(SomeCheckpoint()),
            "https://licences.example\n1234\n" + Base64Encode(LeafHash("root")) + "\n");
  for (const std::int64_t size : {std::int64_t{0}, std::int64_t{1}, INT64_MAX}) {
    const Checkpoint checkpoint{std::string(kOrigin), size, LeafHash("root")};
    EXPECT_EQ(OpenCheckpoint(Ledger().Note(CheckpointText(checkpoint)), Ledger().key), checkpoint);
  }
}

TEST(Checkpoint, IsRefusedWithAnyBitAltered) {
  const std::string note = SomeNote();
  for (std::size_t bit = 0; bit < 8 * note.size(); ++bit) {
    std::string altered = note;
    altered[bit / 8] ^= static_cast<char>(1U << bit % 8);
    ASSERT_FALSE(OpenCheckpoint(altered, Ledger().key)) << "bit " << bit;
  }
  for (std::size_t size = 0; size < note.size(); ++size) {
    ASSERT_FALSE(OpenCheckpoint(note.substr(0, size), Ledger().key)) << size;
    ASSERT_FALSE(OpenCheckpoint(note.substr(note.size() - size), Ledger().key)) << size;
  }
  for (const std::string junk : {"\n", " ", "x", "\n\n", "x\n", "— a\n", "\t"})
    EXPECT_FALSE(OpenCheckpoint(note + junk, Ledger().key)) << junk;
}

TEST(Checkpoint, MayBearSignaturesOfOthers) {
  const std::string text = CheckpointText(SomeCheckpoint());
  const std::string own = Lines(SomeNote());
  const std::string witness = Lines(Signing("witness.example", std::string(32, 'w')).Note(text));
  const std::string namesake = Lines(Signing(kOrigin, std::string(32, 'n')).Note(text));
  const std::string long_line = "— pq.example " + Base64Encode(std::string(4'000, 'q')) + "\n";
  for (const std::string& lines :
       {own + witness, witness + own, namesake + own + witness, long_line + own, own + own})
    EXPECT_EQ(OpenCheckpoint(text + "\n" + lines, Ledger().key), SomeCheckpoint()) << lines;
  for (const std::string& lines : {witness, namesake, witness + namesake})
    EXPECT_THAT(WhyNot(text + "\n" + lines), HasSubstr("is not signed by the key"));
  EXPECT_EQ(WhyNot(text + "\n"), "checkpoint is not a signed note");

  // A line by the key that does not fit spoils the note, beside one that does.
  const std::string wrong = Lines(Ledger().Note(text + "more\n"));
  for (const std::string& lines : {wrong, own + wrong, wrong + own})
    EXPECT_THAT(WhyNot(text + "\n" + lines), HasSubstr("was altered"));
  const std::string cut =
      "— " + std::string(kOrigin) + " " +
      Base64Encode(Base64Decode(own.substr(own.rfind(' ') + 1, own.size() - own.rfind(' ') - 2))
                       .value()
                       .substr(0, 67)) +
      "\n";
  EXPECT_THAT(WhyNot(text + "\n" + cut), HasSubstr("was altered"));
}

TEST(Checkpoint, HasLinesOfSignaturesInOneFormOnly) {
  const std::string note = SomeNote();
  for (const std::string line :
       {"- a AAAAAAA=\n", "—a AAAAAAA=\n", "— AAAAAAA=\n", "—  AAAAAAA=\n", "— a  AAAAAAA=\n",
        "— a AAAAAAA= \n", "— a b AAAAAAA=\n", "— a+b AAAAAAA=\n", "— a AAAAAAA\n",
        "— a AAAAAAB=\n", "— a AAAA_AA=\n", "— a AAAAAA==\n", "— a \n", "— a\u00a0b AAAAAAA=\n",
        "— a\u3000 AAAAAAA=\n", "— a\tb AAAAAAA=\n", "— a AAAAAAA=\r\n", "— \xff AAAAAAA=\n"})
    EXPECT_EQ(WhyNot(note + line), "checkpoint is not a signed note") << line;
  EXPECT_EQ(WhyNot(note + "— a AAAAAAA=\n"), "");
}

TEST(Checkpoint, HasBounds) {
  const std::string text = CheckpointText(SomeCheckpoint());
  std::string lines = Lines(SomeNote());
  for (int others = 0; others < 99; ++others) lines += "— a AAAAAAA=\n";
  EXPECT_EQ(WhyNot(text + "\n" + lines), "");
  EXPECT_EQ(WhyNot(text + "\n" + lines + "— a AAAAAAA=\n"), "checkpoint is not a signed note");
  const std::string long_text = text + std::string(1'000'000 - SomeNote().size() - 1, 'x') + "\n";
  EXPECT_EQ(WhyNot(Ledger().Note(long_text)), "");
  EXPECT_EQ(WhyNot(Ledger().Note("x" + long_text)), "checkpoint is not a signed note");
}

TEST(Checkpoint, HasOneFormOnly) {
  const std::string origin = std::string(kOrigin) + "\n";
  const std::string root = Base64Encode(LeafHash("root")) + "\n";
  for (const std::string& text : {std::string("\n"),
                                  origin,
                                  origin + "1\n",
                                  origin + root,
                                  origin + "\n" + root,
                                  origin + "01\n" + root,
                                  origin + "00\n" + root,
                                  origin + "-1\n" + root,
                                  origin + "-0\n" + root,
                                  origin + "+1\n" + root,
                                  origin + " 1\n" + root,
                                  origin + "1 \n" + root,
                                  origin + "1.0\n" + root,
                                  origin + "0x1\n" + root,
                                  origin + "9223372036854775808\n" + root,
                                  "\n1\n" + root,
                                  "1\n" + root,
                                  origin + "1\n" + Base64Encode(std::string(31, 'r')) + "\n",
                                  origin + "1\n" + Base64Encode(std::string(33, 'r')) + "\n",
                                  origin + "1\n" + Base64UrlEncode(LeafHash("root")) + "\n",
                                  origin + "1\n" + root.substr(0, root.size() - 3) + "B=\n",
                                  origin + "1\n" + root + "\nx\n",
                                  origin + "1\n\n" + root})
    EXPECT_EQ(WhyNot(Ledger().Note(text)), "checkpoint is a signed note, but not a checkpoint")
        << text;
  EXPECT_EQ(WhyNot(Ledger().Note(origin + "1\r\n" + root)), "checkpoint is not a signed note");
  // Extensions are for others to read.
  EXPECT_EQ(OpenCheckpoint(Ledger().Note(origin + "1\n" + root + "more\n"), Ledger().key),
            (Checkpoint{std::string(kOrigin), 1, LeafHash("root")}));
}

TEST(Checkpoint, IsOfItsKeysLedgerOnly) {
  Checkpoint checkpoint = SomeCheckpoint();
  checkpoint.origin = "https://elsewhere.example";
  EXPECT_EQ(WhyNot(Ledger().Note(CheckpointText(checkpoint))),
            "checkpoint is of the ledger https://elsewhere.example, not of "
            "https://licences.example");
}

TEST(NoteKeyText, IsOneForAKey) {
  // A key whose base64 has a '+' as well.
  const NoteKey key{"a/b", "\xfb\xef\xbe" + std::string(29, '\xfb')};
  EXPECT_THAT(NoteKeyText(key).substr(13), HasSubstr("+"));
  EXPECT_EQ(ParseNoteKey(NoteKeyText(key)), key);
  EXPECT_EQ(ParseNoteKey(NoteKeyText(Ledger().key)), Ledger().key);

  const std::string text = NoteKeyText(Ledger().key);
  for (std::size_t bit = 0; bit < 8 * text.size(); ++bit) {
    std::string altered = text;
    altered[bit / 8] ^= static_cast<char>(1U << bit % 8);
    EXPECT_FALSE(ParseNoteKey(altered)) << altered;
  }
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_FALSE(ParseNoteKey(text.substr(0, size))) << size;
  for (const std::string& other : {text + "\n", " " + text, text + "=", text + "+"})
    EXPECT_FALSE(ParseNoteKey(other)) << other;
}

TEST(NoteKeyText, HasANameThatFitsALine) {
  for (const char* name : {"", "a b", "a+b", "a\nb", "a\tb", "a\u0085b", "a\u00a0", "\u1680",
                           "\u2003", "\u2028x", "\u205f", "\u3000", "\xff"})
    EXPECT_FALSE(ParseNoteKey(NoteKeyText({name, std::string(32, 'k')}))) << name;
  for (const char* name : {"a", "湖州", "https://a.example/x?y=%20"})
    EXPECT_TRUE(ParseNoteKey(NoteKeyText({name, std::string(32, 'k')}))) << name;
  EXPECT_FALSE(ParseNoteKey(NoteKeyText({"a", std::string(31, 'k')})));
  EXPECT_FALSE(ParseNoteKey(NoteKeyText({"a", std::string(33, 'k')})));
}

TEST(Origin, IsTheIssuerAsAKeyName) {
  EXPECT_EQ(OriginOf("https://licences.example/a"), "https://licences.example/a");
  EXPECT_EQ(OriginOf("urn:a b+c%d\t\n\x7f"), "urn:a%20b%2bc%25d%09%0a%7f");
  EXPECT_EQ(OriginOf("湖"), "%e6%b9%96");
  const NoteKey key{OriginOf("all sorts + \u3000 \xff"), std::string(32, 'k')};
  EXPECT_EQ(ParseNoteKey(NoteKeyText(key)), key);
}

}  // namespace
}  // namespace countersign::ledger
