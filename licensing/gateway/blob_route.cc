#include "licensing/gateway/blob_route.h"

#include <boost/url/encode.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/pct_string_view.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <boost/url/url_view.hpp>
#include <optional>

#include "licensing/base/encoding.h"
#include "licensing/rpc/errors.h"

namespace countersign::gateway {
namespace {

namespace urls = boost::urls;

constexpr std::string_view kPath = "/v1/blobs";
constexpr std::string_view kDefaultType = "application/octet-stream";

std::string_view PathOf(std::string_view target) { return target.substr(0, target.find('?')); }

// Decodes what browsers and curl can send in a header: percent-encoded UTF-8 (RFC 3986), or UTF-8.
std::optional<std::string> PercentDecoded(std::string_view text) {
  const auto encoded = urls::make_pct_string_view({text.data(), text.size()});
  if (!encoded) return std::nullopt;
  return encoded->decode();
}

Result<std::string> SubjectIn(std::string_view target) {
  const auto url = urls::parse_origin_form({target.data(), target.size()});
  if (!url)
    return Fail(Code::kInvalidArgument, Reason::kFieldInvalid, "the request's target is no URL");
  std::string subject;
  for (const auto& parameter : url->params()) {
    if (parameter.key != "subject")
      return Fail(Code::kInvalidArgument, Reason::kFieldUnknown,
                  "the query has an unknown parameter; it takes `subject` only");
    subject = parameter.value;
  }
  return subject;
}

Result<rpc::BlobHead> HeadOf(const HttpHead& head) {
  rpc::BlobHead blob;
  ASSIGN_OR_RETURN(blob.resource, SubjectIn(head.target));
  blob.media_type = head.content_type.empty() ? kDefaultType : head.content_type;
  const auto file_name = PercentDecoded(head.file_name);
  if (!file_name)
    return FieldInvalid("countersign-file-name", "must be percent-encoded UTF-8 (% itself is %25)");
  blob.file_name = *file_name;
  blob.sha256 = head.sha256;
  blob.size = head.content_length;
  return blob;
}

}  // namespace

bool IsBlobTarget(std::string_view target) {
  const std::string_view path = PathOf(target);
  return path == kPath || path.starts_with(std::string(kPath) + "/");
}

tl::expected<BlobRequest, HttpAnswer> ReadBlobRequest(const HttpHead& head,
                                                      const RefusalObserver& observer) {
  BlobRequest request;
  request.call.id = rpc::NewCallId();
  request.call.peer = head.peer;
  request.call.authorization = head.authorization;
  request.call.codec = rpc::Codec::kJson;  // that of its answers
  const auto refuse = [&](int status, const Error& error) {
    if (observer) observer(request.call, error);
    return tl::unexpected<HttpAnswer>(ErrorAnswer(status, error, request.call.id));
  };
  const bool collection = PathOf(head.target) == kPath;
  const bool puts = head.verb == "PUT";
  if (puts != collection || !(puts || head.verb == "GET" || head.verb == "HEAD")) {
    auto refused = refuse(405, {Code::kUnimplemented,
                                Reason::kMethodUnknown,
                                "attachments are stored by PUT /v1/blobs and read by GET "
                                "/v1/blobs/{sha256}",
                                {}});
    refused.value().headers.emplace_back("Allow", collection ? "PUT" : "GET, HEAD");
    return refused;
  }
  if (!puts) {
    request.kind = head.verb == "GET" ? BlobRequest::Kind::kGet : BlobRequest::Kind::kHead;
    request.sha256 = PathOf(head.target).substr(kPath.size() + 1);
    return request;
  }
  request.kind = BlobRequest::Kind::kPut;
  if (!head.content_encoding.empty() && head.content_encoding != "identity")
    return refuse(415, {Code::kInvalidArgument,
                        Reason::kContentTypeUnsupported,
                        "an attachment is sent without a content encoding",
                        {}});
  auto read = HeadOf(head);
  if (!read) return refuse(rpc::HttpStatus(read.error().code), read.error());
  request.head = *std::move(read);
  return request;
}

HttpAnswer BlobErrorAnswer(const BlobRequest& request, const Error& error) {
  // 413 rather than the code's 429, which clients take as "try again later".
  const int status = error.reason == Reason::kBlobTooLarge ? 413 : rpc::HttpStatus(error.code);
  return ErrorAnswer(status, error, request.call.id);
}

HttpAnswer BlobStoredAnswer(const BlobRequest& request, std::string json) {
  HttpAnswer answer;
  answer.body = std::move(json);
  NameCall(answer, request.call.id);
  return answer;
}

HttpAnswer BlobContentAnswer(const BlobRequest& request, const domain::Blob& blob) {
  HttpAnswer answer;
  answer.content_type = blob.media_type;
  std::string disposition = "attachment";
  if (!blob.file_name.empty())  // RFC 6266, RFC 8187
    disposition += "; filename*=UTF-8''" + urls::encode(blob.file_name, urls::unreserved_chars);
  answer.headers = {{"Content-Disposition", disposition},
                    // Whatever it is, a browser that shows it all the same runs nothing of it.
                    {"Content-Security-Policy", "default-src 'none'; sandbox"},
                    {"ETag", "\"" + HexEncode(blob.sha256) + "\""}};
  NameCall(answer, request.call.id);
  return answer;
}

}  // namespace countersign::gateway
