// What an attachment may be called.
#include "licensing/domain/blob.h"

#include <gtest/gtest.h>

namespace countersign::domain {
namespace {

TEST(BlobTest, MediaTypes) {
  for (const char* good :
       {"application/pdf", "text/plain; charset=utf-8", "image/svg+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"})
    EXPECT_TRUE(CheckMediaType("media_type", good)) << good;
  for (const std::string& bad :
       {std::string(""), std::string("pdf"), std::string("/pdf"), std::string("text/"),
        std::string("text/a/b"), std::string("te xt/plain"), std::string("text/plain\r\nx: y"),
        std::string("text/pl\xc3\xa4in"), "text/" + std::string(251, 'a')}) {
    const auto refused = CheckMediaType("media_type", bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().reason, Reason::kFieldInvalid);
    EXPECT_EQ(refused.error().metadata.at("field"), "media_type");
  }
}

TEST(BlobTest, FileNames) {
  for (const std::string& good :
       {std::string("a"), std::string("验收单 (2).pdf"), std::string("..a"), std::string(255, 'a')})
    EXPECT_TRUE(CheckFileName("file_name", good)) << good;
  for (const std::string& bad : {std::string(""), std::string("."), std::string(".."),
                                 std::string("a/b"), std::string("a\\b"), std::string("a\nb"),
                                 std::string("\xff"), std::string(256, 'a'), std::string("\0", 1)})
    EXPECT_FALSE(CheckFileName("file_name", bad)) << bad;
}

}  // namespace
}  // namespace countersign::domain
