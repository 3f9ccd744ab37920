#include "licensing/app/contracts.h"

#include <boost/json/array.hpp>
#include <limits>

#include "licensing/app/blobs.h"
#include "licensing/app/calendars.h"
#include "licensing/app/contacts.h"
#include "licensing/app/contract_in_use.h"
#include "licensing/app/milestones.h"
#include "licensing/app/stage.h"
#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"

namespace countersign::app {
namespace {

using domain::Contract;
using domain::SubContract;

constexpr std::size_t kMostSubContracts = 200;

void CopyInterest(Contract& to, const Contract& from) { to.terms.interest = from.terms.interest; }
void CopyDueRule(Contract& to, const Contract& from) { to.terms.due_rule = from.terms.due_rule; }
void CopyAcceptance(Contract& to, const Contract& from) {
  to.terms.acceptance = from.terms.acceptance;
}

// The ladder goes with it, unless it was agreed otherwise.
void CopyJurisdiction(Contract& to, const Contract& from) {
  if (to.terms.ladder == domain::PresetLadder(to.terms.jurisdiction))
    to.terms.ladder = domain::PresetLadder(from.terms.jurisdiction);
  to.terms.jurisdiction = from.terms.jurisdiction;
}

// A copier of one member of the terms.
template <auto kMember>
void CopyTerm(Contract& to, const Contract& from) {
  to.terms.*kMember = from.terms.*kMember;
}

using Terms = domain::ContractTerms;

constexpr UpdatableField<Contract> kFields[] = {
    {"display_name", [](Contract& to, const Contract& from) { to.title = from.title; }},
    {"currency_code", CopyTerm<&Terms::currency_code>},
    {"time_zone", CopyTerm<&Terms::time_zone>},
    {"calendar", CopyTerm<&Terms::calendar>},
    {"due_base", CopyDueRule},
    {"credit_term", CopyDueRule},
    {"review_term", CopyAcceptance},
    {"deemed_acceptance", CopyAcceptance},
    {"blocking_severity", CopyAcceptance},
    {"use_days", CopyAcceptance},
    {"signatures_required", CopyAcceptance},
    {"service_clause", CopyTerm<&Terms::service_clause>},
    {"service_contact", CopyTerm<&Terms::service_contact_id>},
    {"part_completion_agreed", CopyTerm<&Terms::part_completion_agreed>},
    {"jurisdiction", CopyJurisdiction},
    {"enforcement", CopyTerm<&Terms::enforcement>},
    {"enforcement_clause", CopyTerm<&Terms::enforcement_clause>},
    {"offline_clause", CopyTerm<&Terms::offline_clause>},
    {"threshold", CopyTerm<&Terms::threshold>},
    {"ladder", CopyTerm<&Terms::ladder>},
    {"limitation", CopyTerm<&Terms::limitation>},
    {"interest_rates", CopyInterest},
    {"interest_basis", CopyInterest},
    {"interest_rule", CopyInterest},
    {"allocation_order", CopyTerm<&Terms::allocation_order>},
    {"early_payment", CopyTerm<&Terms::early_payment>},
    {"blackouts", CopyTerm<&Terms::blackouts>},
    {"signed_before",
     [](Contract& to, const Contract& from) { to.signed_before = from.signed_before; }},
    {"consumer", CopyTerm<&Terms::consumer>},
    {"overdue_note", CopyTerm<&Terms::overdue_note>},
    {"labels", [](Contract& to, const Contract& from) { to.labels = from.labels; }},
};

constexpr UpdatableField<SubContract> kSubContractFields[] = {
    {"display_name", [](SubContract& to, const SubContract& from) { to.title = from.title; }},
    {"price", [](SubContract& to, const SubContract& from) { to.price = from.price; }},
    {"core", [](SubContract& to, const SubContract& from) { to.core = from.core; }},
    {"dependents",
     [](SubContract& to, const SubContract& from) { to.dependents = from.dependents; }},
    {"entitlements",
     [](SubContract& to, const SubContract& from) { to.entitlements = from.entitlements; }},
    {"safety_critical",
     [](SubContract& to, const SubContract& from) { to.safety_critical = from.safety_critical; }},
};

// All that belongs to the contract, in the order of the ids.
template <class T>
Result<std::vector<T>> AllOf(Reader<T>& reader, std::string_view contract_id) {
  return reader.List({.limit = std::numeric_limits<std::int32_t>::max(),
                      .equals = {{"contract_id", std::string(contract_id)}}});
}

// A calendar that there is, or none yet.
Result<void> CheckCalendar(View& view, const domain::CalendarRef& ref) {
  if (ref.id.empty()) return {};
  auto found = LoadCalendar(view, ref);
  if (found) return {};
  if (found.error().reason != Reason::kResourceNotFound) return Pass(std::move(found));
  return FieldInvalid("contract.calendar", "must be one that there is: " + found.error().message);
}

// Puts change orders into the sub-contracts that they are of.
Result<void> AddChangeOrders(View& view, std::string_view field, std::string_view id,
                             std::vector<SubContract>& sub_contracts) {
  ASSIGN_OR_RETURN(const auto records, view.papers().change_orders().List(
                                           {.limit = std::numeric_limits<std::int32_t>::max(),
                                            .equals = {{std::string(field), std::string(id)}}}));
  for (const domain::ChangeOrderRecord& record : records)
    for (SubContract& sub_contract : sub_contracts)
      if (sub_contract.id == record.sub_contract_id) {
        sub_contract.change_orders.push_back(record.order);
        sub_contract.change_orders.back().id = record.id;
      }
  return {};
}

boost::json::object MoneyJson(const domain::Money& money) {
  return {{"currency_code", money.currency_code}, {"minor_units", money.minor_units}};
}

boost::json::object ClauseJson(CivilDate date, const ClauseAct& done, std::string_view hash) {
  return {{"date", FormatCivilDate(date)},
          {"contact", ContactName(done.customer_id, done.contact_id)},
          {"text_sha256", hash}};
}

// The draft that a clause act is about; `contact` gets who it was done to or by.
Result<Contract> LoadForClause(Transaction& tx, const ClauseAct& done, domain::Contact& contact) {
  ASSIGN_OR_RETURN(Contract contract, GetContractForChange(tx, done.contract_id, done.etag));
  RETURN_IF_ERROR(domain::RequireDraft(contract));
  if (done.customer_id != contract.customer_id)
    return FieldInvalid("contact", "must be one of " + Name("customers", contract.customer_id));
  ASSIGN_OR_RETURN(contact, GetContact(tx, done.customer_id, done.contact_id));
  return contract;
}

std::string HashOf(const ClauseAct& done, const Contract& contract) {
  return done.text_sha256.empty() ? domain::ClauseHash(contract) : done.text_sha256;
}

}  // namespace

std::string SubContractName(std::string_view contract_id, std::string_view id) {
  return Name("contracts", contract_id) + "/" + Name("subcontracts", id);
}

std::string MilestoneName(std::string_view contract_id, std::string_view id) {
  return Name("contracts", contract_id) + "/" + Name("milestones", id);
}

Result<void> ValidateTerms(View& view, const Contract& contract) {
  RETURN_IF_ERROR(domain::ValidateContract(contract));
  return CheckCalendar(view, contract.terms.calendar);
}

Result<void> CheckServiceContact(View& view, const Contract& contract) {
  if (!contract.terms.service_contact_id) return {};
  auto found = GetContact(view, contract.customer_id, *contract.terms.service_contact_id);
  if (found) return {};
  if (found.error().reason != Reason::kResourceNotFound) return Pass(std::move(found));
  return FieldInvalid("contract.service_contact",
                      "must be one of the customer's contacts: " + found.error().message);
}

std::span<const UpdatableField<Contract>> ContractFields() { return kFields; }
std::span<const UpdatableField<SubContract>> SubContractFields() { return kSubContractFields; }

Result<Contract> GetContract(View& view, std::string_view id) {
  ASSIGN_OR_RETURN(Contract contract, Load(view.contracts(), "contracts", id));
  ASSIGN_OR_RETURN(contract.sub_contracts, AllOf(view.sub_contracts(), id));
  RETURN_IF_ERROR(AddChangeOrders(view, "contract_id", id, contract.sub_contracts));
  ASSIGN_OR_RETURN(contract.disclosures, AllOf(view.disclosures(), id));
  ASSIGN_OR_RETURN(contract.assents, AllOf(view.assents(), id));
  return contract;
}

Result<Contract> GetContractForChange(View& view, std::string_view id, std::string_view etag) {
  ASSIGN_OR_RETURN(Contract contract, GetContract(view, id));
  auto current = CheckEtag(etag, contract.meta, Name("contracts", id));
  if (current) return contract;
  current.error().metadata["state"] = domain::StateName(contract.state);
  return Pass(std::move(current));
}

Result<std::vector<domain::Milestone>> MilestonesOf(View& view, std::string_view contract_id) {
  return AllOf(view.milestones(), contract_id);
}

Result<CivilDate> TodayOf(const Contract& contract, Instant now) {
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(contract.terms.time_zone));
  return zone.DateAt(now);
}

