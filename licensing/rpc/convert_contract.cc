#include "licensing/rpc/convert_contract.h"

#include "licensing/app/contacts.h"
#include "licensing/app/contracts.h"
#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {
namespace {

using domain::ContractTerms;

Result<CivilDate> NeededDate(std::string_view field, const std::string& date) {
  ASSIGN_OR_RETURN(const std::optional<CivilDate> parsed, DateToDomain(field, date));
  if (!parsed) return FieldInvalid(field, "must be set");
  return *parsed;
}

// --- towards messages ---

v1::Ladder LadderOf(const domain::LadderPolicy& ladder) {
  v1::Ladder proto;
  proto.set_pre_due_days(ladder.pre_due_days);
  proto.set_overdue_reminder_days(ladder.overdue_reminder_days);
  proto.set_formal_after_urgent_days(ladder.formal_after_urgent_days);
  proto.set_supply_cure_days(ladder.supply_cure_days);
  proto.set_suspend_cure_days(ladder.suspend_cure_days);
  proto.set_counsel_days(ladder.counsel_days);
  return proto;
}

void PutAcceptance(const domain::AcceptanceClause& clause, v1::Contract& proto) {
  *proto.mutable_review_term() = ToProto(clause.review_term);
  proto.set_deemed_acceptance(clause.deemed);
  proto.set_blocking_severity(static_cast<v1::Severity>(clause.blocking_severity));
  proto.set_use_days(clause.use_days.value_or(0));
  proto.set_signatures_required(clause.signatures_required);
}

void PutInterest(const domain::InterestTerms& terms, v1::Contract& proto) {
  proto.set_interest_basis(static_cast<v1::RateBasis>(terms.basis));
  proto.set_interest_rule(static_cast<v1::RateRule>(terms.rule));
  for (const domain::DatedRate& dated : terms.rates) {
    v1::DatedRate& added = *proto.add_interest_rates();
    added.set_rate(dated.rate.ToString());
    added.set_from(ToProto(dated.from));
  }
}

void PutMoneyTerms(const ContractTerms& terms, v1::Contract& proto) {
  if (terms.interest) PutInterest(*terms.interest, proto);
  for (const domain::ClaimPart part : terms.allocation_order)
    proto.add_allocation_order(static_cast<v1::ClaimPart>(part));
  if (!terms.early_payment) return;
  proto.mutable_early_payment()->set_discount_days(
      static_cast<std::int32_t>(terms.early_payment->discount_days));
  proto.mutable_early_payment()->set_discount(terms.early_payment->discount.ToString());
}

void PutEnforcement(const ContractTerms& terms, v1::Contract& proto) {
  proto.set_jurisdiction(static_cast<v1::Jurisdiction>(terms.jurisdiction));
  proto.set_enforcement(static_cast<v1::Enforcement>(terms.enforcement));
  proto.set_enforcement_clause(terms.enforcement_clause);
  proto.set_offline_clause(terms.offline_clause.value_or(""));
  proto.set_threshold(terms.threshold.ToString());
  *proto.mutable_ladder() = LadderOf(terms.ladder);
  proto.mutable_limitation()->set_months(terms.limitation.months);
  proto.mutable_limitation()->set_longest_months(terms.limitation.longest_months);
  for (const domain::DateRange& range : terms.blackouts) {
    v1::DateRange& added = *proto.add_blackouts();
    added.set_first(FormatCivilDate(range.first));
    added.set_last(FormatCivilDate(range.last));
  }
  proto.set_consumer(terms.consumer);
  proto.set_overdue_note(terms.overdue_note.value_or(false));
}

void PutTerms(const ContractTerms& terms, v1::Contract& proto) {
  proto.set_currency_code(terms.currency_code);
  proto.set_time_zone(terms.time_zone);
  if (!terms.calendar.id.empty()) {
    proto.mutable_calendar()->set_id(terms.calendar.id);
    proto.mutable_calendar()->set_version(terms.calendar.version);
  }
  if (terms.due_rule) {
    proto.set_due_base(static_cast<v1::DueBase>(terms.due_rule->base));
    *proto.mutable_credit_term() = ToProto(terms.due_rule->credit_term);
  }
  if (terms.acceptance) PutAcceptance(*terms.acceptance, proto);
  proto.set_service_clause(terms.service_clause);
  proto.set_part_completion_agreed(terms.part_completion_agreed);
  PutEnforcement(terms, proto);
  PutMoneyTerms(terms, proto);
}

void PutClauseActs(const domain::Contract& contract, v1::Contract& proto) {
  for (const domain::Disclosure& disclosure : contract.disclosures) {
    v1::Disclosure& added = *proto.add_disclosures();
    added.set_date(FormatCivilDate(disclosure.date));
    added.set_contact(app::ContactName(contract.customer_id, disclosure.contact_id));
    added.set_how(disclosure.how);
    added.set_text_sha256(disclosure.text_sha256);
  }
  for (const domain::Assent& assent : contract.assents) {
    v1::Assent& added = *proto.add_assents();
    added.set_date(FormatCivilDate(assent.date));
    added.set_contact(app::ContactName(contract.customer_id, assent.contact_id));
    added.set_method(static_cast<v1::SignatureMethod>(assent.method));
    added.set_text_sha256(assent.text_sha256);
    added.set_paper_sha256(assent.paper_sha256);
  }
}

// --- towards the domain ---

Result<void> TakeDueRule(const v1::Contract& proto, ContractTerms& terms) {
  if ((proto.due_base() != 0) != proto.has_credit_term())
    return FieldInvalid(proto.has_credit_term() ? "contract.due_base" : "contract.credit_term",
                        "must be set too: the base and the term make the due date together");
  if (!proto.has_credit_term()) return {};
  domain::DueRule& rule = terms.due_rule.emplace();
  ASSIGN_OR_RETURN(rule.base, EnumOr("contract.due_base", v1::DueBase_descriptor(),
                                     proto.due_base(), domain::DueBase::kInvoiceDate));
  ASSIGN_OR_RETURN(rule.credit_term, ToDomain("contract.credit_term", proto.credit_term()));
  return {};
}

Result<void> TakeAcceptance(const v1::Contract& proto, ContractTerms& terms) {
  if (!proto.has_review_term()) {
    if (!proto.deemed_acceptance() && proto.use_days() == 0) return {};
    return FieldInvalid("contract.review_term", "must be set where acceptance is agreed on");
  }
  domain::AcceptanceClause& clause = terms.acceptance.emplace();
  ASSIGN_OR_RETURN(clause.review_term, ToDomain("contract.review_term", proto.review_term()));
  clause.deemed = proto.deemed_acceptance();
  ASSIGN_OR_RETURN(clause.blocking_severity,
                   EnumOr("contract.blocking_severity", v1::Severity_descriptor(),
                          proto.blocking_severity(), domain::Severity::kMinor));
  if (proto.use_days() != 0) clause.use_days = proto.use_days();
  if (proto.signatures_required() != 0) clause.signatures_required = proto.signatures_required();
  return {};
}

Result<void> TakeInterest(const v1::Contract& proto, ContractTerms& terms) {
  if (proto.interest_rates().empty()) return {};
  domain::InterestTerms& interest = terms.interest.emplace();
  ASSIGN_OR_RETURN(interest.basis, EnumOr("contract.interest_basis", v1::RateBasis_descriptor(),
                                          proto.interest_basis(), domain::RateBasis::k365));
  ASSIGN_OR_RETURN(interest.rule, EnumOr("contract.interest_rule", v1::RateRule_descriptor(),
                                         proto.interest_rule(), domain::RateRule::kFloating));
  for (const v1::DatedRate& dated : proto.interest_rates()) {
    domain::DatedRate& added = interest.rates.emplace_back();
    ASSIGN_OR_RETURN(added.rate, domain::Rate::Parse("contract.interest_rates.rate", dated.rate()));
    ASSIGN_OR_RETURN(added.from, DateToDomain("contract.interest_rates.from", dated.from()));
  }
  return {};
}

Result<void> TakeMoneyTerms(const v1::Contract& proto, ContractTerms& terms) {
  RETURN_IF_ERROR(TakeInterest(proto, terms));
  if (!proto.allocation_order().empty()) terms.allocation_order.clear();
  for (const int part : proto.allocation_order()) {
    ASSIGN_OR_RETURN(const int known,
                     KnownValue("contract.allocation_order", v1::ClaimPart_descriptor(), part));
    terms.allocation_order.push_back(static_cast<domain::ClaimPart>(known));
  }
  if (!proto.has_early_payment()) return {};
  domain::EarlyPaymentTerms& early = terms.early_payment.emplace();
  early.discount_days = proto.early_payment().discount_days();
  ASSIGN_OR_RETURN(early.discount, domain::Rate::Parse("contract.early_payment.discount",
                                                       proto.early_payment().discount()));
  return {};
}

void TakeLadder(const v1::Ladder& proto, domain::LadderPolicy& ladder) {
  if (proto.has_pre_due_days()) ladder.pre_due_days = proto.pre_due_days();
  if (proto.has_overdue_reminder_days())
    ladder.overdue_reminder_days = proto.overdue_reminder_days();
  if (proto.has_formal_after_urgent_days())
    ladder.formal_after_urgent_days = proto.formal_after_urgent_days();
  if (proto.has_supply_cure_days()) ladder.supply_cure_days = proto.supply_cure_days();
  if (proto.has_suspend_cure_days()) ladder.suspend_cure_days = proto.suspend_cure_days();
  if (proto.has_counsel_days()) ladder.counsel_days = proto.counsel_days();
}

Result<void> TakeBlackouts(const v1::Contract& proto, ContractTerms& terms) {
  for (const v1::DateRange& range : proto.blackouts()) {
    domain::DateRange& added = terms.blackouts.emplace_back();
    ASSIGN_OR_RETURN(added.first, NeededDate("contract.blackouts.first", range.first()));
    ASSIGN_OR_RETURN(added.last, NeededDate("contract.blackouts.last", range.last()));
  }
  return {};
}

Result<void> TakeEnforcement(const v1::Contract& proto, ContractTerms& terms) {
  ASSIGN_OR_RETURN(terms.jurisdiction,
                   EnumOr("contract.jurisdiction", v1::Jurisdiction_descriptor(),
                          proto.jurisdiction(), domain::Jurisdiction::kDefault));
  ASSIGN_OR_RETURN(terms.enforcement, EnumOr("contract.enforcement", v1::Enforcement_descriptor(),
                                             proto.enforcement(), domain::Enforcement::kTrackOnly));
  terms.enforcement_clause = proto.enforcement_clause();
  if (!proto.offline_clause().empty()) terms.offline_clause = proto.offline_clause();
  ASSIGN_OR_RETURN(terms.threshold,
                   RateOr("contract.threshold", proto.threshold(), terms.threshold));
  terms.ladder = domain::PresetLadder(terms.jurisdiction);
  TakeLadder(proto.ladder(), terms.ladder);
  if (proto.limitation().has_months()) terms.limitation.months = proto.limitation().months();
  if (proto.limitation().has_longest_months())
    terms.limitation.longest_months = proto.limitation().longest_months();
  terms.consumer = proto.consumer();
  if (proto.overdue_note()) terms.overdue_note = true;
  return TakeBlackouts(proto, terms);
}

Result<void> TakeServiceContact(const v1::Contract& proto, ContractTerms& terms) {
  if (proto.service_contact().empty()) return {};
  constexpr std::string_view kField = "contract.service_contact";
  ASSIGN_OR_RETURN(ChildName contact,
                   ParseChildName(kField, proto.service_contact(), "customers", "contacts"));
  if (app::Name("customers", contact.parent_id) != proto.customer())
    return FieldInvalid(kField, "must be a contact of the contract's customer");
  terms.service_contact_id = std::move(contact.id);
  return {};
}

}  // namespace

