// The admin surface without a network: the method table on a real store and real keys, called as
// the dispatcher calls it once Guard has let a caller in. Requests are written as JSON.
#ifndef COUNTERSIGN_TESTS_RPC_ADMIN_SURFACE_H_
#define COUNTERSIGN_TESTS_RPC_ADMIN_SURFACE_H_

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "countersign/v1/access.pb.h"
#include "countersign/v1/catalog.pb.h"
#include "countersign/v1/contract.pb.h"
#include "countersign/v1/customer.pb.h"
#include "countersign/v1/key.pb.h"
#include "countersign/v1/license_admin.pb.h"
#include "countersign/v1/milestone.pb.h"
#include "countersign/v1/receivable.pb.h"
#include "countersign/v1/simulation.pb.h"
#include "licensing/app/bootstrap.h"
#include "licensing/app/simulated_clock.h"
#include "licensing/checkin/checkin.h"
#include "licensing/rpc/admin_services.h"
#include "licensing/store/blob_files.h"
#include "tests/support/fakes.h"
#include "tests/support/kept_ledger.h"
#include "tests/support/store_snapshot.h"
#include "tests/support/test_store.h"

namespace countersign::rpc {

// Of "signed".
inline constexpr std::string_view kPaperSha256 =
    "4a3cdfae6f291c8f544daea5b72905cf9e74c1ed427d831ad0d7ca00c73c794d";

// Key files are costly to make on purpose: one set for all tests.
const keys::KeyRing& TestKeys();

class AdminSurface : public ::testing::Test {
 protected:
  // A simulated installation, set up, with a first owner `admin`.
  AdminSurface();

  // Calls "CatalogService/CreateProduct" with a request in JSON, as user anna.
  Result<AnyMessage> CallAny(std::string_view method, const std::string& json);
  template <class Response>
  Result<Response> Call(std::string_view method, const std::string& json) {
    ASSIGN_OR_RETURN(const AnyMessage response, CallAny(method, json));
    return dynamic_cast<const Response&>(*response);
  }

  // The call is refused with this code and reason, and leaves no trace. Returns the error.
  Error Refused(Code code, Reason reason, std::string_view method, const std::string& json);
  void RefusedField(const std::string& field, std::string_view method, const std::string& json);

  // Makes product acme, policy node (node-locked, 2 machines), customer huzhou and, of these,
  // licence erp.
  void MakeLicense();
  // Machine m1 of licence erp, with one lease.
  void MakeMachine();

  // An attachment with the hash kPaperSha256 that belongs to nothing.
  void MakePaper();

  std::string Snapshot() { return testing::Snapshot(*store_); }
  std::vector<app::Entry> Entries() { return testing::AllEntries(*store_); }

  testing::TestStore store_;
  testing::FakeEntropy entropy_;
  Instant now_ = *ParseInstant("2026-03-31T08:00:00Z");
  std::unique_ptr<app::SimulatedClock> clock_;
  std::optional<testing::KeptLedger> ledger_;
  testing::TempDir directory_;
  std::unique_ptr<app::BlobFiles> blob_files_;
  keys::Issuer issuer_{TestKeys(), {"https://licences.example", true, {}}};
  std::optional<checkin::CheckIn> checkin_;
  MethodTable table_;
  Caller caller_{"users/anna", "tokens/t1", domain::Role::kOwner};
};

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_TESTS_RPC_ADMIN_SURFACE_H_
