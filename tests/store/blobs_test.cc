// What is on record about attachments, and whose key opens them.
#include <gmock/gmock.h>

#include "tests/store/engine.h"
#include "tests/store/records.h"

namespace countersign::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class BlobTest : public StoreTest {
 protected:
  static SecretBytes Key(char c) { return SecretBytes(std::string(32, c)); }

  Result<void> Insert(const domain::Blob& blob, char key) {
    return Commit([&](app::Transaction& t) { return t.blobs().Insert(blob, Key(key)); });
  }

  template <class F>
  auto Look(F f) {
    using Answer = decltype(f(std::declval<app::View&>()));
    Answer answer = tl::unexpected<Error>(Error{});
    EXPECT_TRUE(store().Read([&](app::View& view) -> Result<void> {
      answer = f(view);
      return {};
    }));
    return answer;
  }
  std::optional<domain::Blob> Find(const std::string& id) {
    return Look([&](app::View& view) { return view.blobs().Find(id); }).value();
  }
  // "-" if there is none any more.
  std::string KeyOf(const domain::Blob& blob) {
    const auto key = Look([&](app::View& view) { return view.blobs().FindKey(blob); });
    if (!key) return std::string(ReasonName(key.error().reason));
    return *key ? std::string((*key)->View(SecretAccess{})) : "-";
  }
};

TEST_P(BlobTest, KeepsEveryMemberAndTheKey) {
  const domain::Blob own = ABlob("own", "");
  const domain::Blob annas = ABlob("annas", "contacts/anna");
  ASSERT_TRUE(Insert(own, 'o'));
  ASSERT_TRUE(Insert(annas, 'a'));
  Restart();
  EXPECT_EQ(Find("own"), own);
  EXPECT_EQ(Find("annas"), annas);
  EXPECT_EQ(Find("none"), std::nullopt);
  EXPECT_EQ(KeyOf(own), std::string(32, 'o'));
  EXPECT_EQ(KeyOf(annas), std::string(32, 'a'));
}

TEST_P(BlobTest, IsFoundByItsContentAndByItsSubject) {
  domain::Blob other = ABlob("b3", "contacts/anna");
  other.sha256 = std::string(32, '\x01');
  ASSERT_TRUE(Insert(ABlob("b2", "contacts/anna"), 'a'));
  ASSERT_TRUE(Insert(ABlob("b1", ""), 'b'));
  ASSERT_TRUE(Insert(other, 'c'));
  const auto same =
      Look([](app::View& view) { return view.blobs().FindByHash(ABlob("", "").sha256); });
  EXPECT_THAT(*same, ElementsAre(ABlob("b1", ""), ABlob("b2", "contacts/anna")));
  const auto annas =
      Look([](app::View& view) { return view.blobs().FindBySubject("contacts/anna"); });
  EXPECT_THAT(*annas, ElementsAre(ABlob("b2", "contacts/anna"), other));
  EXPECT_THAT(*Look([](app::View& view) { return view.blobs().FindBySubject("contacts/wang"); }),
              IsEmpty());
}

TEST_P(BlobTest, TheSameContentIsThereOnceASubject) {
  ASSERT_TRUE(Insert(ABlob("b1", "contacts/anna"), 'a'));
  ASSERT_TRUE(Insert(ABlob("b2", "contacts/wang"), 'b'));
  const auto again = Insert(ABlob("b3", "contacts/anna"), 'c');
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().reason, Reason::kResourceExists);
  EXPECT_EQ(Find("b3"), std::nullopt);
}

TEST_P(BlobTest, ErasingTheSubjectsKeyTakesTheKeysOfItsBlobsOnly) {
  const domain::Blob annas = ABlob("annas", "contacts/anna");
  const domain::Blob wangs = ABlob("wangs", "contacts/wang");
  ASSERT_TRUE(Insert(annas, 'a'));
  ASSERT_TRUE(Insert(wangs, 'w'));
  ASSERT_TRUE(Commit([](app::Transaction& t) { return t.subject_keys().Erase("contacts/anna"); }));
  EXPECT_EQ(KeyOf(annas), "-");
  EXPECT_EQ(KeyOf(wangs), std::string(32, 'w'));
}

TEST_P(BlobTest, ANewKeyOfTheSubjectDoesNotOpenWhatTheErasedOneKept) {
  const domain::Blob annas = ABlob("annas", "contacts/anna");
  ASSERT_TRUE(Insert(annas, 'a'));
  ASSERT_TRUE(Commit([](app::Transaction& t) { return t.subject_keys().Erase("contacts/anna"); }));
  ASSERT_TRUE(Commit([](app::Transaction& t) -> Result<void> {
    RETURN_IF_ERROR(t.subject_keys().FindOrMake("contacts/anna"));
    return {};
  }));
  EXPECT_EQ(KeyOf(annas), "INTERNAL_FAULT");
}

TEST_P(BlobTest, DeletingTakesTheRecordAndItsOwnKey) {
  const domain::Blob own = ABlob("own", "");
  ASSERT_TRUE(Insert(own, 'o'));
  ASSERT_TRUE(
      Look([](app::View& view) { return view.subject_keys().Find("blobs/own"); })->has_value());
  ASSERT_TRUE(Commit([](app::Transaction& t) { return t.blobs().Delete("own"); }));
  EXPECT_EQ(Find("own"), std::nullopt);
  EXPECT_EQ(KeyOf(own), "-");
  EXPECT_FALSE(
      Look([](app::View& view) { return view.subject_keys().Find("blobs/own"); })->has_value());
  const auto again = Commit([](app::Transaction& t) { return t.blobs().Delete("own"); });
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().reason, Reason::kResourceNotFound);
}

COUNTERSIGN_FOR_EACH_ENGINE(BlobTest);

}  // namespace
}  // namespace countersign::store
