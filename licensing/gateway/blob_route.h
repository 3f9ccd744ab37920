// What a request to /v1/blobs means. Knows nothing of the transport.
#ifndef COUNTERSIGN_GATEWAY_BLOB_ROUTE_H_
#define COUNTERSIGN_GATEWAY_BLOB_ROUTE_H_

#include <string>
#include <string_view>

#include "licensing/domain/blob.h"
#include "licensing/gateway/http_answer.h"
#include "licensing/rpc/blob_calls.h"

namespace countersign::gateway {

struct BlobRequest {
  enum class Kind { kPut, kGet, kHead };
  Kind kind = Kind::kGet;
  rpc::Call call;      // without its body
  rpc::BlobHead head;  // kPut
  std::string sha256;  // kGet, kHead
};

// Whether the path is /v1/blobs or below it.
bool IsBlobTarget(std::string_view target);

// An answer instead of a request if the head alone says no: 404 METHOD_UNKNOWN, 405 METHOD_UNKNOWN,
// 415 CONTENT_TYPE_UNSUPPORTED for a content encoding, 400 FIELD_INVALID or FIELD_UNKNOWN.
tl::expected<BlobRequest, HttpAnswer> ReadBlobRequest(const HttpHead& head,
                                                      const RefusalObserver& observer);

HttpAnswer BlobErrorAnswer(const BlobRequest& request, const Error& error);
HttpAnswer BlobStoredAnswer(const BlobRequest& request, std::string json);
// Without its body.
HttpAnswer BlobContentAnswer(const BlobRequest& request, const domain::Blob& blob);

}  // namespace countersign::gateway

#endif  // COUNTERSIGN_GATEWAY_BLOB_ROUTE_H_
