// Messages of other systems that are signed by the Standard Webhooks specification: POST to a path
// of its own. What they say, and whether the signature holds, is for whoever takes them.
#ifndef COUNTERSIGN_GATEWAY_SIGNED_POST_H_
#define COUNTERSIGN_GATEWAY_SIGNED_POST_H_

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "licensing/gateway/http_answer.h"

namespace countersign::gateway {

using AnswerDone = std::function<void(HttpAnswer)>;

struct SignedPost {
  rpc::Call call;          // with its body
  std::string media_type;  // in lower case, without parameters
  std::string id;  // the headers webhook-id, webhook-timestamp and webhook-signature, as they
  std::string timestamp;  // came
  std::string signature;
};

// What takes the posts to one path.
struct PostTarget {
  std::size_t max_body = 0;
  // `done` is called once, on any thread; the function itself must not block.
  std::function<void(SignedPost post, AnswerDone done)> take;
};
using PostTargets = std::map<std::string, PostTarget, std::less<>>;  // by path

// "application/json" of "Application/JSON; charset=utf-8".
std::string MediaType(std::string_view content_type);

// The part of a post that is in its head: all but the call.
SignedPost ReadSignedPost(const HttpHead& head);

}  // namespace countersign::gateway

#endif  // COUNTERSIGN_GATEWAY_SIGNED_POST_H_
