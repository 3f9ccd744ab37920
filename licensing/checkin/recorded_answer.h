// What a lease keeps of its last answer: enough to give a repeated request the same bytes again.
#ifndef COUNTERSIGN_CHECKIN_RECORDED_ANSWER_H_
#define COUNTERSIGN_CHECKIN_RECORDED_ANSWER_H_

#include <chrono>
#include <string>
#include <string_view>

#include "licensing/base/result.h"
#include "licensing/domain/check.h"

namespace countersign::checkin {

struct RecordedAnswer {
  domain::Outcome outcome = domain::Outcome::kValid;
  Reason reason = Reason::kUnspecified;
  std::string key_payload;     // of a `lic+jwt`
  std::string status_payload;  // of a `tim+jwt`
  std::chrono::seconds refresh_after{0};
  // Of the key that a watching machine was given since, empty if it was given none. What it asked
  // last is still answered as before.
  std::string pushed_payload{};
};

std::string EncodeAnswer(const RecordedAnswer& answer);
// INTERNAL / INTERNAL_FAULT for a text that EncodeAnswer did not make.
Result<RecordedAnswer> DecodeAnswer(std::string_view text);

}  // namespace countersign::checkin

#endif  // COUNTERSIGN_CHECKIN_RECORDED_ANSWER_H_
