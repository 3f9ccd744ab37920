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
#include "countersign/v1/enforcement.pb.h"
#include "countersign/v1/license_admin.pb.h"
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
  explicit Player(const DemoStage& stage)
      : calls_(stage.calls),
        connection_(stage.connection),
        machines_(stage.machines),
        second_user_(stage.second_user) {}

  DemoAnswer<void> Play() {
    if (auto done = ReadClock(); !done) return done;
    auto begin = FindBegin();
    if (!begin) return Pass(begin.error());
    if (!*begin) {
      calls_.Say("The demo's contracts are left out: they are of 2026, and this clock is past " +
                 std::string(kDemoLatestBegin) + ".");
      return {};
    }
    begin_ = **begin;
    const std::vector<DemoEvent> story = DemoStory();
    for (std::size_t i = 0; i < story.size(); ++i) {
      const pb::Timestamp when = On(story[i].day);
      if (when < now_) continue;
      if (auto done = MoveTo(when); !done) return done;
      if (auto done = Carry(story[i], RequestIdOf(i)); !done) return done;
    }
    return MoveTo(On(kDemoLastDay));
  }

 private:
  pb::Timestamp On(int day) const {
    return begin_ + TimeUtil::SecondsToDuration(day * kDaySeconds);
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
    pb::Timestamp begin = TimeOf(kDemoBegin);
    while (begin < now_) begin += TimeUtil::SecondsToDuration(kDaySeconds);
    return begin;
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
    if (event.resource == "machine") return machines_.Ensure(event.id);
    Typed typed;
    std::string id(event.id);
    if (auto done = Resolve(id, event); !done) return done;
    if (!id.empty()) typed.argument = id;
    if (!event.parent.empty()) typed.parent = std::string(event.parent);
    typed.flags = event.flags;
    for (auto& [name, values] : typed.flags) {
      for (std::string& value : values) {
        if (auto done = Resolve(value, event); !done) return done;
      }
    }
    auto done = calls_.Run(event.resource, event.verb, typed, request_id);
    if (!done && done.error().reason == "APPROVAL_REQUIRED" &&
        event.second != DemoSecond::kNotAsked)
      return AskSecond(event, typed, done.error(), request_id);
    if (!done) return Pass(About(event, done.error()));
    if (const auto* license = dynamic_cast<const v1::CreateLicenseResponse*>(done->get()))
      machines_.Keep(id, license->activation_code());
    Tell(event, "");
    return {};
  }

  // It is refused until a second user approves it.
  DemoAnswer<void> AskSecond(const DemoEvent& event, const Typed& typed, const Refusal& refusal,
                             const std::string& request_id) {
    Tell(event, ": asked for, takes a second user");
    if (event.second == DemoSecond::kSaysNothing) return {};
    const bool approves = event.second == DemoSecond::kApproves;
    const auto approval = refusal.metadata.find("approval");
    if (approval == refusal.metadata.end()) return Pass(About(event, refusal));
    auto decided =
        second_user_.Decide(approves ? "approve" : "decline", approval->second, event.note);
    if (!decided || !approves) return decided;
    auto done = calls_.Run(event.resource, event.verb, typed, request_id);
    if (!done) return Pass(About(event, done.error()));
    Tell(event, "");
    return {};
  }

  void Tell(const DemoEvent& event, const std::string& more) {
    if (event.quiet) return;
    calls_.Did(TimeUtil::ToString(now_).substr(0, 10) + "  " + Called(event) + more);
  }

  static std::string Called(const DemoEvent& event) {
    return std::string(event.resource) + " " + std::string(event.verb) +
           (event.id.empty() ? "" : " " + std::string(event.id));
  }

  static Refusal About(const DemoEvent& event, Refusal refusal) {
    refusal.message = Called(event) + ": " + refusal.message;
    return refusal;
  }

  // Puts in its place what `value` stands for.
  DemoAnswer<void> Resolve(std::string& value, const DemoEvent& event) {
    const auto rest = [&](std::string_view mark) { return value.substr(mark.size()); };
    DemoAnswer<std::string> found = value;
    if (value.starts_with(kDemoPaper)) found = StorePaper(rest(kDemoPaper), event);
    if (value.starts_with(kDemoInvoice)) found = InvoiceOf(rest(kDemoInvoice));
    if (value.starts_with(kDemoDay))
      found = TimeUtil::ToString(On(std::stoi(rest(kDemoDay)))).substr(0, 10);
    if (value.starts_with(kDemoNotice))
      found = FormalNotice(rest(kDemoNotice), v1::NOTICE_CHANNEL_MAIL);
    if (value.starts_with(kDemoLetter))
      found = FormalNotice(rest(kDemoLetter), v1::NOTICE_CHANNEL_LETTER);
    if (value.starts_with(kDemoCase)) found = OpenCase(rest(kDemoCase));
    if (!found) return Pass(found.error());
    value = *found;
    return {};
  }

  DemoAnswer<std::string> StorePaper(const std::string& text, const DemoEvent& event) {
    const PaperFile paper(text);
    auto stored = PutBlob(connection_,
                          {paper.path(), "customers/" + std::string(event.customer), "text/plain"},
                          [](std::uint64_t, std::uint64_t) {});
    if (!stored) return Pass(stored.error());
    return stored->sha256;
  }

  DemoAnswer<std::string> InvoiceOf(const std::string& milestone) {
    Typed typed;
    typed.argument = milestone;
    auto found = calls_.Run("milestone", "get", typed);
    if (!found) return Pass(found.error());
    return static_cast<const v1::Milestone&>(**found).invoice();
  }

  DemoAnswer<std::string> FormalNotice(const std::string& subcontract, v1::NoticeChannel channel) {
    Typed typed;
    typed.flags = {{"subcontract", {subcontract}}, {"kind", {"formal-notice"}}};
    auto listed = calls_.Run("notice", "list", typed);
    if (!listed) return Pass(listed.error());
    std::string newest;
    for (const v1::Notice& notice : static_cast<const v1::ListNoticesResponse&>(**listed).notices())
      if (notice.channel() == channel && notice.has_sent_time()) newest = notice.name();
    if (newest.empty())
      return Fault("no formal notice about " + subcontract +
                   " was sent: the section [vendor] of the server's countersign.toml has to say "
                   "who sends it");
    return newest;
  }

  DemoAnswer<std::string> OpenCase(const std::string& subcontract) {
    Typed typed;
    typed.flags = {{"subcontract", {subcontract}}, {"state", {"open"}}};
    auto listed = calls_.Run("case", "list", typed);
    if (!listed) return Pass(listed.error());
    const auto& cases = static_cast<const v1::ListCasesResponse&>(**listed).cases();
    if (cases.empty()) return Fault("there is no open case of " + subcontract);
    return cases.begin()->name();
  }

  DemoCalls& calls_;
  const Connection& connection_;
  DemoMachines& machines_;
  DemoSecondUser& second_user_;
  pb::Timestamp begin_;
  pb::Timestamp now_;
};

}  // namespace

DemoAnswer<void> PlayStory(const DemoStage& stage) { return Player(stage).Play(); }

}  // namespace countersign::cli
