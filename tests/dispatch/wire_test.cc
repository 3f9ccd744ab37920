// Messages and errors as they travel.
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>
#include <sodium.h>

#include <boost/json.hpp>

#include "countersign/v1/catalog.pb.h"
#include "countersign/v1/license.pb.h"
#include "google/rpc/error_details.pb.h"
#include "licensing/rpc/codec.h"
#include "licensing/rpc/errors.h"

namespace countersign::rpc {
namespace {

std::string ReasonOf(const Result<void>& result) {
  return result ? "OK" : std::string(ReasonName(result.error().reason));
}

template <class Message>
std::string Parse(Codec codec, const std::string& bytes, UnknownFields unknown) {
  Message message;
  return ReasonOf(ParseMessage(codec, bytes, unknown, message));
}

TEST(JsonTest, UnknownFieldsMatterOnTheAdminSurfaceAlone) {
  for (const char* json : {R"({"productId":"acme","colour":"red"})",
                           R"({"product":{"entitlements":[{"name":"a","colour":1}]}})",
                           R"({"product":{"state":"CATALOG_STATE_ON_FIRE"}})"}) {
    EXPECT_EQ(Parse<v1::CreateProductRequest>(Codec::kJson, json, UnknownFields::kRefuse),
              "FIELD_UNKNOWN")
        << json;
    EXPECT_EQ(Parse<v1::CreateProductRequest>(Codec::kJson, json, UnknownFields::kIgnore), "OK")
        << json;
  }
}

TEST(JsonTest, WhatIsNoJsonOfTheMessageIsMalformedOnBoth) {
  for (const char* json :
       {"", "null", "[]", "{", "{}{}", "{\"productId\":1.5e400}", "{\"productId\":{}}",
        "{\"productId\":\"\xff\"}", "{\"productId\":\"\xc0\x80\"}", "\xff\xfe{",
        R"({"product":{"createTime":"yesterday"}})"}) {
    EXPECT_EQ(Parse<v1::CreateProductRequest>(Codec::kJson, json, UnknownFields::kRefuse),
              "MESSAGE_MALFORMED")
        << json;
    EXPECT_EQ(Parse<v1::CreateProductRequest>(Codec::kJson, json, UnknownFields::kIgnore),
              "MESSAGE_MALFORMED")
        << json;
  }
}

TEST(JsonTest, DepthIsBounded) {
  std::string json;
  for (int i = 0; i < 20'000; ++i) json += "{\"x\":[";
  EXPECT_EQ(Parse<v1::CheckLicenseRequest>(Codec::kJson, json, UnknownFields::kIgnore),
            "MESSAGE_MALFORMED");
}

TEST(ProtoTest, UnknownFieldsAreFoundAtAnyDepth) {
  v1::CreateProductRequest request;
  auto* entitlement = request.mutable_product()->add_entitlements();
  EXPECT_EQ(Parse<v1::CreateProductRequest>(Codec::kProto, request.SerializeAsString(),
                                            UnknownFields::kRefuse),
            "OK");
  entitlement->GetReflection()->MutableUnknownFields(entitlement)->AddVarint(99, 1);
  EXPECT_EQ(Parse<v1::CreateProductRequest>(Codec::kProto, request.SerializeAsString(),
                                            UnknownFields::kRefuse),
            "FIELD_UNKNOWN");
  EXPECT_EQ(Parse<v1::CreateProductRequest>(Codec::kProto, request.SerializeAsString(),
                                            UnknownFields::kIgnore),
            "OK");
}

TEST(ProtoTest, InvalidUtf8AndCutMessagesAreMalformed) {
  const std::string invalid_text = "\x12\x02\xff\xff";  // field 2, two bytes
  EXPECT_EQ(Parse<v1::CreateProductRequest>(Codec::kProto, invalid_text, UnknownFields::kIgnore),
            "MESSAGE_MALFORMED");
  EXPECT_EQ(Parse<v1::CreateProductRequest>(Codec::kProto,
                                            "\x12\x05"
                                            "ab",
                                            UnknownFields::kIgnore),
            "MESSAGE_MALFORMED");
}

struct HttpCase {
  Code code;
  std::string_view name;
  int status;
};

TEST(ErrorTest, HasTheConnectProtocolsNameAndStatus) {
  for (const HttpCase& c : {HttpCase{Code::kInvalidArgument, "invalid_argument", 400},
                            {Code::kNotFound, "not_found", 404},
                            {Code::kAlreadyExists, "already_exists", 409},
                            {Code::kPermissionDenied, "permission_denied", 403},
                            {Code::kResourceExhausted, "resource_exhausted", 429},
                            {Code::kFailedPrecondition, "failed_precondition", 400},
                            {Code::kAborted, "aborted", 409},
                            {Code::kUnimplemented, "unimplemented", 501},
                            {Code::kInternal, "internal", 500},
                            {Code::kUnavailable, "unavailable", 503},
                            {Code::kUnauthenticated, "unauthenticated", 401}}) {
    EXPECT_EQ(ConnectCode(c.code), c.name);
    EXPECT_EQ(HttpStatus(c.code), c.status);
  }
}

const Error kError{Code::kAborted, Reason::kEtagMismatch, "read it \"again\"", {{"etag", "a1"}}};

TEST(ErrorTest, CarriesAnErrorInfoInConnect) {
  const auto body = boost::json::parse(ConnectErrorJson(kError));
  EXPECT_EQ(body.at("code"), "aborted");
  EXPECT_EQ(body.at("message"), "read it \"again\"");
  const auto& detail = body.at("details").at(0);
  EXPECT_EQ(detail.at("type"), "google.rpc.ErrorInfo");
  EXPECT_EQ(detail.at("debug").at("reason"), "ETAG_MISMATCH");
  EXPECT_EQ(detail.at("debug").at("domain"), "countersign");
  EXPECT_EQ(detail.at("debug").at("metadata").at("etag"), "a1");
  const std::string value(detail.at("value").as_string());
  std::string bytes(value.size(), '\0');
  std::size_t size = 0;
  ASSERT_EQ(sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                              value.data(), value.size(), nullptr, &size, nullptr,
                              sodium_base64_VARIANT_ORIGINAL_NO_PADDING),
            0);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(info.ParseFromString(bytes.substr(0, size)));
  EXPECT_EQ(info.reason(), "ETAG_MISMATCH");
}

TEST(ErrorTest, CarriesAnErrorInfoInGrpc) {
  google::rpc::Status status;
  ASSERT_TRUE(status.ParseFromString(GrpcStatusDetails(kError)));
  EXPECT_EQ(status.code(), 10);
  EXPECT_EQ(status.message(), kError.message);
  google::rpc::ErrorInfo info;
  ASSERT_EQ(status.details_size(), 1);
  ASSERT_TRUE(status.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "ETAG_MISMATCH");
  EXPECT_EQ(info.domain(), "countersign");
  EXPECT_EQ(info.metadata().at("etag"), "a1");
}

}  // namespace
}  // namespace countersign::rpc
