// An installation in which a suspension is due, for faults that come between.
#ifndef COUNTERSIGN_TESTS_SERVER_FAULTS_DUE_SUSPENSION_H_
#define COUNTERSIGN_TESTS_SERVER_FAULTS_DUE_SUSPENSION_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/entropy.h"
#include "tests/server_faults/fleet.h"
#include "tests/server_faults/machine_clock.h"
#include "tests/support/server_process.h"

namespace countersign::testing {

// In Berlin, where the contracts are.
Instant At(std::string_view day, int hour, int minute = 0);

// The contract "k0" has been SUPPLY_STOPPED since 6 May 2026, and is to be suspended on Thursday,
// 21 May, from 09:00 in Berlin on: payments are known through the 20th. A machine of its licence
// runs. From that moment on a payment reminder of the contract "k1" may go out.
class DueSuspensionTest : public ::testing::Test {
 protected:
  // Made once for all.
  DueSuspensionTest();

  const std::filesystem::path& data() const { return data_; }
  // The data directory lies there from now on.
  void MoveTo(const std::filesystem::path& data);
  void Start(const std::map<std::string, std::string>& environment = {});
  void Stop();
  // What the server finds: payments through the day before, attested early in the morning.
  void Attest(std::string_view day);

  std::string Page(const std::string& page) const;
  double Figure(const std::string& name) const;
  CheckReply Renew();
  // Whether the machine's key, as it gets it now, has what is not paid for.
  bool KeyIsFull();
  // Until the scheduler has given two signs of life: between them it looked for what is due.
  void AwaitLook() const;
  // Everybody can see that nothing new is enforced, and why.
  void ExpectReason(const std::string& reason) const;
  void ExpectSure() const;
  void AwaitSuspension() const;
  // When effects began on 21 May, as the ledger tells.
  std::vector<std::string> EffectsBegun() const;

  const TempDir directory_;
  std::filesystem::path data_ = directory_ / "data";
  SystemEntropy entropy_;
  MachineClock clock_{At("2026-05-21", 9, 5)};
  FleetMachine machine_;
  FleetMachine stranger_;  // has the licence's code, and runs another product
  std::unique_ptr<ServerProcess> server_;
};

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SERVER_FAULTS_DUE_SUSPENSION_H_