v1::Term ToProto(const domain::Term& term) {
  v1::Term proto;
  proto.set_days(term.days);
  proto.set_kind(static_cast<v1::DayKind>(term.kind));
  proto.set_roll_to_business_day(term.roll_to_business_day);
  return proto;
}

Result<domain::Term> ToDomain(std::string_view field, const v1::Term& proto) {
  domain::Term term{proto.days(), domain::DayKind::kCalendar, proto.roll_to_business_day()};
  ASSIGN_OR_RETURN(term.kind, EnumOr(std::string(field) + ".kind", v1::DayKind_descriptor(),
                                     proto.kind(), domain::DayKind::kCalendar));
  return term;
}

v1::Contract ToProto(const domain::Contract& contract) {
  v1::Contract proto;
  proto.set_name(app::Name("contracts", contract.id));
  proto.set_display_name(contract.title);
  proto.set_customer(app::Name("customers", contract.customer_id));
  proto.set_state(static_cast<v1::ContractState>(contract.state));
  PutTerms(contract.terms, proto);
  if (contract.terms.service_contact_id)
    proto.set_service_contact(
        app::ContactName(contract.customer_id, *contract.terms.service_contact_id));
  proto.set_signed_before(contract.signed_before);
  PutClauseActs(contract, proto);
  proto.set_active_since(ToProto(contract.active_since));
  proto.set_end_date(ToProto(contract.ended_on));
  *proto.mutable_labels() = ToProto(contract.labels);
  PutMeta(contract.meta, proto);
  return proto;
}

