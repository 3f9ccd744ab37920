#include "licensing/app/calendar_files.h"

#include <libical/ical.h>

#include <memory>
#include <set>
#include <string>

namespace countersign::app {
namespace {

constexpr std::size_t kMaxDays = 10'000;
constexpr std::int64_t kMaxEventDays = 366;
constexpr std::int64_t kMaxYears = 50;
constexpr char kField[] = "content";

using Days = std::set<CivilDate>;
using Component = std::unique_ptr<icalcomponent, decltype(&icalcomponent_free)>;
using Recurrence = std::unique_ptr<icalrecur_iterator, decltype(&icalrecur_iterator_free)>;

Result<void> CheckFile(std::string_view text, CivilDate first, CivilDate last) {
  if (text.empty() || text.size() > kMaxCalendarFile)
    return FieldInvalid(kField, "must be 1 to 1000000 bytes");
  if (last < first) return FieldInvalid("last_date", "must not be before the first");
  if (DaysBetween(first, last) > kMaxYears * 366)
    return FieldInvalid("last_date", "must be at most 50 years after the first");
  return {};
}

Result<CalendarDays> ToDays(const Days& holidays, const Days& working) {
  if (holidays.size() + working.size() > kMaxDays)
    return FieldInvalid(kField, "must hold at most 10000 days");
  for (const CivilDate day : working)
    if (holidays.contains(day))
      return FieldInvalid(kField,
                          "says that " + FormatCivilDate(day) + " is a holiday and a working day");
  return CalendarDays{{holidays.begin(), holidays.end()}, {working.begin(), working.end()}};
}

CivilDate DayOf(const icaltimetype& time) {
  return CivilDate(std::chrono::year(time.year),
                   std::chrono::month(static_cast<unsigned>(time.month)),
                   std::chrono::day(static_cast<unsigned>(time.day)));
}

bool Contains(const char* text, std::string_view part) {
  return text != nullptr && std::string_view(text).find(part) != std::string_view::npos;
}

bool IsWorkingDay(icalcomponent* event) {
  const char* summary = icalcomponent_get_summary(event);
  if (Contains(summary, "补班") || Contains(summary, "（班）")) return true;
  for (auto* property = icalcomponent_get_first_property(event, ICAL_CATEGORIES_PROPERTY);
       property != nullptr;
       property = icalcomponent_get_next_property(event, ICAL_CATEGORIES_PROPERTY))
    if (Contains(icalproperty_get_categories(property), "WORKDAY")) return true;
  return false;
}

// How many days an event lasts: its end, where it has one, is the day after its last (RFC 5545,
// 3.6.1).
Result<std::int64_t> LengthOf(icalcomponent* event, CivilDate start) {
  const icaltimetype end = icalcomponent_get_dtend(event);
  if (icaltime_is_null_time(end)) return 1;
  const std::int64_t days = DaysBetween(start, DayOf(end)) + (end.is_date != 0 ? 0 : 1);
  if (days > kMaxEventDays)
    return FieldInvalid(kField,
                        "has an event of more than 366 days, from " + FormatCivilDate(start));
  return std::max<std::int64_t>(days, 1);
}

// The first days of the event, as often as it is repeated.
Result<std::vector<CivilDate>> StartsOf(icalcomponent* event, const icaltimetype& start,
                                        CivilDate last) {
  auto* property = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
  if (property == nullptr) return std::vector{DayOf(start)};
  const icalrecurrencetype rule = icalproperty_get_rrule(property);
  if (rule.freq != ICAL_YEARLY_RECURRENCE)
    return FieldInvalid(kField, "has an event that is repeated otherwise than YEARLY, from " +
                                    FormatCivilDate(DayOf(start)));
  const Recurrence iterator(icalrecur_iterator_new(rule, start), &icalrecur_iterator_free);
  std::vector<CivilDate> starts;
  while (iterator != nullptr) {
    const icaltimetype next = icalrecur_iterator_next(iterator.get());
    if (icaltime_is_null_time(next) || DayOf(next) > last) break;
    starts.push_back(DayOf(next));
    if (starts.size() > kMaxDays) return FieldInvalid(kField, "repeats an event too often");
  }
  return starts;
}

Result<void> AddEvent(icalcomponent* event, CivilDate first, CivilDate last, Days& days) {
  const icaltimetype start = icalcomponent_get_dtstart(event);
  if (icaltime_is_null_time(start) || icaltime_is_valid_time(start) == 0)
    return FieldInvalid(kField, "has an event without a date");
  RETURN_IF_ERROR(CheckDate(kField, DayOf(start)));
  ASSIGN_OR_RETURN(const std::int64_t length, LengthOf(event, DayOf(start)));
  ASSIGN_OR_RETURN(const auto starts, StartsOf(event, start, last));
  for (const CivilDate begin : starts)
    for (std::int64_t i = 0; i < length; ++i) {
      ASSIGN_OR_RETURN(const CivilDate day, PlusDays(begin, i));
      if (first <= day && day <= last) days.insert(day);
      if (days.size() > kMaxDays) return FieldInvalid(kField, "must hold at most 10000 days");
    }
  return {};
}

// The lines of a file, without what ends them.
std::vector<std::string_view> LinesOf(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return lines;
}

// One of the two first columns.
std::string_view Column(std::string_view line, int number) {
  for (int i = 0; i < number; ++i) {
    const auto comma = line.find(',');
    line = comma == std::string_view::npos ? std::string_view() : line.substr(comma + 1);
  }
  return line.substr(0, line.find(','));
}

Result<void> AddLine(std::string_view line, CivilDate first, CivilDate last, Days& holidays,
                     Days& working) {
  const auto day = ParseCivilDate(Column(line, 0));
  if (!day) return FieldInvalid(kField, "must begin with a date such as 2027-01-01");
  if (*day < first || *day > last)
    return FieldInvalid(kField, "has a day that is not from the first date through the last");
  const std::string_view kind = Column(line, 1);
  if (kind != "holiday" && kind != "working")
    return FieldInvalid(kField, "must say \"holiday\" or \"working\" after the date");
  Days& days = kind == "holiday" ? holidays : working;
  if (!days.insert(*day).second) return FieldInvalid(kField, "has a day for the second time");
  return {};
}

}  // namespace

Result<CalendarDays> ReadICalendar(std::string_view text, CivilDate first, CivilDate last) {
  RETURN_IF_ERROR(CheckFile(text, first, last));
  const Component root(icalparser_parse_string(std::string(text).c_str()), &icalcomponent_free);
  if (root == nullptr) return FieldInvalid(kField, "is no iCalendar");
  // A file of several calendars is a component without a name that holds them.
  icalcomponent* calendar =
      icalcomponent_isa(root.get()) == ICAL_VCALENDAR_COMPONENT
          ? root.get()
          : icalcomponent_get_first_component(root.get(), ICAL_VCALENDAR_COMPONENT);
  if (calendar == nullptr) return FieldInvalid(kField, "is no iCalendar");
  Days holidays;
  Days working;
  int events = 0;
  for (auto* event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
       event != nullptr;
       event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
    ++events;
    RETURN_IF_ERROR(AddEvent(event, first, last, IsWorkingDay(event) ? working : holidays));
  }
  if (events == 0) return FieldInvalid(kField, "has no event");
  return ToDays(holidays, working);
}

Result<CalendarDays> ReadCalendarCsv(std::string_view text, CivilDate first, CivilDate last) {
  RETURN_IF_ERROR(CheckFile(text, first, last));
  const auto lines = LinesOf(text);
  if (lines.empty() || Column(lines[0], 0) != "date" || Column(lines[0], 1) != "kind")
    return FieldInvalid(kField, "must begin with the line \"date,kind\"");
  Days holidays;
  Days working;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    auto added = AddLine(lines[i], first, last, holidays, working);
    if (added) continue;
    added.error().message += " (line " + std::to_string(i + 1) + ")";
    return Pass(std::move(added));
  }
  return ToDays(holidays, working);
}

}  // namespace countersign::app
