#include "licensing/app/contracts.h"
#include "licensing/rpc/convert_papers.h"
#include "licensing/rpc/listing.h"
#include "licensing/rpc/paper_handlers.h"

namespace countersign::rpc {
namespace {

Result<app::ChangedMilestone> ToChanged(const v1::ChangedMilestone& proto) {
  app::ChangedMilestone changed;
  changed.id = proto.milestone_id();
  changed.amount = ToDomain(proto.amount());
  if (changed.id.empty() && proto.display_name().empty())
    return FieldInvalid("milestones", "must name a milestone, or be a new one with a name");
  if (proto.display_name().empty()) return changed;
  domain::Milestone& created = changed.created.emplace();
  created.id = changed.id;
  created.title = proto.display_name();
  created.amount = changed.amount;
  created.trigger = domain::Trigger::kDelivery;
  return changed;
}

Result<v1::ChangeOrder> AddChangeOrder(Mutation& m, const v1::AddChangeOrderRequest& request) {
  app::NewChangeOrder draft;
  ASSIGN_OR_RETURN(const ChildName name,
                   ParseChildName("name", request.name(), "contracts", "subcontracts"));
  draft.id = request.change_order_id();
  draft.contract_id = name.parent_id;
  draft.sub_contract_id = name.id;
  draft.etag = request.etag();
  draft.change = ToDomain(request.change());
  ASSIGN_OR_RETURN(draft.paper, ToSignedChange(request));
  for (const v1::ChangedMilestone& changed : request.milestones()) {
    ASSIGN_OR_RETURN(draft.milestones.emplace_back(), ToChanged(changed));
  }
  ASSIGN_OR_RETURN(const auto record, app::AddChangeOrder(m.tx, m.act, draft));
  return ToProto(record, draft.paper.customer_id);
}

// The page of what belongs to a contract, and whose contacts signed it.
template <class T, class Request>
Result<app::Page<T>> PageOf(app::View& view, app::Reader<T>& reader, const Request& request,
                            std::string_view collection, Instant now, std::string& customer_id) {
  ASSIGN_OR_RETURN(const std::string contract_id,
                   ParseName("parent", request.parent(), "contracts"));
  ASSIGN_OR_RETURN(const domain::Contract contract,
                   app::Load(view.contracts(), "contracts", contract_id));
  customer_id = contract.customer_id;
  ASSIGN_OR_RETURN(const auto page_request,
                   ToPageRequest(request, request.parent() + "/" + std::string(collection), now, {},
                                 {{"contract_id", contract_id}}));
  return app::ReadPage(reader, page_request);
}

Result<v1::ListChangeOrdersResponse> ListChangeOrders(app::View& view,
                                                      const v1::ListChangeOrdersRequest& request,
                                                      Instant now) {
  std::string customer_id;
  ASSIGN_OR_RETURN(const auto page, PageOf(view, view.papers().change_orders(), request,
                                           "changeOrders", now, customer_id));
  v1::ListChangeOrdersResponse response;
  for (const auto& row : page.rows) *response.add_change_orders() = ToProto(row, customer_id);
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::ListAmendmentsResponse> ListAmendments(app::View& view,
                                                  const v1::ListAmendmentsRequest& request,
                                                  Instant now) {
  std::string customer_id;
  ASSIGN_OR_RETURN(const auto page, PageOf(view, view.papers().amendments(), request, "amendments",
                                           now, customer_id));
  v1::ListAmendmentsResponse response;
  for (const auto& row : page.rows) *response.add_amendments() = ToProto(row, customer_id);
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::Calendar> Convert(Result<domain::StoredCalendar>&& answer) {
  ASSIGN_OR_RETURN(const domain::StoredCalendar stored, std::move(answer));
  return ToProto(stored);
}

Result<CivilDate> NeededDate(std::string_view field, const std::string& text) {
  ASSIGN_OR_RETURN(const auto date, DateToDomain(field, text));
  if (!date) return FieldInvalid(field, "must be set");
  return *date;
}

Result<v1::Calendar> ImportCalendar(Mutation& m, const v1::ImportCalendarRequest& request) {
  app::CalendarImport import;
  ASSIGN_OR_RETURN(import.id, ParseName("name", request.name(), "calendars"));
  import.display_name = request.display_name();
  ASSIGN_OR_RETURN(import.format, EnumOr("format", v1::CalendarFormat_descriptor(),
                                         request.format(), app::CalendarFormat::kICalendar));
  import.content = request.content();
  ASSIGN_OR_RETURN(import.first_day, NeededDate("first_date", request.first_date()));
  ASSIGN_OR_RETURN(import.last_day, NeededDate("last_date", request.last_date()));
  if (request.weekend_size() > 0) import.weekend.fill(false);
  for (const int value : request.weekend()) {
    ASSIGN_OR_RETURN(const int day, KnownValue("weekend", v1::Weekday_descriptor(), value));
    import.weekend[static_cast<std::size_t>(day % 7)] = true;
  }
  return Convert(app::ImportCalendar(m.tx, m.act, import));
}

Result<v1::Calendar> GetCalendar(app::View& view, const v1::GetCalendarRequest& request, Instant) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "calendars"));
  return Convert(app::GetCalendar(view, id, request.version()));
}

Result<v1::ListCalendarsResponse> ListCalendars(app::View& view,
                                                const v1::ListCalendarsRequest& request,
                                                Instant now) {
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "calendars", now, {}));
  app::CalendarLister lister(view);
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(lister, page_request));
  v1::ListCalendarsResponse response;
  for (const domain::StoredCalendar& row : page.rows) *response.add_calendars() = ToProto(row);
  response.set_next_page_token(page.next_page_token);
  return response;
}

}  // namespace

void AddContractChangeMethods(MethodTable& table, const std::string& service,
                              const AdminDeps& deps) {
  AddMutation<v1::AddChangeOrderRequest, v1::ChangeOrder>(table, service + "AddChangeOrder", deps,
                                                          AddChangeOrder);
  AddQuery<v1::ListChangeOrdersRequest, v1::ListChangeOrdersResponse>(
      table, service + "ListChangeOrders", deps, ListChangeOrders);
  AddQuery<v1::ListAmendmentsRequest, v1::ListAmendmentsResponse>(table, service + "ListAmendments",
                                                                  deps, ListAmendments);
}

void AddCalendarMethods(MethodTable& table, const std::string& service, const AdminDeps& deps) {
  AddMutation<v1::ImportCalendarRequest, v1::Calendar>(table, service + "ImportCalendar", deps,
                                                       ImportCalendar);
  AddQuery<v1::GetCalendarRequest, v1::Calendar>(table, service + "GetCalendar", deps, GetCalendar);
  AddQuery<v1::ListCalendarsRequest, v1::ListCalendarsResponse>(table, service + "ListCalendars",
                                                                deps, ListCalendars);
}

}  // namespace countersign::rpc