Result<void> Touch(Transaction& tx, const Act& act, Contract& contract) {
  return Save(tx.contracts(), contract, act);
}

Result<Contract> CreateContract(Transaction& tx, const Act& act, Contract draft) {
  ASSIGN_OR_RETURN(draft.id, TakeId("contract_id", draft.id, act));
  draft.state = domain::ContractState::kDraft;
  draft.meta = NewMeta(act);
  RETURN_IF_ERROR(ValidateTerms(tx, draft));
  RETURN_IF_ERROR(CheckServiceContact(tx, draft));
  ASSIGN_OR_RETURN(const domain::Customer customer,
                   Load(tx.customers(), "customers", draft.customer_id));
  if (customer.state != domain::CustomerState::kActive)
    return StateConflict(Name("customers", customer.id), "ARCHIVED", "it takes no new contracts");
  RETURN_IF_ERROR(tx.contracts().Insert(draft));
  RETURN_IF_ERROR(Record(tx, act, "contract.create", Name("contracts", draft.id),
                         {{"customer", Name("customers", draft.customer_id)}}));
  return draft;
}

Result<Contract> UpdateContract(Transaction& tx, const Act& act, const Change<Contract>& change,
                                std::string_view reason) {
  ASSIGN_OR_RETURN(Contract contract, GetContractForChange(tx, change.id, change.etag));
  if (contract.state != domain::ContractState::kDraft)
    return ChangeInUse(tx, act, std::move(contract), change, reason);
  RETURN_IF_ERROR(Apply(change, ContractFields(), contract));
  RETURN_IF_ERROR(ValidateTerms(tx, contract));
  if (change.paths.contains("service_contact")) RETURN_IF_ERROR(CheckServiceContact(tx, contract));
  RETURN_IF_ERROR(Save(tx.contracts(), contract, act));
  RETURN_IF_ERROR(Record(tx, act, "contract.update", Name("contracts", contract.id),
                         ChangedFields(change.paths)));
  return contract;
}

