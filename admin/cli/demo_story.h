// What happens in the demo: contracts from their signing to where they stand on its last day, as
// the commands that a vendor's people would type.
#ifndef COUNTERSIGN_CLI_DEMO_STORY_H_
#define COUNTERSIGN_CLI_DEMO_STORY_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "admin/cli/request.h"

namespace countersign::cli {

// The story's calendars are those of 2026: it begins on the morning of this day, or on a later one
// from which it still ends within the year. It is played at this time of the day: a morning in
// Shanghai, a night in Europe.
inline constexpr std::string_view kDemoBegin = "2026-03-02T01:00:00Z";
inline constexpr std::string_view kDemoLatestBegin = "2026-08-01T00:00:00Z";

// A flag's value, or an event's id, that begins with one of these stands for what is only known
// when its time comes.
inline constexpr std::string_view kDemoPaper = "paper:";      // the SHA-256 of such a document
inline constexpr std::string_view kDemoInvoice = "invoice:";  // that of CONTRACT/MILESTONE
inline constexpr std::string_view kDemoDay = "day:";          // the date of a day of the story
// The newest formal notice that was mailed, or posted, about CONTRACT/SUB-CONTRACT; its open case.
inline constexpr std::string_view kDemoNotice = "notice:";
inline constexpr std::string_view kDemoLetter = "letter:";
inline constexpr std::string_view kDemoCase = "case:";

// What a second user says to an act that takes two.
enum class DemoSecond { kNotAsked, kApproves, kDeclines, kSaysNothing };

struct DemoEvent {
  int day = 0;  // after the story's first
  std::string_view resource;
  std::string_view verb;
  std::string_view id;
  std::string_view parent;  // id of what it belongs to, or empty
  std::map<std::string, std::vector<std::string>, std::less<>> flags;
  std::string_view customer;  // whose papers are among the flags
  DemoSecond second = DemoSecond::kNotAsked;
  std::string_view note = {};  // the second user's
  bool quiet = false;          // of every day, so that it is not told
};

// In the order of their days. An event's place is its identity: the same one is never carried out
// twice. "machine activate LICENCE" is no command: it stands for machines that start for the first
// time.
std::vector<DemoEvent> DemoStory();

// What to look at in the end.
struct DemoSight {
  std::string_view contract;
  std::string_view what;
};
std::span<const DemoSight> DemoSights();

// The contract by which it is told that the story has begun.
inline constexpr std::string_view kDemoFirstContract = "jc-2026-08";
// The day after everything has happened, at which the demo's clock is left.
inline constexpr int kDemoLastDay = 101;

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_DEMO_STORY_H_
