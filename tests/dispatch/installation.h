// The whole interface behind its dispatcher, in this process: real store, real keys, real handlers,
// and a clock that the test moves.
#ifndef COUNTERSIGN_TESTS_DISPATCH_INSTALLATION_H_
#define COUNTERSIGN_TESTS_DISPATCH_INSTALLATION_H_

#include <google/protobuf/message.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "licensing/checkin/checkin.h"
#include "licensing/keys/issuer.h"
#include "licensing/rpc/method_dispatcher.h"
#include "licensing/rpc/watches.h"
#include "licensing/store/blob_files.h"
#include "tests/support/fakes.h"
#include "tests/support/kept_ledger.h"
#include "tests/support/test_store.h"

namespace countersign::rpc {

class Installation {
 public:
  Installation();

  // Every method of the server.
  const MethodTable& methods() const { return methods_; }
  app::Store& store() { return *store_; }
  testing::FakeClock& clock() { return clock_; }
  Watches& watches() { return *watches_; }

  // A user with these roles, and a token of that user that carries the first of them.
  std::string NewToken(const std::string& user, const std::vector<domain::Role>& roles);
  // Changes the token's record, whose id is in its text.
  void ChangeToken(const std::string& token, const std::function<void(domain::Token&)>& change);
  void ChangeUser(const std::string& user, const std::function<void(domain::User&)>& change);

 private:
  SystemEntropy entropy_;
  testing::FakeClock clock_;
  testing::TestStore store_;
  std::shared_ptr<keys::KeyRing> ring_;
  keys::Issuer issuer_;
  checkin::CheckIn checkin_;
  std::optional<Watches> watches_;
  testing::KeptLedger ledger_;
  testing::TempDir directory_;
  std::unique_ptr<app::BlobFiles> blob_files_;
  MethodTable methods_;
};

// Calls a method and waits for its answer.
Reply CallAndWait(Dispatcher& dispatcher, Call call);
// A call of the admin surface, in protobuf.
Call AdminCall(const std::string& method, const std::string& token, std::string body = {});

// "CODE REASON" of a refusal, e.g. "16 TOKEN_MISSING"; "OK" for an answer.
std::string Told(const Reply& reply);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_TESTS_DISPATCH_INSTALLATION_H_
