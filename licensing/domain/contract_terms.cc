// Check before signing: what a contract's terms lack, for activation and for enforcement.
#include <algorithm>
#include <utility>

#include "licensing/domain/contract.h"
#include "licensing/domain/contract_steps.h"
#include "licensing/domain/currency.h"
#include "licensing/domain/milestone_steps.h"
#include "licensing/domain/validate.h"

namespace countersign::domain {
namespace {

class Findings {
 public:
  explicit Findings(const ContractTerms& terms) : terms_(terms) {}

  void Require(std::string id, std::string message) {
    Add(std::move(id), FindingKind::kRequired, 0, std::move(message));
  }
  // Requires that a check passes.
  void Require(std::string id, const Result<void>& checked) {
    if (!checked) Require(std::move(id), checked.error().message);
  }
  void Rail(std::int32_t rail, std::string id, std::string message) {
    Add(std::move(id), FindingKind::kRail, rail, std::move(message));
  }
  void Clause(std::string id, std::string message) {
    Add(std::move(id), FindingKind::kClause, 0, std::move(message));
  }
  std::vector<TermsFinding> Take() && {
    std::ranges::stable_sort(all_, {}, &TermsFinding::kind);
    return std::move(all_);
  }

 private:
  void Add(std::string id, FindingKind kind, std::int32_t rail, std::string message) {
    Wording wording = WordingOf(id, terms_);
    all_.push_back({std::move(id), kind, rail, std::move(message), std::move(wording.en),
                    std::move(wording.zh)});
  }

