// Users and tokens as messages and back.
#ifndef COUNTERSIGN_RPC_CONVERT_ACCESS_H_
#define COUNTERSIGN_RPC_CONVERT_ACCESS_H_

#include "countersign/v1/access.pb.h"
#include "licensing/base/result.h"
#include "licensing/domain/access.h"

namespace countersign::rpc {

v1::User ToProto(const domain::User& user);
// Id, state and meta are output only, and stay empty.
Result<domain::User> ToDomain(const v1::User& user);

// The state that the token has at `now`.
v1::Token ToProto(const domain::Token& token, Instant now);
// A token without an end ends 90 days after `now`. Id, state and meta are output only.
Result<domain::Token> ToDomain(const v1::Token& token, Instant now);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_CONVERT_ACCESS_H_