Result<domain::Contract> ToDomain(const v1::Contract& proto) {
  domain::Contract contract;
  contract.title = proto.display_name();
  ContractTerms& terms = contract.terms;
  terms.currency_code = proto.currency_code();
  terms.time_zone = proto.time_zone();
  if (proto.has_calendar()) {
    terms.calendar.id = proto.calendar().id();
    if (proto.calendar().version() != 0) terms.calendar.version = proto.calendar().version();
  }
  RETURN_IF_ERROR(TakeDueRule(proto, terms));
  RETURN_IF_ERROR(TakeAcceptance(proto, terms));
  terms.service_clause = proto.service_clause();
  RETURN_IF_ERROR(TakeServiceContact(proto, terms));
  terms.part_completion_agreed = proto.part_completion_agreed();
  RETURN_IF_ERROR(TakeEnforcement(proto, terms));
  RETURN_IF_ERROR(TakeMoneyTerms(proto, terms));
  contract.signed_before = proto.signed_before();
  contract.labels = ToDomain(proto.labels());
  return contract;
}

v1::SubContract ToProto(const domain::SubContract& sub_contract) {
  v1::SubContract proto;
  proto.set_name(app::SubContractName(sub_contract.contract_id, sub_contract.id));
  proto.set_display_name(sub_contract.title);
  *proto.mutable_price() = ToProto(sub_contract.price);
  if (const auto price = domain::PriceToDate(sub_contract))
    *proto.mutable_price_to_date() = ToProto(*price);
  proto.set_core(sub_contract.core);
  *proto.mutable_entitlements() = {sub_contract.entitlements.begin(),
                                   sub_contract.entitlements.end()};
  proto.set_safety_critical(sub_contract.safety_critical);
  proto.set_dependents(sub_contract.dependents);
  PutMeta(sub_contract.meta, proto);
  return proto;
}

domain::SubContract ToDomain(const v1::SubContract& proto) {
  domain::SubContract sub_contract;
  sub_contract.title = proto.display_name();
  sub_contract.price = ToDomain(proto.price());
  sub_contract.core = proto.core();
  sub_contract.entitlements = {proto.entitlements().begin(), proto.entitlements().end()};
  sub_contract.safety_critical = proto.safety_critical();
  sub_contract.dependents = proto.dependents();
  return sub_contract;
}

v1::TermsFinding ToProto(const domain::TermsFinding& finding) {
  v1::TermsFinding proto;
  proto.set_id(finding.id);
  proto.set_kind(static_cast<v1::FindingKind>(finding.kind));
  proto.set_rail(finding.rail);
  proto.set_message(finding.message);
  proto.set_example_en(finding.example_en);
  proto.set_example_zh(finding.example_zh);
  return proto;
}

}  // namespace countersign::rpc