  const ContractTerms& terms_;
  std::vector<TermsFinding> all_;
};

void CheckBasics(const ContractTerms& terms, Findings& findings) {
  if (!MinorDigits("currency_code", terms.currency_code))
    findings.Require("currency", "the currency must be an ISO 4217 code such as CNY");
  if (const auto zone = TimeZone::Find(terms.time_zone); !zone)
    findings.Require("time_zone", zone.error().message);
  if (terms.calendar.id.empty())
    findings.Require("calendar", "a calendar of business days must be chosen");
  findings.Require("threshold", CheckThreshold(terms.threshold));
  findings.Require("ladder", CheckLadder(terms.ladder, terms.jurisdiction));
  findings.Require("limitation", CheckLimitationRule(terms.limitation));
  findings.Require("blackouts", CheckBlackouts(terms.blackouts));
  findings.Require("allocation_order", CheckOrder(terms.allocation_order));
  if (terms.early_payment)
    findings.Require("early_payment", CheckEarlyPayment(*terms.early_payment));
}

void CheckDueRule(const Contract& contract, Findings& findings) {
  if (contract.terms.due_rule)
    return findings.Require(
        "due_rule", CheckTerm("due_rule.credit_term", contract.terms.due_rule->credit_term));
  if (contract.signed_before)
    return findings.Clause("due_rule",
                           "no due date was agreed: a claim falls due only by a demand with "
                           "reasonable time");
  findings.Require("due_rule",
                   "a rule for the due date must be agreed: a claim without one is "
                   "paid whenever the customer likes");
}

void CheckLateInterest(const ContractTerms& terms, Findings& findings) {
  if (terms.interest) return findings.Require("interest", CheckInterest(*terms.interest));
  findings.Clause("interest",
                  "no interest on late payment is agreed: only what a statute gives is earned");
}

void CheckAcceptance(const ContractTerms& terms, const std::vector<Milestone>& milestones,
                     Findings& findings) {
  const bool judged = std::ranges::any_of(
      milestones, [](const Milestone& milestone) { return IsJudged(milestone.trigger); });
  if (terms.acceptance) findings.Require("acceptance", CheckAcceptanceClause(*terms.acceptance));
  if (!judged) return;
  if (!terms.acceptance)
    findings.Require("acceptance",
                     "a term for acceptance must be agreed, as there are milestones "
                     "that the customer accepts");
  for (const Milestone& milestone : milestones)
    if (terms.acceptance && terms.acceptance->deemed && IsJudged(milestone.trigger) &&
        milestone.review_term && milestone.review_term->days < 1)
      findings.Require("review_term:" + milestone.id, "where silence is acceptance, " +
                                                          milestone.id +
                                                          " must leave at least one day to review");
  if (!terms.acceptance || !terms.acceptance->deemed)
    findings.Clause("deemed_acceptance",
                    "silence is not agreed to be acceptance: a stage that is not answered is "
                    "never invoiced");
  if (!terms.acceptance || !terms.acceptance->use_days)
    findings.Clause("acceptance_by_use", "use in production is not agreed to be acceptance");
}

void CheckSubContracts(const Contract& contract, const std::vector<Milestone>& milestones,
                       Findings& findings) {
  if (contract.sub_contracts.empty())
    findings.Require("sub_contracts", "there must be at least one sub-contract");
  findings.Require("sub_contracts", CheckIds("sub_contracts", contract.sub_contracts));
  for (const SubContract& sub_contract : contract.sub_contracts) {
    if (sub_contract.price.currency_code != contract.terms.currency_code)
      findings.Require("currency:" + sub_contract.id,
                       "the price of " + sub_contract.id + " must be in the contract's currency");
    findings.Require("price:" + sub_contract.id, CheckNotNegative("price", sub_contract.price));
    if (const auto sums = CheckAmounts(sub_contract, milestones); !sums)
      findings.Require("amounts:" + sub_contract.id, sub_contract.id + ": " + sums.error().message);
  }
  for (const Milestone& milestone : milestones) {
    if (const auto valid = ValidateMilestone(milestone); !valid)
      findings.Require("milestone:" + milestone.id, milestone.id + ": " + valid.error().message);
    if (std::ranges::find(contract.sub_contracts, milestone.sub_contract_id, &SubContract::id) ==
        contract.sub_contracts.end())
      findings.Require("milestone:" + milestone.id,
                       milestone.id + " must belong to a sub-contract of the contract");
  }
}

// What stops with a core sub-contract has to be in what the customer is shown and agrees to.
void CheckDependents(const Contract& contract, Findings& findings) {
  for (const SubContract& sub_contract : contract.sub_contracts)
    if (sub_contract.core && sub_contract.dependents.empty())
      findings.Require("dependents:" + sub_contract.id,
                       sub_contract.id +
                           " is core: the disclosure must name what depends on it, and so stops "
                           "with it");
}

void CheckAssent(const Contract& contract, Findings& findings) {
  if (contract.terms.enforcement_clause.empty())
    return findings.Require("enforcement_clause",
                            "a clause that grants the right to suspend must be agreed, or the "
                            "contract be tracked only");
  const std::string hash = ClauseHash(contract);
  if (std::ranges::find(contract.disclosures, hash, &Disclosure::text_sha256) ==
      contract.disclosures.end())
    findings.Require("disclosure", "the enforcement clause must be disclosed to the customer");
  if (std::ranges::find(contract.assents, hash, &Assent::text_sha256) == contract.assents.end())
    findings.Require("assent", "a signatory must assent to the enforcement clause separately");
}

void CheckRails(const Contract& contract, Findings& findings) {
  for (const SubContract& sub_contract : contract.sub_contracts)
    if (sub_contract.entitlements.empty())
      findings.Rail(2, "entitlements:" + sub_contract.id,
                    sub_contract.id +
                        " delivers no entitlements: a formal notice has to say what "
                        "stops, so that none is ever sent");
  if (contract.terms.consumer)
    findings.Rail(6, "consumer", "the customer is a consumer: nothing is ever stopped");
  for (const SubContract& sub_contract : contract.sub_contracts)
    if (sub_contract.safety_critical)
      findings.Rail(6, "safety_critical:" + sub_contract.id,
                    sub_contract.id + " is safety-critical: nothing of it is ever stopped");
}

}  // namespace

std::vector<TermsFinding> CheckTerms(const Contract& contract,
                                     const std::vector<Milestone>& milestones) {
  const ContractTerms& terms = contract.terms;
  Findings findings(terms);
  CheckBasics(terms, findings);
  CheckDueRule(contract, findings);
  CheckLateInterest(terms, findings);
  CheckAcceptance(terms, milestones, findings);
  CheckSubContracts(contract, milestones, findings);
  if (terms.enforcement == Enforcement::kFull) {
    CheckDependents(contract, findings);
    CheckAssent(contract, findings);
    CheckRails(contract, findings);
    if (!terms.offline_clause)
      findings.Clause("offline_clause",
                      "no annex about keys for machines without a network is agreed: such a key "
                      "runs to the end of the licence, whatever is not paid");
  } else {
    findings.Rail(1, "enforcement", "the contract is tracked only: nothing is ever stopped");
  }
  if (!terms.service_clause)
    findings.Clause("service_clause",
                    "no address for notices is agreed: mail that arrived there, and registered "
                    "mail that was refused, prove no receipt");
  if (!terms.part_completion_agreed)
    findings.Clause("part_completion", "payment for a stage that is only part done is not agreed");
  return std::move(findings).Take();
}

}  // namespace countersign::domain