Result<SubContract> GetSubContract(View& view, std::string_view contract_id, std::string_view id) {
  ASSIGN_OR_RETURN(std::optional<SubContract> found, view.sub_contracts().Find(id));
  if (!found || found->contract_id != contract_id)
    return NotFound(SubContractName(contract_id, id));
  std::vector<SubContract> one = {*std::move(found)};
  RETURN_IF_ERROR(AddChangeOrders(view, "sub_contract_id", id, one));
  return std::move(one.front());
}

Result<SubContract> CreateSubContract(Transaction& tx, const Act& act, SubContract draft) {
  ASSIGN_OR_RETURN(draft.id, TakeId("subcontract_id", draft.id, act));
  draft.meta = NewMeta(act);
  ASSIGN_OR_RETURN(Contract contract, GetContract(tx, draft.contract_id));
  RETURN_IF_ERROR(domain::RequireDraft(contract));
  RETURN_IF_ERROR(domain::ValidateSubContract(draft, contract.terms.currency_code));
  if (contract.sub_contracts.size() >= kMostSubContracts)
    return FieldInvalid("parent", "has 200 sub-contracts, the most that a contract may have");
  RETURN_IF_ERROR(tx.sub_contracts().Insert(draft));
  RETURN_IF_ERROR(Touch(tx, act, contract));
  RETURN_IF_ERROR(Record(tx, act, "subcontract.create", SubContractName(contract.id, draft.id),
                         {{"price", MoneyJson(draft.price)}}));
  return draft;
}

