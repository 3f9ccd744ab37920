#include "admin/cli/standing_text.h"

#include <date/tz.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "admin/cli/text.h"

namespace countersign::cli {
namespace {

using google::protobuf::Timestamp;

constexpr std::string_view kWhy = "  why    ";
constexpr std::string_view kDone = "  done   ";
constexpr std::string_view kNext = "  next   ";
constexpr std::string_view kMore = "         ";

// The day that it was in the contract's zone, e.g. "16 Apr 2026"; in UTC where this machine does
// not know that zone.
class Days {
 public:
  explicit Days(const std::string& zone) {
    try {
      zone_ = date::locate_zone(zone);
    } catch (const std::runtime_error&) {
      zone_ = nullptr;
    }
  }

  std::string Text(const Timestamp& time) const {
    const date::sys_seconds seconds{std::chrono::seconds(time.seconds())};
    const date::local_seconds local = zone_ != nullptr
                                          ? zone_->to_local(seconds)
                                          : date::local_seconds(seconds.time_since_epoch());
    const date::year_month_day day(date::floor<date::days>(local));
    return std::to_string(static_cast<unsigned>(day.day())) + date::format(" %b %Y", local);
  }

 private:
  const date::time_zone* zone_ = nullptr;
};

template <class Message>
std::string Amount(const Message& message, const char* field) {
  return FieldText(message, *message.GetDescriptor()->FindFieldByName(field));
}

// "STAGE_SUPPLY_STOPPED" -> "SUPPLY_STOPPED".
std::string StageText(v1::Stage stage) {
  constexpr std::string_view kPrefix = "STAGE_";
  return v1::Stage_Name(stage).substr(kPrefix.size());
}

std::string BareId(const std::string& name) { return name.substr(name.rfind('/') + 1); }

std::string StepText(v1::LadderStepKind step) {
  switch (step) {
    case v1::LADDER_STEP_KIND_PRE_DUE_REMINDER:
      return "reminder before the due date";
    case v1::LADDER_STEP_KIND_DUE_REMINDER:
      return "reminder on the due date";
    case v1::LADDER_STEP_KIND_OVERDUE_REMINDER:
      return "reminder";
    case v1::LADDER_STEP_KIND_URGENT_NOTICE:
      return "urgent notice";
    case v1::LADDER_STEP_KIND_FORMAL_NOTICE:
      return "formal notice";
    case v1::LADDER_STEP_KIND_STOP_SUPPLY:
      return "stop of supply";
    case v1::LADDER_STEP_KIND_SUSPEND:
      return "suspension";
    default:
      return "evidence for counsel";
  }
}

std::string NoticeText(v1::NoticeKind kind) {
  switch (kind) {
    case v1::NOTICE_KIND_PRE_DUE_REMINDER:
      return "reminder before the due date";
    case v1::NOTICE_KIND_DUE_REMINDER:
      return "reminder on the due date";
    case v1::NOTICE_KIND_OVERDUE_REMINDER:
      return "reminder";
    case v1::NOTICE_KIND_URGENT_NOTICE:
      return "urgent notice";
    case v1::NOTICE_KIND_FORMAL_NOTICE:
      return "formal notice";
    case v1::NOTICE_KIND_SUPPLY_STOPPED:
      return "word of the stop of supply";
    case v1::NOTICE_KIND_SUSPENDED:
      return "word of the suspension";
    case v1::NOTICE_KIND_RESTORED:
      return "word of the restoration";
    case v1::NOTICE_KIND_DISPATCH:
      return "word of a delivery";
    case v1::NOTICE_KIND_RECEIPT_CONFIRMED:
      return "word of the terms of a delivery";
    default:
      return "message";
  }
}

// "A" to "E".
char ClassLetter(v1::ReceiptClass receipt_class) {
  return static_cast<char>('A' + static_cast<int>(receipt_class) - 1);
}

std::string NoticeLine(const v1::Notice& notice, const Days& days) {
  std::string line = NoticeText(notice.kind()) + " " + notice.name();
  switch (notice.state()) {
    case v1::NOTICE_STATE_WAITING:
      return "goes out from " + days.Text(notice.send_time()) + " on: " + line;
    case v1::NOTICE_STATE_FAILED:
      return days.Text(notice.update_time()) + " " + line + " failed: " + notice.failure();
    case v1::NOTICE_STATE_CANCELLED:
      return days.Text(notice.update_time()) + " " + line + " cancelled";
    default:
      break;
  }
  line = days.Text(notice.sent_time()) + " " + line + " sent";
  for (const v1::NoticeReceipt& receipt : notice.receipts())
    if (!receipt.has_withdraw_time())
      line += ", received " + receipt.date() + " (" + ClassLetter(receipt.receipt_class()) +
              (receipt.person().empty() ? "" : ", " + receipt.person()) + ")";
  if (notice.has_consume_time()) line += "; settled, bears no effect any more";
  return line;
}

std::string EffectLine(const v1::Effect& effect, const Days& days) {
  const std::string what =
      effect.kind() == v1::EFFECT_KIND_SUSPEND ? "suspended" : "supply stopped";
  std::string line = days.Text(effect.start_time()) + " " + what + " by " + effect.name();
  if (effect.has_end_time())
    line += ", restored " + days.Text(effect.end_time()) + " (" + effect.end_cause() + ")";
  return line;
}

std::string Joined(const google::protobuf::RepeatedPtrField<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : ", ") + text;
  return joined;
}

std::string StepLine(const v1::LadderStep& step, const Days& days) {
  std::string line = days.Text(step.earliest_time()) + " " + StepText(step.step());
  if (!step.notice().empty()) line += ", on " + step.notice();
  if (step.prevented_by_size() > 0)
    line += "; would be prevented by: " + Joined(step.prevented_by());
  return line;
}

// A heading before the first line, its width before the others.
class Section {
 public:
  Section(std::string_view heading, std::string& page) : heading_(heading), page_(page) {}
  void Add(const std::string& line) {
    page_ += std::string(first_ ? heading_ : kMore) + Printable(line) + "\n";
    first_ = false;
  }

