// Messages as bytes and back, in either codec.
#ifndef COUNTERSIGN_RPC_CODEC_H_
#define COUNTERSIGN_RPC_CODEC_H_

#include <google/protobuf/message.h>

#include <string>

#include "licensing/base/result.h"
#include "licensing/rpc/dispatcher.h"

namespace countersign::rpc {

enum class UnknownFields {
  kIgnore,  // the licence surface: software outlives servers, and the reverse
  kRefuse,  // the admin surface: a field that is not understood would silently not be done
};

// INVALID_ARGUMENT / MESSAGE_MALFORMED, or FIELD_UNKNOWN.
Result<void> ParseMessage(Codec codec, const std::string& bytes, UnknownFields unknown,
                          google::protobuf::Message& message);

// INTERNAL / INTERNAL_FAULT for a message that has no encoding, such as invalid UTF-8.
Result<std::string> SerializeMessage(Codec codec, const google::protobuf::Message& message);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_CODEC_H_
