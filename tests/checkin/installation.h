// A whole installation, server side: real keys, a real store, the real CheckIn, and a clock that
// the test moves. And software that asks it.
#ifndef COUNTERSIGN_TESTS_CHECKIN_INSTALLATION_H_
#define COUNTERSIGN_TESTS_CHECKIN_INSTALLATION_H_

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "licensing/checkin/checkin.h"
#include "licensing/domain/activation_code.h"
#include "tests/support/fakes.h"
#include "tests/support/test_store.h"

namespace countersign::checkin {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

using domain::LicenseKind;
using domain::Outcome;

// What a check came to, verified as the client would.
struct Verified {
  CheckAnswer answer;
  verify::Status status;
  std::optional<verify::LicenseKey> key;
};

class Installation {
 public:
  Installation();

  app::Store& store() { return *store_; }
  const keys::KeyRing& ring() const { return *ring_; }
  const keys::Issuer& issuer() const { return *issuer_; }
  CheckIn& checkin() { return *checkin_; }
  Entropy& entropy() { return entropy_; }
  Instant now() const { return clock_.Now(); }
  void Advance(std::chrono::microseconds by) { clock_.Advance(by); }
  // As after a restart of the server.
  void Restart();
  // Puts something else, such as a faulty store, between CheckIn and the store.
  void CheckThrough(app::Store& store);
  std::filesystem::path database() const { return store_.database(); }
  // An alarm of the issuer fails the test, unless it goes here.
  std::vector<std::string>* alarms = nullptr;

  // Makes product "acme-erp" and returns a policy to spoil and store.
  domain::Policy NewPolicy(LicenseKind kind, std::int32_t machines);
  void Put(const domain::Policy& policy);
  // A licence under the stored policy; returns its activation code.
  std::string NewLicense(domain::License license = {});
  // Changes what is on file, as an administrator would.
  void ChangeLicense(const std::function<void(domain::License&)>& change);
  void ChangePolicy(const std::function<void(domain::Policy&)>& change);
  void ChangeProduct(const std::function<void(domain::Product&)>& change);
  void Suspend(domain::SuspensionCause cause = domain::SuspensionCause::kSecurity);
  void Restore();

  domain::License License();
  std::optional<domain::Lease> FindLease(std::string_view id);
  domain::Machine FindMachine(std::string_view id);
  app::SeatCount Seats();
  std::vector<app::Entry> Entries();
  // The entries' actions since the last call, in order.
  std::vector<std::string> NewActions();

 private:
  template <class T>
  void Change(app::Repository<T>& (app::Transaction::*repository)(), const std::string& id,
              const std::function<void(T&)>& change);

  SystemEntropy entropy_;
  testing::TestStore store_;
  std::shared_ptr<keys::KeyRing> ring_;
  std::unique_ptr<keys::Issuer> issuer_;
  testing::FakeClock clock_;
  std::unique_ptr<CheckIn> checkin_;
  std::string policy_id_ = "standard";
  std::string license_id_ = "license-1";
  std::size_t seen_entries_ = 0;
};

// One installed program.
class Software {
 public:
  // Machines differ in every component of their fingerprint but the CPU's model.
  Software(Installation& installation, std::string machine);

  // As after the machine was set up again: the same hardware, nothing else.
  void Reinstall();
  // As after the machine's disk was copied to other hardware.
  void MoveTo(const std::string& machine);

  domain::CheckRequest Activation(const std::string& code);
  domain::CheckRequest Renewal();

  // Sends a request as it is, with its proof; verifies the answer and takes over what it says.
  Result<Verified> Send(const domain::CheckRequest& request);
  // Sends it, and throws if there is no answer.
  Verified Ask(const domain::CheckRequest& request);
  Verified Activate(const std::string& code) { return Ask(Activation(code)); }
  Verified Renew() { return Ask(Renewal()); }
  // As if the answer was lost on the way: nothing is taken over.
  Result<Verified> SendAndLose(const domain::CheckRequest& request);
  Result<CheckAnswer> SendWithProof(const domain::CheckRequest& request, const std::string& proof);

  // The request comes as a text to an administrator, who issues a key and sends it back.
  Result<Verified> SendOffline(const domain::CheckRequest& request,
                               const std::string& license_id = "license-1");

  domain::ReleaseRequest Release();
  Result<void> Send(const domain::ReleaseRequest& request);

  std::string ProofOf(const domain::CheckRequest& request) const;

  std::string product_id = "acme-erp";
  std::string version = "4.2.0";
  std::string process_id;
  std::string lease_id;
  std::string secret;
  std::uint64_t counter = 0;

 private:
  domain::CheckRequest Common();
  Verified Verify(const domain::CheckRequest& request, CheckAnswer answer);
  Installation& installation_;
  std::string seed_;
  domain::Fingerprint fingerprint_;
};

// The request's bytes: any form does that tells all of its content.
std::string BytesOf(const domain::CheckRequest& request);
std::string BytesOf(const domain::ReleaseRequest& request);
std::string NewUuid(Entropy& entropy);

}  // namespace countersign::checkin

#endif  // COUNTERSIGN_TESTS_CHECKIN_INSTALLATION_H_
