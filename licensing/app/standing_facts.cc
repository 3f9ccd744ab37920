#include "licensing/app/standing_facts.h"

#include <algorithm>
#include <limits>
#include <set>

#include "licensing/app/account_statements.h"
#include "licensing/app/claims.h"
#include "licensing/app/contracts.h"
#include "licensing/app/daily_cap.h"
#include "licensing/app/due_dates.h"
#include "licensing/app/exemptions.h"
#include "licensing/app/missing_records.h"
#include "licensing/app/packs.h"
#include "licensing/app/papers.h"
#include "licensing/app/promises.h"
#include "licensing/app/resource.h"

namespace countersign::app {
namespace {

using domain::ContractFacts;
using domain::InstallationFacts;
using domain::StandingClaim;

Result<StandingClaim> LoadClaim(View& view, domain::Invoice invoice) {
  StandingClaim claim;
  ASSIGN_OR_RETURN(const auto lines, view.receivables().claims().OfInvoice(invoice.id));
  claim.records = RecordsOf(lines);
  ASSIGN_OR_RETURN(claim.credited, CreditedRecords(view, {invoice.id}));
  ASSIGN_OR_RETURN(claim.disputes, view.receivables().disputes().ListOver(invoice.id));
  ASSIGN_OR_RETURN(const PaymentPack pack, GetPaymentPack(view, invoice.id));
  claim.papers_delivered = pack.complete;
  claim.invoice = std::move(invoice);
  return claim;
}

bool IsAbout(const std::vector<std::string>& invoice_ids, const std::set<std::string>& known) {
  return std::ranges::any_of(invoice_ids,
                             [&](const std::string& id) { return known.contains(id); });
}

// The contract's claims, and the records of those beside them that its customer's promises and
// plans name: whether one was kept shows on all of its claims.
Result<void> LoadClaims(View& view, ContractFacts& facts) {
  ASSIGN_OR_RETURN(auto invoices, view.receivables().invoices().ListOfContract(
                                      Name("contracts", facts.contract.id)));
  std::set<std::string> known;
  for (domain::Invoice& invoice : invoices) {
    known.insert(invoice.id);
    ASSIGN_OR_RETURN(facts.claims.emplace_back(), LoadClaim(view, std::move(invoice)));
  }
  std::erase_if(facts.promises, [&](const auto& one) { return !IsAbout(one.invoice_ids, known); });
  std::erase_if(facts.plans, [&](const auto& one) { return !IsAbout(one.invoice_ids, known); });
  const auto load_others = [&](const std::vector<std::string>& ids) -> Result<void> {
    for (const std::string& id : ids) {
      if (known.contains(id) || facts.other_claims.contains(id)) continue;
      ASSIGN_OR_RETURN(facts.other_claims[id], RecordsOfInvoices(view, {id}));
    }
    return {};
  };
  for (const auto& promise : facts.promises) RETURN_IF_ERROR(load_others(promise.invoice_ids));
  for (const auto& plan : facts.plans) RETURN_IF_ERROR(load_others(plan.invoice_ids));
  return {};
}

// The last day of the contract's zone that had ended when the attested one had. What was said of a
// day that has not ended was said by a clock that was ahead, and tells nothing.
Result<std::optional<CivilDate>> CompleteThrough(View& view, const TimeZone& zone, Instant now) {
  ASSIGN_OR_RETURN(const auto attestation, CurrentAttestation(view));
  if (!attestation) return std::optional<CivilDate>();
  ASSIGN_OR_RETURN(const TimeZone theirs,
                   TimeZone::Find(attestation->time_zone.empty() ? std::string_view("UTC")
                                                                 : attestation->time_zone));
  ASSIGN_OR_RETURN(const CivilDate after, PlusDays(attestation->through_date, 1));
  if (theirs.StartOf(after) > now) return std::optional<CivilDate>();
  ASSIGN_OR_RETURN(const CivilDate complete, PlusDays(zone.DateAt(theirs.StartOf(after)), -1));
  return std::optional(complete);
}

// Money that came in and pays nothing at all, since it is in another currency say. What is left
// over of a payment that paid something is no riddle.
Result<bool> PaysNothing(View& view, const domain::Payment& payment) {
  if (payment.kind == domain::PaymentKind::kCreditNote) return false;
  ASSIGN_OR_RETURN(const domain::Money credit, CreditOf(view, payment));
  return credit == payment.amount;
}

// The name of one, or nothing.
Result<std::string> IdlePayment(View& view, std::string_view customer_id) {
  ASSIGN_OR_RETURN(
      const auto payments,
      view.receivables().payments().List(
          {.limit = std::numeric_limits<std::int32_t>::max(),
           .equals = {{"customer", Name("customers", customer_id)}, {"state", "CREDIT"}}}));
  for (const domain::Payment& payment : payments) {
    ASSIGN_OR_RETURN(const bool idle, PaysNothing(view, payment));
    if (idle) return Name("payments", payment.id);
  }
  return std::string();
}

// The name of a bank entry that waits for a person, and is this customer's or perhaps so, or of a
// payment that waits for a claim; or nothing.
Result<std::string> UnmatchedReceipt(View& view, std::string_view customer_id) {
  ASSIGN_OR_RETURN(const std::string idle, IdlePayment(view, customer_id));
  if (!idle.empty()) return idle;
  ASSIGN_OR_RETURN(const auto pending, ListAll(view.imports().bank_entries(), "state", "PENDING"));
  const auto found = std::ranges::find_if(
      pending, [&](const domain::BankEntry& entry) { return domain::MayBeOf(entry, customer_id); });
  return found == pending.end() ? std::string() : Name("bankEntries", found->id);
}

// Nobody is counted whose number cannot matter: who was affected, if even as many customers as
// effects began would be below the cap; and customers, only as far as the cap depends on their
// number, and then further than it does now, so that whoever remembers the number need not count
// again for each that is affected.
Result<void> CountAffected(View& view, const domain::Contract& contract, Instant now,
                           std::int64_t known_customers, InstallationFacts& installation) {
  if (installation.cap_lifted) return {};
  const Instant from = now - domain::kCapSpan;
  installation.customers = known_customers;
  ASSIGN_OR_RETURN(installation.customers_affected_today,
                   view.enforcement().effects().CountSince(from));
  if (installation.customers_affected_today < domain::DailyCap(known_customers)) return {};
  ASSIGN_OR_RETURN(const AffectedCustomers affected,
                   view.enforcement().effects().AffectedSince(from, contract.customer_id));
  installation.this_customer_affected_today = affected.itself;
  installation.customers_affected_today = affected.others;
  const std::int64_t enough = domain::CustomersForCap(affected.others);
  if (affected.itself || known_customers >= enough) return {};
  ASSIGN_OR_RETURN(installation.customers, view.enforcement().CountCustomers(2 * enough));
  return {};
}

Result<InstallationFacts> LoadInstallation(View& view, const domain::Contract& contract,
                                           Instant now, const ServerFacts& server) {
  InstallationFacts installation;
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(contract.terms.time_zone));
  ASSIGN_OR_RETURN(installation.payments_complete_through, CompleteThrough(view, zone, now));
  ASSIGN_OR_RETURN(installation.unmatched_receipt, UnmatchedReceipt(view, contract.customer_id));
  const CivilDate today = zone.DateAt(now);
  ASSIGN_OR_RETURN(const auto lifted, CapLiftedFor(view));
  installation.cap_lifted = lifted == FormatCivilDate(today);
  RETURN_IF_ERROR(CountAffected(view, contract, now, server.customers, installation));
  ASSIGN_OR_RETURN(installation.doubt, DoubtAboutRecords(view));
  return installation;
}

bool MayBearEffect(const domain::Notice& notice) {
  return notice.kind == domain::NoticeKind::kFormalNotice && !notice.consume_time;
}

}  // namespace

