#include "admin/cli/standing_text.h"

#include <date/tz.h>
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "admin/cli/request.h"
#include "admin/cli/text.h"

namespace countersign::cli {
namespace {

using google::protobuf::Timestamp;

constexpr std::string_view kWhy = "  why    ";
constexpr std::string_view kDone = "  done   ";
constexpr std::string_view kNext = "  next   ";
constexpr std::string_view kToDo = "  to do  ";
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
    return Shown(date::floor<date::days>(local));
  }
  // The same of "2026-04-16"; another text stays.
  static std::string Date(const std::string& text) {
    std::istringstream in(text);
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    char dash = 0;
    in >> year >> dash >> month >> dash >> day;
    const auto parsed = date::year(year) / date::month(month) / date::day(day);
    return in.fail() || !parsed.ok() ? text : Shown(date::local_days(parsed));
  }

 private:
  static std::string Shown(date::local_days day) {
    const date::year_month_day date(day);
    return std::to_string(static_cast<unsigned>(date.day())) + date::format(" %b %Y", day);
  }

  const date::time_zone* zone_ = nullptr;
};

template <class Message>
std::string Amount(const Message& message, const char* field) {
  return FieldText(message, *message.GetDescriptor()->FindFieldByName(field));
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

// What was done, with the instant by which it is put in order.
struct DoneLine {
  Timestamp time;
  std::string text;
};

std::string ReceiptText(const v1::NoticeReceipt& receipt, const Days& days) {
  std::string text =
      ", received " + days.Date(receipt.date()) + " (" + ClassLetter(receipt.receipt_class());
  const std::string by = receipt.person().empty() ? BareId(receipt.contact()) : receipt.person();
  if (!by.empty()) text += ", " + by;
  return text + ")";
}

DoneLine NoticeLine(const v1::Notice& notice, const Days& days) {
  const std::string what = NoticeText(notice.kind());
  const std::string record = "  " + notice.name();
  switch (notice.state()) {
    case v1::NOTICE_STATE_WAITING:
      return {notice.send_time(), days.Text(notice.send_time()) + " " + what + " goes out to " +
                                      BareId(notice.contact()) + record};
    case v1::NOTICE_STATE_FAILED:
      return {notice.update_time(), days.Text(notice.update_time()) + " " + what +
                                        " failed: " + notice.failure() + record};
    case v1::NOTICE_STATE_CANCELLED:
      return {notice.update_time(),
              days.Text(notice.update_time()) + " " + what + " cancelled" + record};
    default:
      break;
  }
  std::string line = days.Text(notice.sent_time()) + " " + what;
  line += notice.channel() == v1::NOTICE_CHANNEL_LETTER
              ? " posted to " + BareId(notice.contact()) + " as " + notice.tracking_number()
              : " sent to " + BareId(notice.contact());
  for (const v1::NoticeReceipt& receipt : notice.receipts())
    if (!receipt.has_withdraw_time()) line += ReceiptText(receipt, days);
  if (notice.has_consume_time()) line += "; used up, bears no effect any more";
  return {notice.sent_time(), line + record};
}

DoneLine EffectLine(const v1::Effect& effect, const Days& days) {
  std::string line = days.Text(effect.start_time()) +
                     (effect.kind() == v1::EFFECT_KIND_SUSPEND ? " suspended" : " supply stopped");
  if (effect.has_end_time())
    line += ", restored " + days.Text(effect.end_time()) + " (" + effect.end_cause() + ")";
  return {effect.start_time(), line + "  " + effect.name()};
}

std::string Joined(const google::protobuf::RepeatedPtrField<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : ", ") + text;
  return joined;
}

