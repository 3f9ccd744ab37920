// Calendars of business days: those that come with the program, and those that were imported.
// Versions are never changed: what a contract pins stays.
#ifndef COUNTERSIGN_APP_CALENDARS_H_
#define COUNTERSIGN_APP_CALENDARS_H_

#include <array>
#include <string>
#include <string_view>

#include "licensing/app/act.h"
#include "licensing/domain/contract_papers.h"

namespace countersign::app {

// The calendar that a contract pins, checked. NOT_FOUND / RESOURCE_NOT_FOUND if there is none.
Result<domain::Calendar> LoadCalendar(View& view, const domain::CalendarRef& ref);
// With its source; version 0: the newest.
Result<domain::StoredCalendar> GetCalendar(View& view, std::string_view id, std::int32_t version);

enum class CalendarFormat { kICalendar = 1, kCsv = 2 };

struct CalendarImport {
  std::string id;  // of the calendar, which may be there already
  std::string display_name;
  CalendarFormat format = CalendarFormat::kICalendar;
  std::string content;  // as calendar_files.h says
  // For which the file is complete, both included.
  CivilDate first_day;
  CivilDate last_day;
  std::array<bool, 7> weekend = domain::Calendar().weekend;
};
// Makes the next version. The same file with the same days as the newest version's changes nothing
// and answers that one. FIELD_INVALID.
Result<domain::StoredCalendar> ImportCalendar(Transaction& tx, const Act& act,
                                              const CalendarImport& import);

// Lists both kinds, by id and version as text.
class CalendarLister final : public Lister<domain::StoredCalendar> {
 public:
  explicit CalendarLister(View& view) : view_(view) {}
  Result<std::vector<domain::StoredCalendar>> List(const ListQuery& query) override;

 private:
  View& view_;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_CALENDARS_H_
