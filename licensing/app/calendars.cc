#include "licensing/app/calendars.h"

#include <algorithm>

#include "licensing/app/calendar_files.h"
#include "licensing/app/papers.h"
#include "licensing/app/resource.h"
#include "licensing/base/encoding.h"
#include "licensing/base/sha256.h"
#include "licensing/domain/validate.h"

namespace countersign::app {
namespace {

using domain::Calendar;
using domain::CalendarRef;
using domain::StoredCalendar;

constexpr std::size_t kMaxIdLength = 50;  // leaves room for the version

// The last "-v" and its number tell the version, so that no two have one id.
std::string IdOf(const CalendarRef& ref) { return ref.id + "-v" + std::to_string(ref.version); }

StoredCalendar Shipped(const Calendar& calendar) {
  StoredCalendar row;
  row.id = IdOf(calendar.ref);
  row.calendar = calendar;
  return row;
}

// All versions of a calendar, in ascending order.
Result<std::vector<StoredCalendar>> VersionsOf(View& view, std::string_view id) {
  ASSIGN_OR_RETURN(auto versions, ListAll(view.papers().calendars(), "calendar", id));
  for (const Calendar& calendar : domain::ShippedCalendars())
    if (calendar.ref.id == id) versions.push_back(Shipped(calendar));
  std::ranges::sort(versions, {},
                    [](const StoredCalendar& row) { return row.calendar.ref.version; });
  return versions;
}

bool SameDays(const Calendar& a, const Calendar& b) {
  return a.display_name == b.display_name && a.weekend == b.weekend && a.holidays == b.holidays &&
         a.extra_working_days == b.extra_working_days && a.first_day == b.first_day &&
         a.last_day == b.last_day;
}

}  // namespace

Result<StoredCalendar> GetCalendar(View& view, std::string_view id, std::int32_t version) {
  ASSIGN_OR_RETURN(auto versions, VersionsOf(view, id));
  if (versions.empty()) return NotFound(Name("calendars", id));
  if (version == 0) return std::move(versions.back());
  for (StoredCalendar& row : versions)
    if (row.calendar.ref.version == version) return std::move(row);
  return NotFound(Name("calendars", id) + " version " + std::to_string(version));
}

Result<Calendar> LoadCalendar(View& view, const CalendarRef& ref) {
  for (const Calendar& calendar : domain::ShippedCalendars())
    if (calendar.ref == ref) return calendar;
  ASSIGN_OR_RETURN(std::optional<StoredCalendar> found, view.papers().calendars().Find(IdOf(ref)));
  if (!found)
    return NotFound(Name("calendars", ref.id) + " version " + std::to_string(ref.version));
  return std::move(found->calendar);
}

Result<StoredCalendar> ImportCalendar(Transaction& tx, const Act& act,
                                      const CalendarImport& import) {
  RETURN_IF_ERROR(domain::CheckUserId("name", import.id));
  if (import.id.size() > kMaxIdLength) return FieldInvalid("name", "must have an id of at most 50");
  RETURN_IF_ERROR(domain::CheckText("display_name", import.display_name, 0, kMaxPartyName));
  RETURN_IF_ERROR(CheckDate("first_date", import.first_day));
  RETURN_IF_ERROR(CheckDate("last_date", import.last_day));
  ASSIGN_OR_RETURN(CalendarDays days,
                   import.format == CalendarFormat::kCsv
                       ? ReadCalendarCsv(import.content, import.first_day, import.last_day)
                       : ReadICalendar(import.content, import.first_day, import.last_day));
  ASSIGN_OR_RETURN(const auto versions, VersionsOf(tx, import.id));
  StoredCalendar row;
  row.calendar.ref = {import.id, versions.empty() ? 1 : versions.back().calendar.ref.version + 1};
  row.calendar.display_name = import.display_name.empty() ? import.id : import.display_name;
  row.calendar.weekend = import.weekend;
  row.calendar.holidays = std::move(days.holidays);
  row.calendar.extra_working_days = std::move(days.extra_working_days);
  row.calendar.first_day = import.first_day;
  row.calendar.last_day = import.last_day;
  ASSIGN_OR_RETURN(row.calendar, domain::CheckedCalendar(std::move(row.calendar)));
  if (!versions.empty() && SameDays(versions.back().calendar, row.calendar)) return versions.back();
  row.id = IdOf(row.calendar.ref);
  row.source_sha256 = HexEncode(Sha256(import.content));
  row.meta = NewMeta(act);
  RETURN_IF_ERROR(tx.papers().calendars().Insert(row));
  RETURN_IF_ERROR(Record(tx, act, "calendar.import", Name("calendars", row.id),
                         {{"source_sha256", row.source_sha256},
                          {"first_date", FormatCivilDate(import.first_day)},
                          {"last_date", FormatCivilDate(import.last_day)}}));
  return row;
}

Result<std::vector<StoredCalendar>> CalendarLister::List(const ListQuery& query) {
  ASSIGN_OR_RETURN(auto rows, view_.papers().calendars().List(query));
  for (const Calendar& calendar : domain::ShippedCalendars()) {
    const bool asked = std::ranges::all_of(
        query.equals, [&](const auto& condition) { return condition.second == calendar.ref.id; });
    if (asked && IdOf(calendar.ref) > query.after_id) rows.push_back(Shipped(calendar));
  }
  std::ranges::sort(rows, {}, &StoredCalendar::id);
  if (rows.size() > static_cast<std::size_t>(query.limit))
    rows.resize(static_cast<std::size_t>(query.limit));
  return rows;
}

}  // namespace countersign::app
