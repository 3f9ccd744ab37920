#include "licensing/app/promises.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <functional>

#include "licensing/app/approvals.h"
#include "licensing/app/claims.h"
#include "licensing/app/contacts.h"
#include "licensing/app/interest_due.h"
#include "licensing/app/papers.h"
#include "licensing/app/promise_limits.h"
#include "licensing/app/resource.h"
#include "licensing/domain/validate.h"

namespace countersign::app {
namespace {

using domain::InstalmentPlan;
using domain::Money;
using domain::PlanState;
using domain::Promise;
using domain::PromiseState;

Result<void> CheckNotAbove(std::string_view field, const Money& amount, const Money& open) {
  RETURN_IF_ERROR(domain::CheckPositiveAmount(field, amount));
  RETURN_IF_ERROR(domain::CheckCurrency(open.currency_code, {amount}));
  if (amount.minor_units <= open.minor_units) return {};
  return FieldInvalid(std::string(field) + ".minor_units", "is more than what is open");
}

std::string_view StateName(PromiseState state) {
  switch (state) {
    case PromiseState::kPending:
      return "PENDING";
    case PromiseState::kKept:
      return "KEPT";
    case PromiseState::kBroken:
      return "BROKEN";
    case PromiseState::kWithdrawn:
      break;
  }
  return "WITHDRAWN";
}

std::string_view StateName(PlanState state) {
  switch (state) {
    case PlanState::kRunning:
      return "RUNNING";
    case PlanState::kKept:
      return "KEPT";
    case PlanState::kBroken:
      return "BROKEN";
    case PlanState::kCancelled:
      break;
  }
  return "CANCELLED";
}

Result<void> CheckDueDates(const InstalmentPlan& plan) {
  constexpr std::string_view kField = "plan.due_dates";
  const auto count = static_cast<std::int64_t>(plan.due_dates.size());
  if (count < 1 || count > domain::kMaxInstalments)
    return FieldInvalid(kField, "must be 1 to 1,200 dates");
  if (plan.total.minor_units < count)
    return FieldInvalid(kField, "must be fewer: each part is at least one minor unit");
  for (const CivilDate date : plan.due_dates) RETURN_IF_ERROR(CheckDate(kField, date));
  if (plan.due_dates.front() < plan.agreed_on ||
      std::ranges::adjacent_find(plan.due_dates, std::greater_equal()) != plan.due_dates.end())
    return FieldInvalid(kField, "must be ascending, from the day of the agreement on");
  return {};
}

// A claim is in one plan that runs at most: two would promise the same money.
Result<void> CheckInNoPlan(View& view, const InstalmentPlan& plan, Instant now) {
  ASSIGN_OR_RETURN(const domain::AsOf as_of, AsOfNow(view, plan.customer_id, now));
  ASSIGN_OR_RETURN(const auto plans, PlansOf(view, plan.customer_id));
  for (const InstalmentPlan& other : plans) {
    const auto shared = std::ranges::find_first_of(other.invoice_ids, plan.invoice_ids);
    if (shared == other.invoice_ids.end()) continue;
    ASSIGN_OR_RETURN(const auto status, StatusOf(view, other, as_of));
    if (status.state == PlanState::kRunning)
      return StateConflict(Name("plans", other.id), StateName(status.state),
                           "it covers " + Name("invoices", *shared) + "; cancel it first");
  }
  return {};
}

// What an entry says of why a promise or plan may end before its time.
struct Consent {
  boost::json::object body;
  std::vector<std::string> papers;
};
Result<Consent> ConsentTo(Transaction& tx, const Act& act, const Withdrawal& withdrawal,
                          std::string_view customer_id, ApprovalNeed need) {
  Consent consent;
  if (!withdrawal.paper_sha256.empty()) {
    ASSIGN_OR_RETURN(consent.papers.emplace_back(),
                     PaperOf(tx, "paper_sha256", withdrawal.paper_sha256, customer_id));
    return consent;
  }
  need.summary += " without the customer's paper: effects need not wait for it any more";
  ASSIGN_OR_RETURN(const std::string approval, RequireApproval(tx, act, need));
  consent.body["approval"] = approval;
  return consent;
}

}  // namespace

Result<domain::AsOf> AsOfNow(View& view, std::string_view customer_id, Instant now) {
  ASSIGN_OR_RETURN(const CivilDate today, DateOrToday(view, customer_id, "date", {}, now));
  return domain::AsOf{today, Instant::max()};
}

Result<std::vector<Promise>> PromisesOf(View& view, std::string_view customer_id) {
  return ListAll(view.papers().promises(), "customer_id", customer_id);
}

Result<std::vector<InstalmentPlan>> PlansOf(View& view, std::string_view customer_id) {
  return ListAll(view.papers().plans(), "customer_id", customer_id);
}

Result<domain::PromiseStatus> StatusOf(View& view, const Promise& promise,
                                       const domain::AsOf& as_of) {
  ASSIGN_OR_RETURN(const auto records, RecordsOfInvoices(view, promise.invoice_ids));
  ASSIGN_OR_RETURN(const auto credited, CreditedRecords(view, promise.invoice_ids));
  return domain::AssessPromise(promise, records, credited, as_of);
}

Result<domain::PlanStatus> StatusOf(View& view, const InstalmentPlan& plan,
                                    const domain::AsOf& as_of) {
  ASSIGN_OR_RETURN(const auto records, RecordsOfInvoices(view, plan.invoice_ids));
  return domain::AssessPlan(plan, records, as_of);
}

Result<Promise> RecordPromise(Transaction& tx, const Act& act, const NewPromise& draft) {
  Promise promise;
  ASSIGN_OR_RETURN(promise.id, TakeId("promise_id", draft.id, act));
  promise.customer_id = draft.customer_id;
  promise.invoice_ids = draft.invoice_ids;
  promise.amount = draft.amount;
  promise.date = draft.date;
  promise.condition = draft.condition;
  promise.contact_id = draft.contact_id;
  promise.meta = NewMeta(act);
  RETURN_IF_ERROR(GetContact(tx, draft.customer_id, draft.contact_id));
  ASSIGN_OR_RETURN(promise.made_on, DateOrToday(tx, promise.customer_id, "promise.made_date",
                                                draft.made_on, act.now));
  ASSIGN_OR_RETURN(const OpenClaims claims,
                   LoadOpenClaims(tx, "promise.invoices", promise.invoice_ids, promise.customer_id,
                                  promise.amount.currency_code));
  RETURN_IF_ERROR(CheckNotAbove("promise.amount", promise.amount, claims.open));
  RETURN_IF_ERROR(CheckDate("promise.date", promise.date));
  RETURN_IF_ERROR(
      CheckNotBefore("promise.date", promise.date, promise.made_on, "the day it was made, that"));
  RETURN_IF_ERROR(domain::CheckText("promise.condition", promise.condition, 0, kMaxPaperText));
  RETURN_IF_ERROR(CheckPromiseLimits(tx, promise, claims.invoices));
  RETURN_IF_ERROR(tx.papers().promises().Insert(promise));
  boost::json::object body = MoneyJson(promise.amount);
  body["invoices"] = InvoiceNames(promise.invoice_ids);
  body["contact"] = ContactName(promise.customer_id, promise.contact_id);
  body["made_on"] = FormatCivilDate(promise.made_on);
  body["date"] = FormatCivilDate(promise.date);
  RETURN_IF_ERROR(Record(tx, act, "promise.record", Name("promises", promise.id), body));
  return promise;
}

Result<Promise> WithdrawPromise(Transaction& tx, const Act& act, const Withdrawal& withdrawal) {
  ASSIGN_OR_RETURN(Promise promise, LoadForChange(tx.papers().promises(), "promises", withdrawal.id,
                                                  withdrawal.etag));
  const std::string name = Name("promises", promise.id);
  ASSIGN_OR_RETURN(const domain::AsOf as_of, AsOfNow(tx, promise.customer_id, act.now));
  ASSIGN_OR_RETURN(const auto status, StatusOf(tx, promise, as_of));
  if (status.state != PromiseState::kPending)
    return StateConflict(name, StateName(status.state), "only one that is pending is withdrawn");
  RETURN_IF_ERROR(domain::CheckText("reason", withdrawal.reason, 1, kMaxPaperText));
  ASSIGN_OR_RETURN(const Consent consent, ConsentTo(tx, act, withdrawal, promise.customer_id,
                                                    {std::string(domain::kWithdrawPromise), name,
                                                     "Withdraw " + name, withdrawal.reason}));
  promise.withdrawn_on = as_of.date;
  promise.withdraw_reason = withdrawal.reason;
  RETURN_IF_ERROR(Save(tx.papers().promises(), promise, act));
  RETURN_IF_ERROR(Record(tx, act, "promise.withdraw", name, consent.body, consent.papers));
  return promise;
}

Result<InstalmentPlan> CreateInstalmentPlan(Transaction& tx, const Act& act, const NewPlan& draft) {
  InstalmentPlan plan;
  ASSIGN_OR_RETURN(plan.id, TakeId("plan_id", draft.id, act));
  plan.customer_id = draft.customer_id;
  plan.invoice_ids = draft.invoice_ids;
  plan.due_dates = draft.due_dates;
  plan.contact_id = draft.contact_id;
  plan.paper_sha256 = draft.paper_sha256;
  plan.meta = NewMeta(act);
  RETURN_IF_ERROR(GetContact(tx, draft.customer_id, draft.contact_id));
  ASSIGN_OR_RETURN(plan.agreed_on,
                   DateOrToday(tx, plan.customer_id, "plan.agree_date", draft.agreed_on, act.now));
  ASSIGN_OR_RETURN(const OpenClaims claims,
                   LoadOpenClaims(tx, "plan.invoices", plan.invoice_ids, plan.customer_id,
                                  draft.total ? draft.total->currency_code : ""));
  plan.total = draft.total.value_or(claims.open);
  RETURN_IF_ERROR(CheckNotAbove("plan.total", plan.total, claims.open));
  RETURN_IF_ERROR(CheckDueDates(plan));
  RETURN_IF_ERROR(CheckInNoPlan(tx, plan, act.now));
  ASSIGN_OR_RETURN(const std::string paper,
                   PaperOf(tx, "plan.paper_sha256", plan.paper_sha256, plan.customer_id));
  RETURN_IF_ERROR(tx.papers().plans().Insert(plan));
  boost::json::object body = MoneyJson(plan.total);
  body["invoices"] = InvoiceNames(plan.invoice_ids);
  body["contact"] = ContactName(plan.customer_id, plan.contact_id);
  boost::json::array dates;
  for (const CivilDate date : plan.due_dates) dates.emplace_back(FormatCivilDate(date));
  body["due_dates"] = std::move(dates);
  RETURN_IF_ERROR(Record(tx, act, "plan.create", Name("plans", plan.id), body, {paper}));
  return plan;
}

Result<InstalmentPlan> CancelInstalmentPlan(Transaction& tx, const Act& act,
                                            const Withdrawal& withdrawal) {
  ASSIGN_OR_RETURN(InstalmentPlan plan,
                   LoadForChange(tx.papers().plans(), "plans", withdrawal.id, withdrawal.etag));
  const std::string name = Name("plans", plan.id);
  ASSIGN_OR_RETURN(const domain::AsOf as_of, AsOfNow(tx, plan.customer_id, act.now));
  ASSIGN_OR_RETURN(const auto status, StatusOf(tx, plan, as_of));
  if (status.state != PlanState::kRunning)
    return StateConflict(name, StateName(status.state), "only one that runs is cancelled");
  RETURN_IF_ERROR(domain::CheckText("reason", withdrawal.reason, 1, kMaxPaperText));
  ASSIGN_OR_RETURN(const Consent consent, ConsentTo(tx, act, withdrawal, plan.customer_id,
                                                    {std::string(domain::kCancelPlan), name,
                                                     "Cancel " + name, withdrawal.reason}));
  plan.cancelled_on = as_of.date;
  plan.cancel_reason = withdrawal.reason;
  RETURN_IF_ERROR(Save(tx.papers().plans(), plan, act));
  RETURN_IF_ERROR(Record(tx, act, "plan.cancel", name, consent.body, consent.papers));
  return plan;
}

}  // namespace countersign::app
