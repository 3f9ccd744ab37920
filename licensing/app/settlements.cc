#include "licensing/app/settlements.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "licensing/app/blobs.h"
#include "licensing/app/claims.h"
#include "licensing/app/contacts.h"
#include "licensing/app/contracts.h"
#include "licensing/app/payments.h"
#include "licensing/app/resource.h"
#include "licensing/app/settlement_facts.h"
#include "licensing/app/stage.h"
#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"
#include "licensing/domain/milestone_settlement.h"
#include "licensing/ledger/canonical_json.h"

namespace countersign::app {
namespace {

using domain::Contract;
using domain::Money;
using domain::Settlement;
using domain::SettlementRule;

boost::json::object MoneyJson(const Money& money) {
  return {{"currency_code", money.currency_code}, {"minor_units", money.minor_units}};
}

std::string ScopeOf(const Settlement& settlement) {
  return settlement.sub_contract_id
             ? SubContractName(settlement.contract_id, *settlement.sub_contract_id)
             : Name("contracts", settlement.contract_id);
}

Result<Contract> LoadActive(View& view, std::string_view id) {
  ASSIGN_OR_RETURN(Contract contract, Load(view.contracts(), "contracts", id));
  if (contract.state == domain::ContractState::kActive) return contract;
  return StateConflict(Name("contracts", id), domain::StateName(contract.state),
                       "it settles nothing");
}

// What the customer signs for: anyone can make it anew from what the interface shows.
Result<std::string> DocumentHash(const Settlement& settlement) {
  boost::json::array lines;
  for (const domain::SettlementLine& line : settlement.quote.lines) {
    boost::json::object json{{"rule", domain::SettlementRuleName(line.rule)},
                             {"resource", line.milestone},
                             {"amount", MoneyJson(line.amount)}};
    if (line.last_day) json["last_date"] = FormatCivilDate(*line.last_day);
    lines.push_back(std::move(json));
  }
  const boost::json::object document{
      {"name", SettlementName(settlement.contract_id, settlement.id)},
      {"scope", ScopeOf(settlement)},
      {"date", FormatCivilDate(settlement.date)},
      {"last_date", FormatCivilDate(settlement.last_day)},
      {"lines", std::move(lines)},
      {"total", MoneyJson(settlement.quote.total)},
      {"total_without_discount", MoneyJson(settlement.quote.total_without_discount)},
      {"unsettled", MoneyJson(settlement.unsettled)}};
  ASSIGN_OR_RETURN(const std::string canonical, ledger::CanonicalJson(document));
  return HexEncode(Sha256(canonical));
}

// What of the stages the quote neither collects nor finds paid: not done, or retained.
Result<Money> UnsettledOf(const SettlementFacts& facts, const domain::SettlementQuote& quote) {
  Money rest = facts.stages;
  for (const domain::SettlementLine& line : quote.lines) {
    const bool of_stage = line.rule == SettlementRule::kAcceptedStage ||
                          line.rule == SettlementRule::kPartCompleted ||
                          line.rule == SettlementRule::kRetention;
    if (!of_stage || line.milestone.starts_with("invoices/")) continue;
    ASSIGN_OR_RETURN(rest, domain::Subtract(rest, line.amount));
  }
  return rest;
}

// The discount is credited to invoices, so it cannot be more than they will be open for.
Result<void> CheckDiscount(const Money& discount, const domain::SettlementQuote& quote) {
  std::int64_t to_pay = 0;
  for (const domain::SettlementLine& line : quote.lines)
    if (!line.milestone.empty()) to_pay += line.amount.minor_units;
  if (discount.minor_units <= std::max<std::int64_t>(to_pay, 0)) return {};
  return FieldInvalid("discount", "must not exceed what there is to pay of the stages");
}

// As of the day on which it is made.
Result<void> Compute(View& view, const Contract& contract, Settlement& settlement) {
  ASSIGN_OR_RETURN(SettlementFacts facts,
                   LoadSettlementFacts(view, contract, settlement.sub_contract_id, settlement.date,
                                       settlement.made_on));
  if (settlement.discount.minor_units != 0)
    facts.input.offer = domain::SettlementOffer{settlement.discount, settlement.last_day};
  ASSIGN_OR_RETURN(settlement.quote, domain::QuoteSettlement(facts.input));
  RETURN_IF_ERROR(CheckDiscount(settlement.discount, settlement.quote));
  ASSIGN_OR_RETURN(settlement.unsettled, UnsettledOf(facts, settlement.quote));
  ASSIGN_OR_RETURN(settlement.document_sha256, DocumentHash(settlement));
  return {};
}

Result<Settlement> LoadForAcceptance(View& view, const SettlementSignOff& sign_off) {
  ASSIGN_OR_RETURN(Settlement found, GetSettlement(view, sign_off.contract_id, sign_off.id));
  auto current = CheckEtag(sign_off.etag, found.meta, SettlementName(found.contract_id, found.id));
  if (current) return found;
  current.error().metadata["state"] = domain::StateName(found.state);
  return Pass(std::move(current));
}

Result<std::vector<std::string>> SignatoriesAmong(View& view, const Contract& contract,
                                                  const std::string& contact_id) {
  ASSIGN_OR_RETURN(const domain::Contact contact,
                   GetContact(view, contract.customer_id, contact_id));
  std::vector<std::string> signatories;
  if (std::ranges::find(contact.roles, domain::ContactRole::kSignatory) != contact.roles.end())
    signatories.push_back(contact.id);
  return signatories;
}

Result<void> CheckDocument(const Settlement& settlement, const SettlementSignOff& sign_off) {
  if (sign_off.document_sha256.empty() || sign_off.document_sha256 == settlement.document_sha256)
    return {};
  return Fail(Code::kInvalidArgument, Reason::kDocumentMismatch,
              "what was signed is not this settlement");
}

// Accepts and invoices what is done of stages that are part done.
Result<void> SettleStages(Transaction& tx, const Act& act, const SettlementFacts& facts,
                          Settlement& settlement) {
  for (const domain::Milestone& part_done : facts.part_done) {
    ASSIGN_OR_RETURN(const Stage stage,
                     LoadActiveStage(tx, {part_done.contract_id, part_done.id, ""}, act.now));
    ASSIGN_OR_RETURN(domain::MilestoneChange change,
                     domain::SettlePart(stage.milestone, NewId(act.now, act.entropy),
                                        settlement.acceptance->date, stage.today));
    ASSIGN_OR_RETURN(
        change, Keep(tx, act, stage, std::move(change),
                     {"milestone.settle",
                      {{"settlement", SettlementName(settlement.contract_id, settlement.id)}}}));
    if (!change.milestone.invoice_id.empty())
      settlement.invoice_ids.push_back(change.milestone.invoice_id);
  }
  return {};
}

Result<void> CreditDiscount(Transaction& tx, const Act& act, const Contract& contract,
                            CivilDate today, Settlement& settlement) {
  ASSIGN_OR_RETURN(
      const SettlementFacts facts,
      LoadSettlementFacts(tx, contract, settlement.sub_contract_id, settlement.date, today));
  std::int64_t left = settlement.discount.minor_units;
  for (const domain::Invoice& invoice : facts.invoices) {
    if (left == 0) break;
    ASSIGN_OR_RETURN(const domain::ClaimParts open, OpenParts(tx, invoice));
    NewCreditNote draft;
    draft.invoice_id = invoice.id;
    draft.amount = open.principal;
    draft.amount.minor_units = std::min(draft.amount.minor_units, left);
    draft.reason = "settlement " + settlement.id;
    ASSIGN_OR_RETURN(const domain::Payment note, IssueCreditNote(tx, act, draft));
    settlement.credit_note_ids.push_back(note.id);
    left -= draft.amount.minor_units;
  }
  return {};
}

boost::json::object AcceptanceJson(const Settlement& settlement, std::string_view customer_id) {
  boost::json::array invoices;
  for (const std::string& id : settlement.invoice_ids) invoices.emplace_back(Name("invoices", id));
  boost::json::array notes;
  for (const std::string& id : settlement.credit_note_ids) notes.emplace_back(Name("payments", id));
  boost::json::object body{{"date", FormatCivilDate(settlement.acceptance->date)},
                           {"contact", ContactName(customer_id, settlement.acceptance->contact_id)},
                           {"document_sha256", settlement.document_sha256},
                           {"total", MoneyJson(settlement.quote.total)},
                           {"invoices", std::move(invoices)},
                           {"credit_notes", std::move(notes)}};
  if (settlement.commitment)
    body["commitment"] = {{"amount", MoneyJson(settlement.commitment->amount)},
                          {"date", FormatCivilDate(settlement.commitment->date)},
                          {"condition", settlement.commitment->condition},
                          {"contact", ContactName(customer_id, settlement.commitment->contact_id)}};
  return body;
}

}  // namespace

std::string SettlementName(std::string_view contract_id, std::string_view id) {
  return Name(Name("contracts", contract_id) + "/settlements", id);
}

Result<Settlement> QuoteSettlement(Transaction& tx, const Act& act, const NewSettlement& draft) {
  ASSIGN_OR_RETURN(const Contract contract, LoadActive(tx, draft.contract_id));
  if (draft.sub_contract_id)
    RETURN_IF_ERROR(GetSubContract(tx, contract.id, *draft.sub_contract_id));
  ASSIGN_OR_RETURN(const CivilDate today, TodayOf(contract, act.now));
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(contract.terms.time_zone));
  if (!draft.last_day) return FieldInvalid("last_date", "must be set");
  Settlement settlement;
  ASSIGN_OR_RETURN(settlement.id, TakeId("settlement_id", draft.id, act));
  settlement.contract_id = contract.id;
  settlement.sub_contract_id = draft.sub_contract_id;
  settlement.made_on = today;
  settlement.date = draft.date.value_or(today);
  settlement.last_day = *draft.last_day;
  RETURN_IF_ERROR(domain::CheckOfferDays(settlement.date, settlement.last_day, today));
  ASSIGN_OR_RETURN(const CivilDate end, PlusDays(settlement.last_day, 1));
  settlement.expire_time = zone.StartOf(end);
  settlement.discount = draft.discount.value_or(Money{contract.terms.currency_code, 0});
  settlement.meta = NewMeta(act);
  RETURN_IF_ERROR(Compute(tx, contract, settlement));
  RETURN_IF_ERROR(tx.settlements().Insert(settlement));
  RETURN_IF_ERROR(Record(tx, act, "settlement.quote", SettlementName(contract.id, settlement.id),
                         {{"scope", ScopeOf(settlement)},
                          {"date", FormatCivilDate(settlement.date)},
                          {"last_date", FormatCivilDate(settlement.last_day)},
                          {"total", MoneyJson(settlement.quote.total)},
                          {"document_sha256", settlement.document_sha256}}));
  return settlement;
}