Result<ContractFacts> LoadContractFacts(View& view, std::string_view contract_id, Instant now,
                                        const ServerFacts& server, Installation installation) {
  ContractFacts facts;
  ASSIGN_OR_RETURN(facts.contract, GetContract(view, contract_id));
  ASSIGN_OR_RETURN(facts.calendar, CalendarOf(view, facts.contract));
  const std::string& customer_id = facts.contract.customer_id;
  ASSIGN_OR_RETURN(facts.promises, PromisesOf(view, customer_id));
  ASSIGN_OR_RETURN(facts.plans, PlansOf(view, customer_id));
  ASSIGN_OR_RETURN(facts.slips, ListAll(view.enforcement().slips(), "customer_id", customer_id));
  ASSIGN_OR_RETURN(facts.holds, view.enforcement().holds().OfContract(contract_id));
  RETURN_IF_ERROR(ReloadDone(view, facts));
  RETURN_IF_ERROR(LoadExemptions(view, facts));
  RETURN_IF_ERROR(LoadClaims(view, facts));
  if (installation == Installation::kAlways || std::ranges::any_of(facts.notices, MayBearEffect)) {
    ASSIGN_OR_RETURN(facts.installation, LoadInstallation(view, facts.contract, now, server));
  }
  if (!server.doubt.empty()) facts.installation.doubt = server.doubt;
  return facts;
}

Result<void> ReloadDone(View& view, ContractFacts& facts) {
  EnforcementReader& enforcement = view.enforcement();
  ASSIGN_OR_RETURN(facts.notices, enforcement.notices().OfContract(facts.contract.id));
  ASSIGN_OR_RETURN(facts.effects, enforcement.effects().OfContract(facts.contract.id));
  return {};
}

}  // namespace countersign::app
