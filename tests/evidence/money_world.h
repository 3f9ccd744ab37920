// Random operations on the receivables of a few customers, under contracts whose terms say
// something about money, and what must hold of the books whatever was done.
#ifndef COUNTERSIGN_TESTS_EVIDENCE_MONEY_WORLD_H_
#define COUNTERSIGN_TESTS_EVIDENCE_MONEY_WORLD_H_

#include <random>
#include <string>
#include <vector>

#include "licensing/app/act.h"
#include "tests/evidence/vault.h"

namespace countersign::testing {

class MoneyWorld {
 public:
  // What passes before each operation.
  static constexpr std::chrono::minutes kStep{11};

  // On the vault's open store. The same seed does the same to the same books.
  MoneyWorld(Vault& vault, unsigned seed) : vault_(vault), random_(seed) {}

  // Customers, and active contracts of theirs: with and without interest, in the law's order and in
  // another, with and without a discount for early payment.
  void Found();
  // Learns what there is from the store.
  void Find();

  // Does anything, a while after what was done last; false if it was refused, as some are: a date
  // before the invoice's, say.
  bool DoAnything();
  // The customer of what was done last.
  const std::string& touched() const { return touched_; }

  // What is wrong with a customer's books, a line each: empty if
  // - payments and credit notes are to the minor unit what pays invoices and what is credit,
  // - what was invoiced and claimed is what was paid or taken off and what is open,
  // - nothing is paid or claimed beyond what is owed, and no credit stands beside an open invoice.
  std::string Faults(const std::string& customer_id);
  // Those of all customers.
  std::string AllFaults();
  // How the statement of a customer as of the end of the day reads.
  std::string StatementText(const std::string& customer_id, CivilDate date);

  std::int64_t Any(std::int64_t least, std::int64_t most);
  CivilDate Today();

 private:
  template <class UseCase>
  bool Do(UseCase use_case);
  template <class T>
  const T& AnyOf(const std::vector<T>& list);
  std::string NextId();
  domain::Money AnyAmount();
  CivilDate AnyDate();

  bool Invoice();
  bool Pay();
  bool TakeBill();
  bool Reverse();
  bool Credit();
  bool Dispute();
  bool ClaimInterest();
  bool AttachTaxInvoice();
  bool Demand();

  Vault& vault_;
  SystemEntropy entropy_;
  std::mt19937_64 random_;
  std::vector<domain::Contract> contracts_;
  std::vector<std::string> invoices_;
  std::vector<std::string> payments_;
  std::string touched_;
};

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_EVIDENCE_MONEY_WORLD_H_
