#include "licensing/app/interest_due.h"
#include "licensing/app/statements.h"
#include "licensing/rpc/convert_papers.h"
#include "licensing/rpc/listing.h"
#include "licensing/rpc/paper_handlers.h"

namespace countersign::rpc {
namespace {

// As of the end of the day that is asked for, else of today with all that is on record.
template <class Request>
Result<domain::AsOf> AsOfAsked(app::View& view, const Request& request,
                               const std::string& customer_id, Instant now) {
  ASSIGN_OR_RETURN(const auto date, DateToDomain("date", request.date()));
  if (!date) return app::AsOfNow(view, customer_id, now);
  ASSIGN_OR_RETURN(const std::string zone, app::ZoneOfCustomer(view, customer_id));
  return app::EndOfDay(*date, request.time_zone().empty() ? zone : request.time_zone());
}

// As it is now.
Result<v1::Promise> Convert(app::View& view, Result<domain::Promise>&& answer, Instant now) {
  ASSIGN_OR_RETURN(const domain::Promise promise, std::move(answer));
  ASSIGN_OR_RETURN(const domain::AsOf as_of, app::AsOfNow(view, promise.customer_id, now));
  ASSIGN_OR_RETURN(const auto told, app::StatusOf(view, promise, as_of));
  return ToProto(promise, told);
}

Result<v1::InstalmentPlan> Convert(app::View& view, Result<domain::InstalmentPlan>&& answer,
                                   Instant now) {
  ASSIGN_OR_RETURN(const domain::InstalmentPlan plan, std::move(answer));
  ASSIGN_OR_RETURN(const domain::AsOf as_of, app::AsOfNow(view, plan.customer_id, now));
  ASSIGN_OR_RETURN(const auto told, app::StatusOf(view, plan, as_of));
  return ToProto(plan, told);
}

template <class Request>
Result<app::Withdrawal> ToWithdrawal(const Request& request, std::string_view collection) {
  app::Withdrawal withdrawal;
  ASSIGN_OR_RETURN(withdrawal.id, ParseName("name", request.name(), collection));
  withdrawal.etag = request.etag();
  withdrawal.reason = request.reason();
  withdrawal.paper_sha256 = request.paper_sha256();
  return withdrawal;
}

Result<v1::Promise> RecordPromise(Mutation& m, const v1::RecordPromiseRequest& request) {
  ASSIGN_OR_RETURN(app::NewPromise draft, ToDomain(request.promise()));
  draft.id = request.promise_id();
  return Convert(m.tx, app::RecordPromise(m.tx, m.act, draft), m.act.now);
}

Result<v1::Promise> WithdrawPromise(Mutation& m, const v1::WithdrawPromiseRequest& request) {
  ASSIGN_OR_RETURN(const app::Withdrawal withdrawal, ToWithdrawal(request, "promises"));
  return Convert(m.tx, app::WithdrawPromise(m.tx, m.act, withdrawal), m.act.now);
}

Result<v1::Promise> GetPromise(app::View& view, const v1::GetPromiseRequest& request, Instant now) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "promises"));
  ASSIGN_OR_RETURN(const domain::Promise promise,
                   app::Load(view.papers().promises(), "promises", id));
  ASSIGN_OR_RETURN(const domain::AsOf as_of, AsOfAsked(view, request, promise.customer_id, now));
  ASSIGN_OR_RETURN(const auto told, app::StatusOf(view, promise, as_of));
  return ToProto(promise, told);
}

constexpr FilterField kCustomerField[] = {{"customer"}};

Result<v1::ListPromisesResponse> ListPromises(app::View& view,
                                              const v1::ListPromisesRequest& request, Instant now) {
  ASSIGN_OR_RETURN(const auto page_request,
                   ToPageRequest(request, "promises", now, kCustomerField));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.papers().promises(), page_request));
  v1::ListPromisesResponse response;
  for (const domain::Promise& promise : page.rows) {
    ASSIGN_OR_RETURN(*response.add_promises(),
                     Convert(view, Result<domain::Promise>(promise), now));
  }
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::InstalmentPlan> CreateInstalmentPlan(Mutation& m,
                                                const v1::CreateInstalmentPlanRequest& request) {
  ASSIGN_OR_RETURN(app::NewPlan draft, ToDomain(request.plan()));
  draft.id = request.plan_id();
  return Convert(m.tx, app::CreateInstalmentPlan(m.tx, m.act, draft), m.act.now);
}

Result<v1::InstalmentPlan> CancelInstalmentPlan(Mutation& m,
                                                const v1::CancelInstalmentPlanRequest& request) {
  ASSIGN_OR_RETURN(const app::Withdrawal withdrawal, ToWithdrawal(request, "plans"));
  return Convert(m.tx, app::CancelInstalmentPlan(m.tx, m.act, withdrawal), m.act.now);
}

Result<v1::InstalmentPlan> GetInstalmentPlan(app::View& view,
                                             const v1::GetInstalmentPlanRequest& request,
                                             Instant now) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "plans"));
  ASSIGN_OR_RETURN(const domain::InstalmentPlan plan,
                   app::Load(view.papers().plans(), "plans", id));
  ASSIGN_OR_RETURN(const domain::AsOf as_of, AsOfAsked(view, request, plan.customer_id, now));
  ASSIGN_OR_RETURN(const auto told, app::StatusOf(view, plan, as_of));
  return ToProto(plan, told);
}

Result<v1::ListInstalmentPlansResponse> ListInstalmentPlans(
    app::View& view, const v1::ListInstalmentPlansRequest& request, Instant now) {
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "plans", now, kCustomerField));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.papers().plans(), page_request));
  v1::ListInstalmentPlansResponse response;
  for (const domain::InstalmentPlan& plan : page.rows) {
    ASSIGN_OR_RETURN(*response.add_plans(),
                     Convert(view, Result<domain::InstalmentPlan>(plan), now));
  }
  response.set_next_page_token(page.next_page_token);
  return response;
}

}  // namespace

void AddPromiseMethods(MethodTable& table, const std::string& service, const AdminDeps& deps) {
  AddMutation<v1::RecordPromiseRequest, v1::Promise>(table, service + "RecordPromise", deps,
                                                     RecordPromise);
  AddMutation<v1::WithdrawPromiseRequest, v1::Promise>(table, service + "WithdrawPromise", deps,
                                                       WithdrawPromise);
  AddQuery<v1::GetPromiseRequest, v1::Promise>(table, service + "GetPromise", deps, GetPromise);
  AddQuery<v1::ListPromisesRequest, v1::ListPromisesResponse>(table, service + "ListPromises", deps,
                                                              ListPromises);
  AddMutation<v1::CreateInstalmentPlanRequest, v1::InstalmentPlan>(
      table, service + "CreateInstalmentPlan", deps, CreateInstalmentPlan);
  AddMutation<v1::CancelInstalmentPlanRequest, v1::InstalmentPlan>(
      table, service + "CancelInstalmentPlan", deps, CancelInstalmentPlan);
  AddQuery<v1::GetInstalmentPlanRequest, v1::InstalmentPlan>(table, service + "GetInstalmentPlan",
                                                             deps, GetInstalmentPlan);
  AddQuery<v1::ListInstalmentPlansRequest, v1::ListInstalmentPlansResponse>(
      table, service + "ListInstalmentPlans", deps, ListInstalmentPlans);
}

}  // namespace countersign::rpc
