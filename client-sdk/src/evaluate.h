// From facts and the time to an outcome. Pure.
#ifndef COUNTERSIGN_SDK_EVALUATE_H_
#define COUNTERSIGN_SDK_EVALUATE_H_

#include <cstdint>
#include <map>
#include <string>

#include "client-sdk/src/state.h"
#include "countersign/options.h"
#include "countersign/status.h"

namespace countersign::sdk {

// The clocks at one moment.
struct Reading {
  std::int64_t wall = 0;
  std::int64_t boot = 0;
  std::string boot_id;
};

// What time it is, as far as signed time tells.
struct TimeView {
  std::int64_t now = 0;
  // A lower bound that no local clock can move: for what must not be refused because of one.
  std::int64_t at_least = 0;
  bool suspect = false;  // the wall clock is behind the mark
  bool frozen = false;   // simulated: time moves with signed time only
};

// `loaded_boot`: Reading::boot when this process read the state.
TimeView ReadTime(const Facts& facts, const State& state, const Reading& reading,
                  std::int64_t loaded_boot);

// Everything but `source` and `problem` is set. `refusal` is the reason to give where there is no
// key and no signed statement about it.
Status Evaluate(const Facts& facts, const State& state, const Options& options,
                const std::map<int, std::string>& fingerprint, const TimeView& time,
                const std::string& refusal);

// What remains when the offline time, or an emergency, runs out while the status is held.
Entitlements RightsWithoutContact(const Facts& facts);

// Sets the two sentences from the other members.
void WriteSentences(Status& status);

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_SDK_EVALUATE_H_