std::string StepLine(const v1::LadderStep& step, const Days& days) {
  std::string line = days.Text(step.earliest_time()) + " " + StepText(step.step());
  if (!step.notice().empty()) line += ", on " + step.notice();
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

// "overdue CNY 180000.00, of which CNY 150000.00 undisputed (41 % of its price)"
std::string OverdueText(const v1::SubContractStanding& sub) {
  std::string text = "overdue " + Amount(sub, "overdue");
  if (sub.undisputed().minor_units() == 0) return text + ", none of which counts now";
  if (sub.overdue().minor_units() != sub.undisputed().minor_units())
    text += ", of which " + Amount(sub, "undisputed") + " undisputed";
  return text + " (" + std::to_string(sub.share_basis_points() / 100) + " % of its price)";
}

std::string SubHead(const v1::SubContractStanding& sub, const Days& days) {
  std::string head =
      BareId(sub.subcontract()) + " " + sub.title() + "    " + StageText(sub.stage());
  if (sub.has_since()) head += " since " + days.Text(sub.since());
  if (sub.overdue().minor_units() > 0) return head + ", " + OverdueText(sub);
  return head + (sub.paid_up() ? ", paid up: its entitlements cannot be withdrawn" : "");
}

// Why nothing is ever stopped although something is overdue: what is not in the contract.
void AddObstacles(const v1::SubContractStanding& sub, std::string& page) {
  if (sub.overdue().minor_units() == 0 || sub.stage() == v1::STAGE_TERMINATED) return;
  Section obstacles("  never  ", page);
  for (const v1::RailFinding& rail : sub.rails())
    if (!rail.holds() && (rail.rail() == "ASSENT" || rail.rail() == "NOT_EXEMPT"))
      obstacles.Add("nothing is stopped for it: " + rail.missing() + " [" + rail.rail() + "]");
}

void AddNext(const v1::SubContractStanding& sub, const Days& days, std::string& page) {
  Section next(kNext, page);
  bool effect_told = false;
  std::string told;
  for (const v1::LadderStep& step : sub.timeline()) {
    const std::string prevented_by = Joined(step.prevented_by());
    // Said once of all that it holds for.
    const bool again = prevented_by.empty() || prevented_by == told;
    told = prevented_by;
    next.Add(StepLine(step, days) + (again ? "" : "; would be prevented by: " + prevented_by));
    if (!IsEffect(step.step()) || effect_told) continue;
    effect_told = true;
    for (const v1::RailFinding& rail : sub.rails())
      if (!rail.holds()) next.Add("  still to hold: " + rail.missing() + " [" + rail.rail() + "]");
  }
}

void AddToDo(const v1::SubContractStanding& sub, std::string& page) {
  if (sub.to_do().empty()) return;
  Section(kToDo, page).Add(sub.to_do() + "  " + sub.open_case());
}

void AddDone(const v1::SubContractStanding& sub, const Days& days, std::string& page) {
  std::vector<DoneLine> lines;
  // Of one instant, what began comes before the word of it.
  for (const v1::Effect& effect : sub.effects()) lines.push_back(EffectLine(effect, days));
  for (const v1::Notice& notice : sub.notices()) lines.push_back(NoticeLine(notice, days));
  std::ranges::stable_sort(lines, std::less(), &DoneLine::time);
  Section done(kDone, page);
  for (const DoneLine& line : lines) done.Add(line.text);
}

std::string SubText(const v1::SubContractStanding& sub, const Days& days) {
  std::string page = Printable(SubHead(sub, days)) + "\n";
  Section why(kWhy, page);
  for (const v1::StandingReason& reason : sub.reasons())
    why.Add(reason.text() +
            (reason.milestone().empty() ? "" : ", milestone " + BareName(reason.milestone())) +
            "  " + reason.record());
  AddDone(sub, days, page);
  AddNext(sub, days, page);
  AddToDo(sub, page);
  if (std::ranges::none_of(sub.timeline(),
                           [](const v1::LadderStep& step) { return IsEffect(step.step()); }))
    AddObstacles(sub, page);
  return page;
}

}  // namespace

std::string StageText(v1::Stage stage) {
  constexpr std::string_view kPrefix = "STAGE_";
  return v1::Stage_Name(stage).substr(kPrefix.size());
}

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

v1::ListStandingsResponse WorstFirst(v1::ListStandingsResponse standings) {
  const auto key = [](const v1::StandingSummary& one) {
    return std::pair(-static_cast<int>(one.stage()), -one.days_overdue());
  };
  std::ranges::stable_sort(*standings.mutable_standings(), {}, key);
  return standings;
}

std::string NoticeWords(const v1::NoticePreview& notice) {
  std::string words = "Subject: " + Printable(notice.subject()) + "\n\n";
  std::istringstream lines(notice.text());
  for (std::string line; std::getline(lines, line);) words += Printable(line) + "\n";
  return words;
}

}  // namespace countersign::cli
