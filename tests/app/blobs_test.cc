// Attachments on record: whose they are, once each, found again, and gone with their subject.
#include "licensing/app/blobs.h"

#include <gmock/gmock.h>

#include "licensing/app/contacts.h"
#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"
#include "tests/app/fixture.h"

namespace countersign::app {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kWang[] = "customers/huzhou/contacts/wang";

class BlobsTest : public AppTest {
 protected:
  BlobsTest() {
    MakeCustomer();
    domain::Contact draft;
    draft.customer_id = "huzhou";
    draft.id = "wang";
    draft.display_name = "王伟";
    draft.roles = {domain::ContactRole::kSignatory};
    draft.email = "wang@example.com";
    if (const auto made = Do([&](auto& tx, auto& act) { return CreateContact(tx, act, draft); });
        !made)
      throw std::runtime_error(made.error().message);
  }

  BlobUpload Upload(const std::string& content, const std::string& resource) {
    return {.id = NewId(now_, entropy_),
            .sha256 = Sha256(content),
            .resource = resource,
            .size = static_cast<std::int64_t>(content.size()),
            .media_type = "application/pdf",
            .file_name = "王伟.pdf"};
  }
  Result<domain::Blob> Put(const BlobUpload& upload) {
    return Do([&](auto& tx, auto& act) { return PutBlob(tx, act, upload, key_); });
  }
  Result<domain::Blob> LoadFor(const std::string& content, const std::string& resource) {
    return Look([&](View& view) {
      return LoadAttachment(view, "attachments", HexEncode(Sha256(content)), resource);
    });
  }

  SecretBytes key_ = NewBlobKey(entropy_);
};

TEST_F(BlobsTest, AnUploadIsPutOnRecordWithItsEntry) {
  const BlobUpload upload = Upload("signed", kWang);
  const auto blob = Put(upload);
  ASSERT_TRUE(blob) << blob.error().message;
  EXPECT_EQ(blob->subject, "contacts/wang");
  EXPECT_EQ(blob->uploader, "users/anna");
  EXPECT_EQ(blob->create_time, now_);
  const auto entries = EntriesOf("blobs/" + blob->id);
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_EQ(entries[0].action, "blob.put");
  EXPECT_EQ(entries[0].attachments, "[\"" + HexEncode(Sha256("signed")) + "\"]");
  EXPECT_EQ(
      entries[0].body,
      R"({"media_type":"application/pdf","size":"6","subject":"customers/huzhou/contacts/wang"})");
  EXPECT_THAT(entries[0].digests, HasSubstr("\"blobs/" + blob->id + "\""));
}

TEST_F(BlobsTest, TheSameContentIsStoredOnceASubject) {
  for (const char* resource : {"", "customers/huzhou", kWang}) {
    const auto first = Put(Upload("signed", resource));
    ASSERT_TRUE(first) << resource;
    const std::size_t entries = Entries().size();
    const auto second = Put(Upload("signed", resource));
    ASSERT_TRUE(second) << resource;
    EXPECT_EQ(*second, *first);
    EXPECT_EQ(Entries().size(), entries) << resource;
  }
}

TEST_F(BlobsTest, ASubjectMustBeThere) {
  for (const char* resource :
       {"customers", "customers/", "customers/huzhou/", "contacts/wang", "licenses/erp",
        "customers/huzhou/contacts", "customers/huzhou/contacts/wang/x",
        "customers/huzhou/machines/wang"})
    RefusedField("subject", [&](auto& tx, auto& act) {
      return PutBlob(tx, act, Upload("x", resource), key_);
    });
  for (const char* resource : {"customers/none", "customers/huzhou/contacts/none"})
    Refused(Code::kNotFound, Reason::kResourceNotFound,
            [&](auto& tx, auto& act) { return PutBlob(tx, act, Upload("x", resource), key_); });
}

TEST_F(BlobsTest, AnAttachmentIsTheResourcesOwnOrNobodys) {
  const auto wangs = Put(Upload("wang's", kWang));
  const auto nobodys = Put(Upload("nobody's", ""));
  EXPECT_EQ(*LoadFor("wang's", kWang), *wangs);
  EXPECT_EQ(*LoadFor("nobody's", kWang), *nobodys);
  EXPECT_EQ(*LoadFor("nobody's", ""), *nobodys);
  EXPECT_EQ(LoadFor("wang's", "").error().reason, Reason::kResourceNotFound);
  EXPECT_EQ(LoadFor("wang's", "customers/huzhou").error().reason, Reason::kResourceNotFound);
  EXPECT_EQ(LoadFor("unknown", kWang).error().reason, Reason::kResourceNotFound);
  const auto no_hash =
      Look([](View& view) { return LoadAttachment(view, "attachments", "ABCD", ""); });
  EXPECT_EQ(no_hash.error().reason, Reason::kFieldInvalid);
}

TEST_F(BlobsTest, RemovingTheBlobsOfASubjectLeavesTheOthers) {
  const auto wangs = Put(Upload("wang's", kWang));
  const auto nobodys = Put(Upload("nobody's", ""));
  const auto removed = Do([](Transaction& tx, const Act& act) -> Result<std::vector<domain::Blob>> {
    ASSIGN_OR_RETURN(auto blobs, RemoveBlobs(tx, "contacts/wang"));
    RETURN_IF_ERROR(Record(tx, act, "contact.erase", kWang, {}));
    return blobs;
  });
  ASSERT_TRUE(removed) << removed.error().message;
  EXPECT_THAT(*removed, ::testing::ElementsAre(*wangs));
  EXPECT_EQ(LoadFor("wang's", kWang).error().reason, Reason::kResourceNotFound);
  EXPECT_TRUE(LoadFor("nobody's", ""));
  EXPECT_THAT(Entries().back().digests, HasSubstr("\"blobs/" + wangs->id + "\":null"));
}

TEST_F(BlobsTest, NoEntryTellsAFilesName) {
  ASSERT_TRUE(Put(Upload("signed", kWang)));
  for (const Entry& entry : Entries()) EXPECT_THAT(entry.body, Not(HasSubstr("王伟")));
}

}  // namespace
}  // namespace countersign::app