 private:
  const std::string_view heading_;
  std::string& page_;
  bool first_ = true;
};

bool IsEffect(v1::LadderStepKind step) {
  return step == v1::LADDER_STEP_KIND_STOP_SUPPLY || step == v1::LADDER_STEP_KIND_SUSPEND;
}

// "supply stops on 2 May 2026, suspension on 1 Jun 2026, at the earliest"
std::string Outlook(const v1::SubContractStanding& sub, const Days& days) {
  std::string outlook;
  for (const v1::LadderStep& step : sub.timeline()) {
    if (!IsEffect(step.step())) continue;
    outlook += outlook.empty() ? "" : ", ";
    outlook += step.step() == v1::LADDER_STEP_KIND_SUSPEND ? "suspension on " : "supply stops on ";
    outlook += days.Text(step.earliest_time());
  }
  return outlook.empty() ? outlook : outlook + ", at the earliest";
}

std::string SubHead(const v1::SubContractStanding& sub) {
  std::string head = BareId(sub.subcontract()) + " " + sub.title() + "    ";
  if (sub.overdue().minor_units() == 0) {
    head += StageText(sub.stage());
    if (sub.paid_up()) head += ", paid up: its entitlements cannot be withdrawn";
    return head;
  }
  return head + "overdue " + Amount(sub, "overdue") + ", of which " + Amount(sub, "undisputed") +
         " undisputed (" + std::to_string(sub.share_basis_points() / 100) + " % of its price)";
}

// Why nothing is ever stopped although something is overdue: what is not in the contract.
void AddObstacles(const v1::SubContractStanding& sub, std::string& page) {
  if (sub.overdue().minor_units() == 0) return;
  Section obstacles("  never  ", page);
  for (const v1::RailFinding& rail : sub.rails())
    if (!rail.holds() && (rail.rail() == "ASSENT" || rail.rail() == "NOT_EXEMPT"))
      obstacles.Add("nothing is stopped for it: " + rail.missing() + " [" + rail.rail() + "]");
}

void AddNext(const v1::SubContractStanding& sub, const Days& days, std::string& page) {
  Section next(kNext, page);
  bool effect_told = false;
  for (const v1::LadderStep& step : sub.timeline()) {
    next.Add(StepLine(step, days));
    if (!IsEffect(step.step()) || effect_told) continue;
    effect_told = true;
    for (const v1::RailFinding& rail : sub.rails())
      if (!rail.holds()) next.Add("  still to hold: " + rail.missing() + " [" + rail.rail() + "]");
  }
}

std::string SubText(const v1::SubContractStanding& sub, const Days& days) {
  std::string page = Printable(SubHead(sub)) + "\n";
  Section why(kWhy, page);
  for (const v1::StandingReason& reason : sub.reasons())
    why.Add(reason.text() + "  " + reason.record());
  Section done(kDone, page);
  for (const v1::Notice& notice : sub.notices()) done.Add(NoticeLine(notice, days));
  for (const v1::Effect& effect : sub.effects()) done.Add(EffectLine(effect, days));
  AddNext(sub, days, page);
  if (std::ranges::none_of(sub.timeline(),
                           [](const v1::LadderStep& step) { return IsEffect(step.step()); }))
    AddObstacles(sub, page);
  return page;
}

}  // namespace

std::string StandingText(const v1::Standing& standing) {
  const Days days(standing.time_zone());
  std::vector<const v1::SubContractStanding*> subs;
  for (const v1::SubContractStanding& sub : standing.subcontracts()) subs.push_back(&sub);
  std::ranges::stable_sort(subs, std::ranges::greater(),
                           [](const auto* sub) { return static_cast<int>(sub->stage()); });
  std::string page =
      Printable(BareId(standing.contract()) + "  " + standing.customer_display_name() + " · " +
                standing.title() + "    " + standing.time_zone() + ", " + standing.currency_code() +
                ", " + days.Text(standing.time())) +
      "\n";
  if (!subs.empty()) {
    const v1::SubContractStanding& worst = *subs.front();
    page += StageText(worst.stage());
    if (worst.has_since()) page += " since " + days.Text(worst.since());
    const std::string outlook = Outlook(worst, days);
    if (!outlook.empty()) page += ": " + outlook;
    page += "\n";
  }
  for (const v1::SubContractStanding* sub : subs) page += "\n" + SubText(*sub, days);
  return page;
}

std::string NoticeWords(const v1::NoticePreview& notice) {
  std::string words = "Subject: " + Printable(notice.subject()) + "\n\n";
  std::istringstream lines(notice.text());
  for (std::string line; std::getline(lines, line);) words += Printable(line) + "\n";
  return words;
}

}  // namespace countersign::cli
