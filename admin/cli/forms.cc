#include "admin/cli/forms.h"

#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "admin/cli/text.h"
#include "countersign/v1/contract.pb.h"
#include "countersign/v1/contract_papers.pb.h"
#include "countersign/v1/milestone.pb.h"
#include "licensing/domain/money.h"

namespace countersign::cli {
namespace {

namespace pb = google::protobuf;

// `text` before and after the first `mark`; the second is empty where there is none.
std::pair<std::string, std::string> Split(std::string_view text, std::string_view mark) {
  const auto at = text.find(mark);
  if (at == std::string_view::npos) return {std::string(text), ""};
  return {std::string(text.substr(0, at)), std::string(text.substr(at + mark.size()))};
}

std::optional<std::int32_t> Number(std::string_view text) {
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool ReadMoney(v1::Money& money, std::string_view text) {
  auto [currency, amount] = Split(text, " ");
  if (!currency.empty() && (currency[0] < 'A' || currency[0] > 'Z')) std::swap(currency, amount);
  const auto parsed = domain::ParseAmount("amount", amount, currency);
  if (!parsed) return false;
  money.set_currency_code(parsed->currency_code);
  money.set_minor_units(parsed->minor_units);
  return true;
}

std::string WriteMoney(const v1::Money& money) {
  const auto amount = domain::FormatAmount({money.currency_code(), money.minor_units()});
  return money.currency_code() + " " +
         (amount ? *amount : std::to_string(money.minor_units()) + " minor units");
}

bool ReadTerm(v1::Term& term, std::string_view text) {
  constexpr std::string_view kRolled = " rolled";
  if (text.ends_with(kRolled)) {
    term.set_roll_to_business_day(true);
    text.remove_suffix(kRolled.size());
  }
  const auto [days, kind] = Split(text, " ");
  const auto number = Number(days);
  if (!number || (!kind.empty() && kind != "calendar" && kind != "business")) return false;
  term.set_days(*number);
  term.set_kind(kind == "business" ? v1::DAY_KIND_BUSINESS : v1::DAY_KIND_CALENDAR);
  return true;
}

std::string WriteTerm(const v1::Term& term) {
  return std::to_string(term.days()) +
         (term.kind() == v1::DAY_KIND_BUSINESS ? " business" : " calendar") +
         (term.roll_to_business_day() ? " rolled" : "");
}

bool ReadCalendar(v1::CalendarRef& calendar, std::string_view text) {
  const auto [id, version] = Split(text, "@");
  const auto number = Number(version.empty() ? "1" : version);
  if (id.empty() || !number) return false;
  calendar.set_id(id);
  calendar.set_version(*number);
  return true;
}

std::string WriteCalendar(const v1::CalendarRef& calendar) {
  return calendar.id() + "@" + std::to_string(calendar.version());
}

bool ReadRange(v1::DateRange& range, std::string_view text) {
  const auto [first, last] = Split(text, "..");
  range.set_first(first);
  range.set_last(last);
  return !first.empty() && !last.empty();
}

std::string WriteRange(const v1::DateRange& range) { return range.first() + ".." + range.last(); }

bool ReadRate(v1::DatedRate& dated, std::string_view text) {
  const auto [rate, from] = Split(text, "@");
  dated.set_rate(rate);
  dated.set_from(from);
  return !rate.empty();
}

std::string WriteRate(const v1::DatedRate& dated) {
  return dated.rate() + (dated.from().empty() ? "" : "@" + dated.from());
}

bool ReadCriterion(v1::Criterion& criterion, std::string_view text) {
  const auto [id, words] = Split(text, "=");
  criterion.set_id(id);
  criterion.set_text(words);
  return !id.empty() && !words.empty();
}

std::string WriteCriterion(const v1::Criterion& criterion) {
  return criterion.id() + "=" + criterion.text();
}

bool ReadItem(v1::WorkItem& item, std::string_view text) {
  const auto [id, rest] = Split(text, "=");
  const auto [weight, title] = Split(rest, " ");
  item.set_id(id);
  item.set_weight(weight);
  item.set_title(title);
  return !id.empty() && !weight.empty() && !title.empty();
}

std::string WriteItem(const v1::WorkItem& item) {
  return item.id() + "=" + item.weight() + " " + item.title();
}

// What stands before the description: where the defect is, how grave, whether mending caused it.
bool ReadDefectMarks(v1::Defect& defect, const std::string& marks) {
  auto [place, rest] = Split(marks, ",");
  const auto [criterion, item] = Split(place, "/");
  defect.set_criterion(criterion);
  defect.set_item(item);
  while (!rest.empty()) {
    const auto [mark, next] = Split(rest, ",");
    if (mark == "mending") {
      defect.set_caused_by_mending(true);
    } else if (const auto* severity = FindEnum(*v1::Severity_descriptor(), mark)) {
      defect.set_severity(static_cast<v1::Severity>(severity->number()));
    } else {
      return false;
    }
    rest = next;
  }
  return !criterion.empty();
}

bool ReadDefect(v1::Defect& defect, std::string_view text) {
  const auto [marks, description] = Split(text, "=");
  defect.set_description(description);
  return ReadDefectMarks(defect, marks) && !description.empty();
}

std::string WriteDefect(const v1::Defect& defect) {
  const auto* severity = v1::Severity_descriptor()->FindValueByNumber(defect.severity());
  return defect.criterion() + (defect.item().empty() ? "" : "/" + defect.item()) +
         (defect.severity() == 0 || severity == nullptr ? "" : "," + EnumText(*severity)) +
         (defect.caused_by_mending() ? ",mending" : "") + "=" + defect.description();
}

bool ReadChanged(v1::ChangedMilestone& changed, std::string_view text) {
  const auto [id, rest] = Split(text, "=");
  const auto [currency, after] = Split(rest, " ");
  const auto [amount, title] = Split(after, " ");
  changed.set_milestone_id(id);
  changed.set_display_name(title);
  return !id.empty() && ReadMoney(*changed.mutable_amount(), currency + " " + amount);
}

std::string WriteChanged(const v1::ChangedMilestone& changed) {
  return changed.milestone_id() + "=" + WriteMoney(changed.amount()) +
         (changed.display_name().empty() ? "" : " " + changed.display_name());
}

template <class Message, bool (*kRead)(Message&, std::string_view),
          std::string (*kWrite)(const Message&)>
std::pair<const pb::Descriptor*, Form> MakeForm(std::string_view placeholder,
                                                std::string_view wanted) {
  return {
      Message::descriptor(),
      {placeholder, wanted,
       [](pb::Message& message, std::string_view text) {
         return kRead(dynamic_cast<Message&>(message), text);
       },
       [](const pb::Message& message) { return kWrite(dynamic_cast<const Message&>(message)); }}};
}

}  // namespace

const Form* FindForm(const pb::Descriptor& type) {
  static const std::map<const pb::Descriptor*, Form> forms = {
      MakeForm<v1::Money, ReadMoney, WriteMoney>(
          "AMOUNT", "an amount with its currency such as \"CNY 180000.00\""),
      MakeForm<v1::Term, ReadTerm, WriteTerm>(
          "DAYS [KIND]", "a term such as 30, \"10 business\" or \"30 calendar rolled\""),
      MakeForm<v1::CalendarRef, ReadCalendar, WriteCalendar>("CALENDAR[@VERSION]",
                                                             "a calendar such as china@1"),
      MakeForm<v1::DateRange, ReadRange, WriteRange>(
          "FIRST..LAST", "a range of days such as 2026-02-15..2026-02-23"),
      MakeForm<v1::DatedRate, ReadRate, WriteRate>("RATE[@DATE]",
                                                   "a rate such as 0.05 or 0.06@2026-01-01"),
      MakeForm<v1::Criterion, ReadCriterion, WriteCriterion>(
          "ID=TEXT", "a criterion such as \"c1=All reports open\""),
      MakeForm<v1::WorkItem, ReadItem, WriteItem>("ID=WEIGHT TITLE",
                                                  "an item such as \"i1=0.4 Data migration\""),
      MakeForm<v1::Defect, ReadDefect, WriteDefect>(
          "CRITERION[/ITEM][,SEVERITY][,mending]=TEXT",
          "a defect such as \"c1=The report is empty\" or \"c1/i2,minor=Font too small\""),
      MakeForm<v1::ChangedMilestone, ReadChanged, WriteChanged>(
          "ID=AMOUNT [TITLE]",
          "a milestone's amount such as \"m2=CNY 12000.00\", with a title if it is new"),
  };
  const auto found = forms.find(&type);
  return found == forms.end() ? nullptr : &found->second;
}

}  // namespace countersign::cli
