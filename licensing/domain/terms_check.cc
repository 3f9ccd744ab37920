#include "licensing/domain/terms_check.h"

#include <algorithm>
#include <utility>

#include "licensing/domain/standing_days.h"

namespace countersign::domain {
namespace {

constexpr int kDaysToLookAt = 366;

class Added {
 public:
  void Rail(std::int32_t rail, std::string id, std::string message) {
    all_.push_back({std::move(id), FindingKind::kRail, rail, std::move(message), {}, {}});
  }
  void Clause(std::string id, std::string message) {
    all_.push_back({std::move(id), FindingKind::kClause, 0, std::move(message), {}, {}});
  }
  std::vector<TermsFinding> Take() && { return std::move(all_); }

 private:
  std::vector<TermsFinding> all_;
};

void CheckExemptions(const Contract& contract, const TermsSurroundings& around, Added& added) {
  if (around.consumer)
    added.Rail(6, "customer_consumer",
               "customers/" + contract.customer_id + " is a consumer: nothing is ever stopped");
  for (const SubContract& part : contract.sub_contracts) {
    const auto products = around.critical_products.find(part.id);
    if (products == around.critical_products.end()) continue;
    for (const std::string& product : products->second)
      added.Rail(6, "safety_critical:" + part.id + ":" + product,
                 "products/" + product + " is safety-critical: nothing of " + part.id +
                     ", which delivers it, is ever stopped");
  }
}

void CheckDays(const Contract& contract, const TermsSurroundings& around, Added& added) {
  if (!around.calendar) return;
  standing::PerhapsDay day = around.today;
  for (int i = 0; i < kDaysToLookAt && day; ++i, day = standing::DayAfter(*day))
    if (standing::JudgeDay(*around.calendar, contract.terms.blackouts, *day).missing.empty())
      return;
  added.Rail(7, "effect_days",
             "the calendar and the blackouts leave no day of the next year on which an effect may "
             "begin");
}

bool Has(const Contact& contact, ContactRole role) {
  return std::ranges::find(contact.roles, role) != contact.roles.end();
}

bool HasAny(const TermsSurroundings& around, ContactRole role, bool with_mail) {
  return std::ranges::any_of(around.contacts, [&](const Contact& contact) {
    return Has(contact, role) && (!with_mail || !contact.email.empty());
  });
}

void CheckContacts(const TermsSurroundings& around, Added& added) {
  if (std::ranges::all_of(around.contacts,
                          [](const Contact& contact) { return contact.email.empty(); })) {
    added.Rail(2, "contacts",
               "no contact of the customer has an e-mail address: no notice reaches anybody");
  } else if (!HasAny(around, ContactRole::kPayer, true)) {
    added.Clause("contact:payer",
                 "no payer with an e-mail address is on file: reminders go to whoever else is "
                 "there");
  }
  if (!HasAny(around, ContactRole::kSignatory, false))
    added.Clause("contact:signatory",
                 "no signatory is on file: nobody can assent to the enforcement clause, or sign an "
                 "acceptance");
}

void CheckServiceAddress(const Contract& contract, const TermsSurroundings& around, Added& added) {
  if (!contract.terms.service_clause) return;  // which CheckTerms tells
  constexpr const char* kFollows =
      ": registered mail that was refused or returned proves no receipt";
  if (!contract.terms.service_contact_id)
    return added.Clause(
        "service_contact",
        std::string("the service clause names no contact with its postal address") + kFollows);
  const auto contact =
      std::ranges::find(around.contacts, *contract.terms.service_contact_id, &Contact::id);
  if (contact == around.contacts.end() || contact->postal_address.empty())
    added.Clause(
        "service_address",
        std::string("the contract's service contact has no postal address on file") + kFollows);
}

}  // namespace

std::vector<TermsFinding> CheckTerms(const Contract& contract,
                                     const std::vector<Milestone>& milestones,
                                     const TermsSurroundings& around) {
  std::vector<TermsFinding> findings = CheckTerms(contract, milestones);
  Added added;
  CheckContacts(around, added);
  CheckServiceAddress(contract, around, added);
  if (contract.terms.enforcement == Enforcement::kFull) {
    CheckExemptions(contract, around, added);
    CheckDays(contract, around, added);
  }
  std::ranges::move(std::move(added).Take(), std::back_inserter(findings));
  std::ranges::stable_sort(findings, {}, &TermsFinding::kind);
  return findings;
}

}  // namespace countersign::domain
