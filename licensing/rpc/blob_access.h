// Who may hand attachments in, and who may see which: the one place.
#ifndef COUNTERSIGN_RPC_BLOB_ACCESS_H_
#define COUNTERSIGN_RPC_BLOB_ACCESS_H_

#include <string_view>

#include "countersign/v1/common.pb.h"
#include "licensing/domain/access.h"

namespace countersign::rpc {

// The calls' names, in logs, limits and metrics.
inline constexpr std::string_view kPutBlob = "PUT /v1/blobs";
inline constexpr std::string_view kGetBlob = "GET /v1/blobs";

// Every role but the auditor may put, every role may get. They are streams, and so no methods of
// the interface's services, whose options would say it.
v1::Access PutBlobAccess();
v1::Access GetBlobAccess();

// Whoever may see the record that a blob belongs to may see the blob; what belongs to no record,
// whoever may get blobs; a file to be imported, whoever may import. `subject`: as
// domain::Blob::subject.
bool RoleMaySee(domain::Role role, std::string_view subject);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_BLOB_ACCESS_H_
