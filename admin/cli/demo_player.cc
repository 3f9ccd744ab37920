#include "admin/cli/demo_player.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>

#include "admin/cli/blob_client.h"
#include "admin/cli/demo_story.h"
#include "admin/cli/random.h"
#include "admin/cli/report.h"
#include "countersign/v1/contract.pb.h"
#include "countersign/v1/milestone.pb.h"
#include "countersign/v1/simulation.pb.h"

namespace countersign::cli {
namespace {

namespace pb = google::protobuf;
using pb::util::TimeUtil;

constexpr std::int64_t kDaySeconds = 86400;

pb::Timestamp TimeOf(std::string_view text) {
  pb::Timestamp time;
  TimeUtil::FromString(std::string(text), &time);
  return time;
}

// The same for the same event, so that the server answers a repetition as it did before.
std::string RequestIdOf(std::size_t event) {
  std::string id = "00000000-0000-4000-8000-000000000000";
  const std::string number = std::to_string(event);
  return id.replace(id.size() - number.size(), number.size(), number);
}

// A file that is gone when this is.
class PaperFile {
 public:
  explicit PaperFile(std::string_view text)
      : directory_(std::filesystem::temp_directory_path() /
                   ("countersign-demo-" + NewRequestId())) {
    std::filesystem::create_directory(directory_);
    std::ofstream(path()) << text << "\n";
  }
  ~PaperFile() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  PaperFile(const PaperFile&) = delete;
  PaperFile& operator=(const PaperFile&) = delete;
  std::string path() const { return directory_ / "paper.txt"; }

 private:
  std::filesystem::path directory_;
};

class Player {
 public:
  Player(DemoCalls& calls, const Connection& connection) : calls_(calls), connection_(connection) {}

  DemoAnswer<void> Play() {
    if (auto done = ReadClock(); !done) return done;
    auto begin = FindBegin();
    if (!begin) return Pass(begin.error());
    if (!*begin) {
      calls_.Say("The demo's contracts are left out: they are of 2026, and this clock is past " +
                 std::string(kDemoLatestBegin) + ".");
      return {};
    }
    const std::vector<DemoEvent> story = DemoStory();
    for (std::size_t i = 0; i < story.size(); ++i) {
      const pb::Timestamp when = On(**begin, story[i].day);
      if (when < now_) continue;
      if (auto done = MoveTo(when); !done) return done;
      if (auto done = Carry(story[i], RequestIdOf(i)); !done) return done;
    }
    return MoveTo(On(**begin, kDemoLastDay));
  }

 private:
  static pb::Timestamp On(const pb::Timestamp& begin, int day) {
    return begin + TimeUtil::SecondsToDuration(day * kDaySeconds);
  }

  DemoAnswer<void> ReadClock() {
    v1::SimulatedClock clock;
    auto asked = calls_.client().Call("countersign.v1.SimulationService/GetClock",
                                      v1::GetClockRequest(), clock);
    if (!asked) return Pass(asked.error());
    now_ = clock.now();
    return {};
  }

  // When the story began, or is to begin; nothing if it is too late for it.
  DemoAnswer<std::optional<pb::Timestamp>> FindBegin() {
    Typed first;
    first.argument = std::string(kDemoFirstContract);
    auto found = calls_.Run("contract", "get", first);
    if (found) return static_cast<const v1::Contract&>(**found).create_time();
    if (found.error().reason != "RESOURCE_NOT_FOUND") return Pass(found.error());
    if (now_ > TimeOf(kDemoLatestBegin)) return std::nullopt;
    return std::max(now_, TimeOf(kDemoBegin));
  }

  DemoAnswer<void> MoveTo(const pb::Timestamp& time) {
    if (time <= now_) return {};
    v1::AdvanceClockRequest request;
    *request.mutable_to() = time;
    request.set_request_id(NewRequestId());
    v1::SimulatedClock clock;
    auto moved =
        calls_.client().Call("countersign.v1.SimulationService/AdvanceClock", request, clock);
    if (!moved) return Pass(moved.error());
    now_ = clock.now();
    return {};
  }

  DemoAnswer<void> Carry(const DemoEvent& event, const std::string& request_id) {
    Typed typed;
    typed.argument = std::string(event.id);
    if (!event.parent.empty()) typed.parent = std::string(event.parent);
    typed.flags = event.flags;
    for (auto& [name, values] : typed.flags) {
      for (std::string& value : values) {
        if (auto done = Resolve(value, event); !done) return done;
      }
    }
    auto done = calls_.Run(event.resource, event.verb, typed, request_id);
    if (!done) {
      Refusal refusal = done.error();
      refusal.message = std::string(event.resource) + " " + std::string(event.verb) + " " +
                        std::string(event.id) + ": " + refusal.message;
      return Pass(std::move(refusal));
    }
    calls_.Did(TimeUtil::ToString(now_).substr(0, 10) + "  " + std::string(event.resource) + " " +
               std::string(event.verb) + " " + std::string(event.id));
    return {};
  }

  DemoAnswer<void> Resolve(std::string& value, const DemoEvent& event) {
    if (value.starts_with(kDemoPaper)) {
      const PaperFile paper(std::string_view(value).substr(kDemoPaper.size()));
      auto stored = PutBlob(
          connection_, {paper.path(), "customers/" + std::string(event.customer), "text/plain"},
          [](std::uint64_t, std::uint64_t) {});
      if (!stored) return Pass(stored.error());
      value = stored->sha256;
    } else if (value.starts_with(kDemoInvoice)) {
      Typed milestone;
      milestone.argument = value.substr(kDemoInvoice.size());
      auto found = calls_.Run("milestone", "get", milestone);
      if (!found) return Pass(found.error());
      value = static_cast<const v1::Milestone&>(**found).invoice();
    }
    return {};
  }

  DemoCalls& calls_;
  const Connection& connection_;
  pb::Timestamp now_;
};

}  // namespace

DemoAnswer<void> PlayStory(DemoCalls& calls, const Connection& connection) {
  return Player(calls, connection).Play();
}

}  // namespace countersign::cli
