// Decides whether a server's answer can be believed. Pure.
#ifndef COUNTERSIGN_SDK_ANSWER_H_
#define COUNTERSIGN_SDK_ANSWER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client-sdk/src/state.h"
#include "client-sdk/src/wire.h"
#include "countersign/options.h"

namespace countersign::sdk {

struct Asked {
  std::vector<std::string> nonces;  // of the requests that it may answer
  bool activation = false;
  // The answer comes from a text: some time after it was given, and without the lease's secret.
  bool imported = false;
  // Signed time if there is any, else the wall clock; nullopt: the end of a new bundle does not
  // matter.
  std::optional<std::int64_t> bundle_time;
  std::int64_t seconds_waited = 0;  // from asking to the answer
  // Of a further answer to a question that was asked long ago: signed time as it is known now.
  std::optional<std::int64_t> now;
};

struct Believed {
  // Why the answer is not believed; empty if it is. The rest then means nothing.
  std::string problem;
  bool other_question = false;  // that is why: it answers none of the requests
  bool outdated = false;        // that is why: something newer is known of the licence
  State state;                  // `before` with what the answer brought
  Facts facts;
  bool has_key = false;  // the answer brought a key
};

// An answer is believed as a whole or not at all: its status (and its key, if the status promises
// one) is signed by a key of a bundle that the roots signed, echoes the nonce, is fresh, is about
// this product, and does not fall behind what was said before. An imported one is not fresh, but no
// older than what was said before. A new bundle that is not good is
// passed over if the held one suffices.
Believed Believe(const CheckAnswer& answer, const Asked& asked, const State& before,
                 const Facts& facts, const Options& options);

// The server knows no such lease, or not for this machine; a code may help.
inline bool LeaseIsOfNoUse(const verify::Status& status) {
  return status.outcome == "NOT_ACTIVATED" || status.outcome == "WRONG_MACHINE";
}

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_SDK_ANSWER_H_
