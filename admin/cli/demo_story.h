// What happens in the demo: three contracts from their signing to where they stand on its last
// day, as the commands that a vendor's people would type.
#ifndef COUNTERSIGN_CLI_DEMO_STORY_H_
#define COUNTERSIGN_CLI_DEMO_STORY_H_

#include <string>
#include <string_view>
#include <vector>

#include "admin/cli/request.h"

namespace countersign::cli {

// The story's calendars are those of 2026: it begins on the morning of this day, or on a later one
// from which it still ends within the year.
inline constexpr std::string_view kDemoBegin = "2026-03-02T01:00:00Z";
inline constexpr std::string_view kDemoLatestBegin = "2026-08-01T00:00:00Z";

// A flag's value that begins with one of these stands for what is only known when its time comes.
inline constexpr std::string_view kDemoPaper = "paper:";      // the SHA-256 of such a document
inline constexpr std::string_view kDemoInvoice = "invoice:";  // that of CONTRACT/MILESTONE

struct DemoEvent {
  int day = 0;  // after the story's first
  std::string_view resource;
  std::string_view verb;
  std::string_view id;
  std::string_view parent;  // id of what it belongs to, or empty
  std::map<std::string, std::vector<std::string>, std::less<>> flags;
  std::string_view customer;  // whose papers are among the flags
};

// In the order of their days. An event's place is its identity: the same one is never carried out
// twice.
std::vector<DemoEvent> DemoStory();

// The contract by which it is told that the story has begun.
inline constexpr std::string_view kDemoFirstContract = "jc-2026-08";
// The day after everything has happened, at which the demo's clock is left.
inline constexpr int kDemoLastDay = 101;

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_DEMO_STORY_H_