Result<SubContract> UpdateSubContract(Transaction& tx, const Act& act,
                                      const Change<SubContract>& change, std::string_view reason) {
  ASSIGN_OR_RETURN(Contract contract, GetContract(tx, change.values.contract_id));
  ASSIGN_OR_RETURN(SubContract changed, GetSubContract(tx, contract.id, change.id));
  const std::string name = SubContractName(contract.id, changed.id);
  RETURN_IF_ERROR(CheckEtag(change.etag, changed.meta, name));
  if (contract.state != domain::ContractState::kDraft)
    return ChangeInUse(tx, act, std::move(contract), std::move(changed), change, reason);
  RETURN_IF_ERROR(Apply(change, SubContractFields(), changed));
  RETURN_IF_ERROR(domain::ValidateSubContract(changed, contract.terms.currency_code));
  RETURN_IF_ERROR(Save(tx.sub_contracts(), changed, act));
  RETURN_IF_ERROR(ShareOut(tx, act, changed));
  RETURN_IF_ERROR(Touch(tx, act, contract));
  boost::json::object body = ChangedFields(change.paths);
  if (change.paths.contains("price")) body["price"] = MoneyJson(changed.price);
  RETURN_IF_ERROR(Record(tx, act, "subcontract.update", name, body));
  return changed;
}

Result<Contract> RecordDisclosure(Transaction& tx, const Act& act, const ClauseAct& done) {
  domain::Contact contact;
  ASSIGN_OR_RETURN(Contract contract, LoadForClause(tx, done, contact));
  ASSIGN_OR_RETURN(const CivilDate today, TodayOf(contract, act.now));
  const domain::Disclosure disclosure{.date = done.date.value_or(today),
                                      .text_sha256 = HashOf(done, contract),
                                      .how = done.how,
                                      .contact_id = contact.id,
                                      .id = NewId(act.now, act.entropy),
                                      .contract_id = contract.id,
                                      .meta = NewMeta(act)};
  ASSIGN_OR_RETURN(contract, domain::RecordDisclosure(std::move(contract), disclosure, today));
  RETURN_IF_ERROR(tx.disclosures().Insert(disclosure));
  RETURN_IF_ERROR(Touch(tx, act, contract));
  boost::json::object body = ClauseJson(disclosure.date, done, disclosure.text_sha256);
  body["how"] = done.how;
  RETURN_IF_ERROR(
      Record(tx, act, "contract.record_disclosure", Name("contracts", contract.id), body));
  return contract;
}

Result<Contract> RecordAssent(Transaction& tx, const Act& act, const ClauseAct& done) {
  domain::Contact contact;
  ASSIGN_OR_RETURN(Contract contract, LoadForClause(tx, done, contact));
  ASSIGN_OR_RETURN(const CivilDate today, TodayOf(contract, act.now));
  std::vector<std::string> signatories;
  if (std::ranges::find(contact.roles, domain::ContactRole::kSignatory) != contact.roles.end())
    signatories.push_back(contact.id);
  const domain::Assent assent{.date = done.date.value_or(today),
                              .text_sha256 = HashOf(done, contract),
                              .contact_id = contact.id,
                              .method = domain::SignatureMethod::kPaper,
                              .paper_sha256 = done.paper_sha256,
                              .id = NewId(act.now, act.entropy),
                              .contract_id = contract.id,
                              .meta = NewMeta(act)};
  ASSIGN_OR_RETURN(contract, domain::RecordAssent(std::move(contract), assent, signatories, today));
  ASSIGN_OR_RETURN(const domain::Blob paper,
                   LoadAttachment(tx, "paper_sha256", done.paper_sha256,
                                  Name("customers", contract.customer_id)));
  RETURN_IF_ERROR(tx.assents().Insert(assent));
  RETURN_IF_ERROR(Touch(tx, act, contract));
  RETURN_IF_ERROR(Record(tx, act, "contract.record_assent", Name("contracts", contract.id),
                         ClauseJson(assent.date, done, assent.text_sha256), {paper.sha256}));
  return contract;
}

Result<Contract> ActivateContract(Transaction& tx, const Act& act, std::string_view id,
                                  std::string_view etag) {
  ASSIGN_OR_RETURN(Contract contract, GetContractForChange(tx, id, etag));
  ASSIGN_OR_RETURN(const auto milestones, MilestonesOf(tx, id));
  ASSIGN_OR_RETURN(const CivilDate today, TodayOf(contract, act.now));
  ASSIGN_OR_RETURN(contract, domain::Activate(std::move(contract), milestones, today));
  RETURN_IF_ERROR(Save(tx.contracts(), contract, act));
  RETURN_IF_ERROR(ScheduleMilestones(tx, act, contract));
  RETURN_IF_ERROR(Record(tx, act, "contract.activate", Name("contracts", id),
                         {{"active_since", FormatCivilDate(today)}}));
  return contract;
}

}  // namespace countersign::app
