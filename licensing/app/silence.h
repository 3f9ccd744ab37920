// Formal notices that nobody acknowledges: after three business days they are to be posted.
#ifndef COUNTERSIGN_APP_SILENCE_H_
#define COUNTERSIGN_APP_SILENCE_H_

#include <optional>
#include <vector>

#include "licensing/app/act.h"
#include "licensing/domain/standing.h"

namespace countersign::app {

// The formal notices that were mailed, have not been acknowledged (A or B), and were not posted
// since, with the first instant after their three business days. Silence delays nothing for long: a
// registered letter that is refused is received.
struct SilentNotice {
  const domain::Notice* notice = nullptr;  // within the facts
  Instant post_time{};
};
// On a day that the calendar does not know, every day counts. The errors of TimeZone::Find.
Result<std::vector<SilentNotice>> SilentNotices(const domain::ContractFacts& facts);

// Asks in the cases for the letters that are to be posted at act.now.
Result<void> AskForLetters(Transaction& tx, const Act& act, const domain::ContractFacts& facts);
// Takes back what was asked for letters that need not be posted any more: acknowledged since,
// posted, settled.
Result<void> TakeBackLetters(Transaction& tx, const Act& act, const domain::ContractFacts& facts);
// When the next one is to be asked for.
Result<std::optional<Instant>> NextLetter(const domain::ContractFacts& facts, Instant now);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_SILENCE_H_
