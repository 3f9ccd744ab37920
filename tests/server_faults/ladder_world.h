// Any number of contracts with a claim that nobody pays, put into a store by the use cases, and the
// engine that takes them down the ladder: what a server then finds in its data directory.
#ifndef COUNTERSIGN_TESTS_SERVER_FAULTS_LADDER_WORLD_H_
#define COUNTERSIGN_TESTS_SERVER_FAULTS_LADDER_WORLD_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/notice_desk.h"
#include "licensing/app/standing_steps.h"
#include "licensing/base/civil_date.h"
#include "licensing/base/entropy.h"

namespace countersign::app {

// Contract "k7" of the customer "c7" in Berlin has the sub-contract "k7-part" of 1,000.00 with the
// entitlement "reports"; its right to suspend was disclosed and assented to on 2 February 2026. Its
// contact "payer" also signs. Of its invoice "i7" 500.00 are due on 31 March 2026, with a credit
// term of 30 days. By the Chinese preset, which is the soonest.
class LadderWorld {
 public:
  // Each outlives it.
  LadderWorld(Store& store, Entropy& entropy);

  // As many as fit go into one transaction. Their contracts may be of another zone than Berlin.
  void AddContracts(int first, int count, std::string_view zone = "Europe/Berlin");
  // Another 500.00 of contract "k<number>", invoiced now.
  void AddInvoice(int number, const std::string& id, std::string_view due);
  // A licence of contract "k0" for one machine of the product "acme": its activation code.
  std::string AddLicense();

  // At nine o'clock of each day, given as "2026-05-20": attests yesterday's payments, takes what is
  // due, and sends what may go out to a relay that takes everything.
  void Run(std::string_view first, std::string_view last);
  // Now, whatever has fallen due of the standings.
  void TakeDue();
  // Of contract "k<number>", in writing.
  void AcknowledgeFormalNotice(int number);
  // Through yesterday in a zone, as of now.
  void Attest(std::string_view zone = "Europe/Berlin");
  void Now(Instant now) { now_ = now; }
  // The first instant of a day in Berlin.
  static Instant StartOf(std::string_view day);

 private:
  using Work = std::function<Result<void>(Transaction&, const Act&)>;
  void Do(const Work& work);
  Result<void> AddParties(Transaction& tx, const Act& act, const std::string& number);
  Result<void> AddContract(Transaction& tx, const Act& act, const std::string& number,
                           std::string_view zone);
  void SendMail();

  Store& store_;
  Entropy& entropy_;
  Instant now_{};
  NoticeDesk desk_;
  StandingSteps steps_;
  NoticeFollower follower_;
};

// The SHA-256 of the paper that proves everything.
std::string PaperOfTests();
// What countersign.toml says of the vendor.
NoticeSettings VendorOfTests();

}  // namespace countersign::app

#endif  // COUNTERSIGN_TESTS_SERVER_FAULTS_LADDER_WORLD_H_