Result<Settlement> GetSettlement(View& view, std::string_view contract_id, std::string_view id) {
  ASSIGN_OR_RETURN(std::optional<Settlement> found, view.settlements().Find(id));
  if (!found || found->contract_id != contract_id) return NotFound(SettlementName(contract_id, id));
  return *std::move(found);
}

Result<Settlement> AcceptSettlement(Transaction& tx, const Act& act,
                                    const SettlementSignOff& sign_off) {
  ASSIGN_OR_RETURN(Settlement settlement, LoadForAcceptance(tx, sign_off));
  ASSIGN_OR_RETURN(const Contract contract, LoadActive(tx, settlement.contract_id));
  if (sign_off.customer_id != contract.customer_id)
    return FieldInvalid("contact", "must be one of the contract's customer");
  ASSIGN_OR_RETURN(const CivilDate today, TodayOf(contract, act.now));
  RETURN_IF_ERROR(CheckDocument(settlement, sign_off));
  ASSIGN_OR_RETURN(const auto signatories, SignatoriesAmong(tx, contract, sign_off.contact_id));
  ASSIGN_OR_RETURN(const domain::Blob paper,
                   LoadAttachment(tx, "paper_sha256", sign_off.paper_sha256,
                                  Name("customers", contract.customer_id)));
  ASSIGN_OR_RETURN(
      const SettlementFacts facts,
      LoadSettlementFacts(tx, contract, settlement.sub_contract_id, settlement.date, today));
  ASSIGN_OR_RETURN(const domain::SettlementQuote now_quoted, domain::QuoteSettlement(facts.input));
  const domain::SettlementAcceptance acceptance{sign_off.date.value_or(today), sign_off.contact_id,
                                                sign_off.paper_sha256};
  std::optional<domain::Commitment> commitment = sign_off.commitment;
  if (commitment && commitment->contact_id.empty()) commitment->contact_id = sign_off.contact_id;
  if (commitment) RETURN_IF_ERROR(SignatoriesAmong(tx, contract, commitment->contact_id));
  ASSIGN_OR_RETURN(settlement, domain::Accept(std::move(settlement), acceptance, commitment,
                                              now_quoted, signatories, today));
  RETURN_IF_ERROR(SettleStages(tx, act, facts, settlement));
  RETURN_IF_ERROR(CreditDiscount(tx, act, contract, today, settlement));
  RETURN_IF_ERROR(Save(tx.settlements(), settlement, act));
  RETURN_IF_ERROR(Record(tx, act, "settlement.accept", SettlementName(contract.id, settlement.id),
                         AcceptanceJson(settlement, contract.customer_id), {paper.sha256}));
  return settlement;
}

Result<std::vector<DueStep>> ExpireSettlements::Due(View& view, Instant now, int limit) {
  ASSIGN_OR_RETURN(const auto settlements, view.settlements().FindDue(now, limit));
  std::vector<DueStep> due;
  for (const Settlement& settlement : settlements)
    due.push_back(
        {SettlementName(settlement.contract_id, settlement.id), "expire", settlement.expire_time});
  return due;
}

Result<bool> ExpireSettlements::Take(Transaction& tx, const Act& act, const DueStep& step) {
  ASSIGN_OR_RETURN(const auto found,
                   tx.settlements().Find(step.resource.substr(step.resource.rfind('/') + 1)));
  if (!found) return false;
  auto expired = domain::Expire(*found, act.now);
  if (!expired) return false;
  RETURN_IF_ERROR(Save(tx.settlements(), *expired, act));
  RETURN_IF_ERROR(Record(tx, act, "settlement.expire", step.resource, {}));
  return true;
}

}  // namespace countersign::app
