#include "licensing/app/contract_changes.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>

#include "licensing/app/approvals.h"
#include "licensing/app/contacts.h"
#include "licensing/app/contracts.h"
#include "licensing/app/milestones.h"
#include "licensing/app/papers.h"
#include "licensing/domain/validate.h"

namespace countersign::app {
namespace {

using domain::Contract;
using domain::ContractState;
using domain::Milestone;
using domain::MilestoneState;

constexpr std::size_t kMaxDescription = 2000;
constexpr std::size_t kMaxReason = 500;
constexpr std::size_t kMostAtOnce = 200;  // milestones of one change order

// Those of ContractFields that an amendment may name.
constexpr std::string_view kAmendable[] = {
    "display_name",        "calendar",          "due_base",          "credit_term",
    "review_term",         "deemed_acceptance", "blocking_severity", "use_days",
    "signatures_required", "service_clause",    "service_contact",   "part_completion_agreed",
    "interest_rates",      "interest_basis",    "interest_rule",     "allocation_order",
    "early_payment",       "blackouts",         "overdue_note",      "labels"};
// Of these, what a delivery was told its term by.
constexpr std::string_view kReviewFields[] = {
    "calendar", "review_term",         "deemed_acceptance", "blocking_severity",
    "use_days", "signatures_required", "service_clause"};

template <std::size_t kCount>
bool NamesAny(const std::set<std::string>& paths, const std::string_view (&fields)[kCount]) {
  return std::ranges::any_of(
      fields, [&](std::string_view field) { return paths.contains(std::string(field)); });
}

tl::unexpected<Error> NotActive(const Contract& contract) {
  return StateConflict(Name("contracts", contract.id), domain::StateName(contract.state),
                       "only an ACTIVE contract is changed by a signed paper");
}

// The hash, 32 bytes, of the paper, whose signer and date are checked; `date` gets the day.
Result<std::string> CheckSigned(View& view, const Act& act, const Contract& contract,
                                const SignedChange& paper, CivilDate& date) {
  if (paper.customer_id != contract.customer_id)
    return FieldInvalid("contact", "must be one of " + Name("customers", contract.customer_id));
  ASSIGN_OR_RETURN(const domain::Contact contact,
                   GetContact(view, paper.customer_id, paper.contact_id));
  if (std::ranges::find(contact.roles, domain::ContactRole::kSignatory) == contact.roles.end())
    return Fail(Code::kFailedPrecondition, Reason::kSignatoryMissing,
                ContactName(contact.customer_id, contact.id) +
                    " is no signatory: the paper must be signed by one",
                {{"contact", ContactName(contact.customer_id, contact.id)}});
  ASSIGN_OR_RETURN(const CivilDate today, TodayOf(contract, act.now));
  date = paper.date.value_or(today);
  RETURN_IF_ERROR(CheckDate("date", date));
  if (date > today) return FieldInvalid("date", "must not be in the future");
  RETURN_IF_ERROR(domain::CheckText("description", paper.description, 1, kMaxDescription));
  return PaperOf(view, "paper_sha256", paper.paper_sha256, contract.customer_id);
}

// --- change orders ---

// The milestone as the order leaves it.
Result<Milestone> ToChanged(View& view, const Act& act, const NewChangeOrder& draft,
                            const ChangedMilestone& changed) {
  constexpr std::string_view kField = "milestones";
  if (changed.created) {
    Milestone milestone = *changed.created;
    ASSIGN_OR_RETURN(milestone.id, TakeId(kField, milestone.id, act));
    milestone.contract_id = draft.contract_id;
    milestone.sub_contract_id = draft.sub_contract_id;
    milestone.state = MilestoneState::kPlanned;
    milestone.meta = NewMeta(act);
    RETURN_IF_ERROR(domain::ValidateMilestone(milestone));
    return milestone;
  }
  ASSIGN_OR_RETURN(Milestone milestone, GetMilestone(view, draft.contract_id, changed.id));
  const std::string name = MilestoneName(draft.contract_id, changed.id);
  if (milestone.sub_contract_id != draft.sub_contract_id)
    return FieldInvalid(kField, "names " + name + ", which is another sub-contract's");
  if (milestone.state != MilestoneState::kPlanned && milestone.state != MilestoneState::kRejected)
    return StateConflict(name, domain::StateName(milestone.state),
                         "its amount stays as it was when it was delivered");
  milestone.amount = changed.amount;
  milestone.share.reset();  // it was of the price as signed
  RETURN_IF_ERROR(domain::ValidateMilestone(milestone));
  return milestone;
}

struct ChangedPlan {
  std::vector<Milestone> all;      // the contract's, as they will be
  std::vector<Milestone> changed;  // those that the order changes or makes
};

Result<ChangedPlan> PlanWith(View& view, const Act& act, const NewChangeOrder& draft) {
  if (draft.milestones.size() > kMostAtOnce)
    return FieldInvalid("milestones", "must be at most 200");
  ASSIGN_OR_RETURN(const auto stored, MilestonesOf(view, draft.contract_id));
  std::map<std::string, Milestone> all;
  for (const Milestone& milestone : stored) all.emplace(milestone.id, milestone);
  ChangedPlan plan;
  std::set<std::string> named;
  for (const ChangedMilestone& change : draft.milestones) {
    ASSIGN_OR_RETURN(Milestone milestone, ToChanged(view, act, draft, change));
    if (!named.insert(milestone.id).second)
      return FieldInvalid("milestones", "names a milestone twice");
    all.insert_or_assign(milestone.id, milestone);
    plan.changed.push_back(std::move(milestone));
  }
  for (auto& [id, milestone] : all) plan.all.push_back(std::move(milestone));
  return plan;
}

Result<void> StorePlan(Transaction& tx, const Act& act, const NewChangeOrder& draft,
                       ChangedPlan& plan) {
  for (std::size_t i = 0; i < plan.changed.size(); ++i) {
    if (draft.milestones[i].created) {
      RETURN_IF_ERROR(tx.milestones().Insert(plan.changed[i]));
    } else {
      RETURN_IF_ERROR(Save(tx.milestones(), plan.changed[i], act));
    }
  }
  return {};
}

boost::json::array AmountsOf(const ChangedPlan& plan) {
  boost::json::array amounts;
  for (const Milestone& milestone : plan.changed) {
    boost::json::object amount = MoneyJson(milestone.amount);
    amount["milestone"] = MilestoneName(milestone.contract_id, milestone.id);
    amounts.push_back(std::move(amount));
  }
  return amounts;
}

// --- amendments ---

// For a day before `date`, the rates must stay as they were.
Result<void> CheckRatesBefore(const std::optional<domain::InterestTerms>& before,
                              const std::optional<domain::InterestTerms>& after, CivilDate date) {
  if (before == after) return {};
  constexpr std::string_view kField = "contract.interest_rates";
  const auto earlier = [&](const std::optional<domain::InterestTerms>& terms) {
    std::map<std::optional<CivilDate>, domain::Rate> rates;
    if (terms)
      for (const domain::DatedRate& dated : terms->rates)
        if (!dated.from || *dated.from < date) rates.emplace(dated.from, dated.rate);
    return rates;
  };
  const bool same_rule =
      !before || (after && before->basis == after->basis && before->rule == after->rule);
  if (earlier(before) == earlier(after) && same_rule) return {};
  return FieldInvalid(kField, "must stay as they are for the days before the amendment of " +
                                  FormatCivilDate(date) + ": add a rate from that day on");
}

Result<void> CheckNoReview(View& view, const Contract& contract) {
  ASSIGN_OR_RETURN(const auto milestones, MilestonesOf(view, contract.id));
  for (const Milestone& milestone : milestones)
    if (milestone.state == MilestoneState::kDelivered)
      return StateConflict(MilestoneName(contract.id, milestone.id), "DELIVERED",
                           "the customer was told by which terms it is reviewed");
  return {};
}

Result<void> CheckNoOpenInvoice(View& view, const Contract& contract) {
  ASSIGN_OR_RETURN(const auto invoices, view.receivables().invoices().ListOf(contract.customer_id));
  for (const domain::Invoice& invoice : invoices)
    if (invoice.contract == Name("contracts", contract.id) &&
        invoice.state == domain::InvoiceState::kOpen)
      return StateConflict(Name("invoices", invoice.id), "OPEN",
                           "the customer was told its discount");
  return {};
}

Result<void> CheckNotRetroactive(View& view, const std::set<std::string>& paths,
                                 const Contract& before, const Contract& after, CivilDate date) {
  if (NamesAny(paths, kReviewFields)) RETURN_IF_ERROR(CheckNoReview(view, before));
  if (paths.contains("early_payment")) RETURN_IF_ERROR(CheckNoOpenInvoice(view, before));
  return CheckRatesBefore(before.terms.interest, after.terms.interest, date);
}

}  // namespace

Result<domain::ChangeOrderRecord> AddChangeOrder(Transaction& tx, const Act& act,
                                                 const NewChangeOrder& draft) {
  ASSIGN_OR_RETURN(Contract contract, GetContractForChange(tx, draft.contract_id, draft.etag));
  if (contract.state != ContractState::kActive) return NotActive(contract);
  ASSIGN_OR_RETURN(domain::SubContract sub_contract,
                   GetSubContract(tx, contract.id, draft.sub_contract_id));
  domain::ChangeOrderRecord record;
  ASSIGN_OR_RETURN(record.id, TakeId("change_order_id", draft.id, act));
  record.contract_id = contract.id;
  record.sub_contract_id = sub_contract.id;
  record.contact_id = draft.paper.contact_id;
  record.meta = NewMeta(act);
  record.order.id = record.id;
  record.order.change = draft.change;
  record.order.description = draft.paper.description;
  record.order.paper_sha256 = draft.paper.paper_sha256;
  ASSIGN_OR_RETURN(const std::string paper,
                   CheckSigned(tx, act, contract, draft.paper, record.order.date));
  RETURN_IF_ERROR(domain::CheckCurrency(contract.terms.currency_code, {draft.change}));
  ASSIGN_OR_RETURN(ChangedPlan plan, PlanWith(tx, act, draft));
  ASSIGN_OR_RETURN(const CivilDate today, TodayOf(contract, act.now));
  ASSIGN_OR_RETURN(contract, domain::AddChangeOrder(std::move(contract), sub_contract.id,
                                                    record.order, plan.all, today));
  RETURN_IF_ERROR(tx.papers().change_orders().Insert(record));
  RETURN_IF_ERROR(StorePlan(tx, act, draft, plan));
  RETURN_IF_ERROR(Save(tx.sub_contracts(), sub_contract, act));
  RETURN_IF_ERROR(Touch(tx, act, contract));
  boost::json::object body = MoneyJson(record.order.change);
  body["subcontract"] = SubContractName(contract.id, sub_contract.id);
  body["date"] = FormatCivilDate(record.order.date);
  body["contact"] = ContactName(contract.customer_id, record.contact_id);
  body["milestones"] = AmountsOf(plan);
  RETURN_IF_ERROR(
      Record(tx, act, "contract.change_order", Name("contracts", contract.id), body, {paper}));
  return record;
}

std::span<const UpdatableField<Contract>> AmendableFields() {
  static const std::vector<UpdatableField<Contract>> fields = [] {
    std::vector<UpdatableField<Contract>> amendable;
    for (const auto& field : ContractFields())
      if (std::ranges::find(kAmendable, field.path) != std::end(kAmendable))
        amendable.push_back(field);
    return amendable;
  }();
  return fields;
}

Result<Contract> AmendContract(Transaction& tx, const Act& act, const NewAmendment& draft) {
  ASSIGN_OR_RETURN(const Contract before,
                   GetContractForChange(tx, draft.change.id, draft.change.etag));
  if (before.state != ContractState::kActive) return NotActive(before);
  domain::Amendment amendment;
  ASSIGN_OR_RETURN(amendment.id, TakeId("amendment_id", draft.id, act));
  amendment.contract_id = before.id;
  amendment.description = draft.paper.description;
  amendment.contact_id = draft.paper.contact_id;
  amendment.paper_sha256 = draft.paper.paper_sha256;
  amendment.fields.assign(draft.change.paths.begin(), draft.change.paths.end());
  amendment.before = before.terms;
  amendment.meta = NewMeta(act);
  ASSIGN_OR_RETURN(const std::string paper,
                   CheckSigned(tx, act, before, draft.paper, amendment.date));
  Contract contract = before;
  RETURN_IF_ERROR(Apply(draft.change, AmendableFields(), contract));
  RETURN_IF_ERROR(ValidateTerms(tx, contract));
  if (draft.change.paths.contains("service_contact"))
    RETURN_IF_ERROR(CheckServiceContact(tx, contract));
  if (contract.terms.agreed && draft.change.paths.contains("blackouts"))
    contract.terms.agreed->blackouts = contract.terms.blackouts;
  // One that is entered later than the day it bears changes no day that has passed: a statement as
  // of such a day stays what it was.
  ASSIGN_OR_RETURN(const CivilDate today, TodayOf(contract, act.now));
  RETURN_IF_ERROR(CheckNotRetroactive(tx, draft.change.paths, before, contract,
                                      std::max(amendment.date, today)));
  RETURN_IF_ERROR(tx.papers().amendments().Insert(amendment));
  RETURN_IF_ERROR(Save(tx.contracts(), contract, act));
  boost::json::object body = ChangedFields(draft.change.paths);
  body["date"] = FormatCivilDate(amendment.date);
  body["contact"] = ContactName(contract.customer_id, amendment.contact_id);
  RETURN_IF_ERROR(Record(tx, act, "contract.amend", Name("contracts", contract.id), body, {paper}));
  return contract;
}

Result<Contract> CompleteContract(Transaction& tx, const Act& act, std::string_view id,
                                  std::string_view etag) {
  ASSIGN_OR_RETURN(Contract contract, GetContractForChange(tx, id, etag));
  ASSIGN_OR_RETURN(const auto milestones, MilestonesOf(tx, id));
  ASSIGN_OR_RETURN(const CivilDate today, TodayOf(contract, act.now));
  ASSIGN_OR_RETURN(contract, domain::Complete(std::move(contract), milestones, today));
  RETURN_IF_ERROR(Save(tx.contracts(), contract, act));
  RETURN_IF_ERROR(Record(tx, act, "contract.complete", Name("contracts", id),
                         {{"end_date", FormatCivilDate(today)}}));
  return contract;
}

Result<Contract> TerminateContract(Transaction& tx, const Act& act,
                                   const Termination& termination) {
  RETURN_IF_ERROR(domain::CheckText("reason", termination.reason, 1, kMaxReason));
  ASSIGN_OR_RETURN(Contract contract, GetContractForChange(tx, termination.id, termination.etag));
  ASSIGN_OR_RETURN(const CivilDate today, TodayOf(contract, act.now));
  ASSIGN_OR_RETURN(contract, domain::Terminate(std::move(contract), today));
  const std::string name = Name("contracts", contract.id);
  ASSIGN_OR_RETURN(
      const std::string approval,
      RequireApproval(tx, act,
                      {std::string(domain::kTerminateContract), name,
                       "Terminate " + name + " (" + contract.title + ")", termination.reason}));
  ASSIGN_OR_RETURN(const CivilDate export_through, PlusDays(today, kExportDays));
  RETURN_IF_ERROR(Save(tx.contracts(), contract, act));
  RETURN_IF_ERROR(Record(tx, act, "contract.terminate", name,
                         {{"end_date", FormatCivilDate(today)},
                          {"reason", termination.reason},
                          {"approval", approval},
                          {"export_through", FormatCivilDate(export_through)}}));
  return contract;
}

}  // namespace countersign::app
