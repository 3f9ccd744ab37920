#include "tests/rpc/admin_surface.h"

#include <stdexcept>

#include "licensing/app/blobs.h"
#include "licensing/base/encoding.h"
#include "licensing/keys/keyring.h"
#include "licensing/rpc/evidence_handlers.h"
#include "licensing/rpc/offline_handlers.h"

namespace countersign::rpc {
namespace {

template <class T>
T Must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

}  // namespace

const keys::KeyRing& TestKeys() {
  static const std::unique_ptr<keys::KeyRing> ring = [] {
    testing::TempDir directory;
    SystemEntropy entropy;
    const SecretBytes passphrase("correct horse battery staple");
    keys::NewKeys request;
    request.directory = directory / "keys";
    request.issuer = "https://licences.example";
    request.now = *ParseInstant("2026-03-01T00:00:00Z");
    Must(keys::CreateKeys(request, passphrase, entropy));
    return Must(keys::KeyRing::Open(directory / "keys", passphrase));
  }();
  return *ring;
}

AdminSurface::AdminSurface() {
  Must(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
    RETURN_IF_ERROR(app::SetUp(tx, {"https://licences.example", now_, now_}, entropy_));
    return app::Finish::kCommit;
  }));
  clock_ = Must(app::SimulatedClock::Open(*store_));
  blob_files_ = Must(store::DirectoryBlobFiles::Open(directory_ / "blobs", *store_, true));
  const AdminDeps deps{*store_, entropy_, TestKeys(), *blob_files_, clock_.get()};
  AddAdminServices(table_, deps);
  checkin_.emplace(*store_, TestKeys(), issuer_, *clock_, entropy_);
  AddOfflineKeys(table_, deps, *checkin_);
  ledger_.emplace(*store_, TestKeys(), *clock_);
  AddEvidenceService(table_, {*store_, TestKeys(), ledger_->sequencer(), ledger_->keeper()});
}

Result<AnyMessage> AdminSurface::CallAny(std::string_view method, const std::string& json) {
  const std::string name = "countersign.v1." + std::string(method);
  const Method* found = table_.Find(name);
  if (found == nullptr) throw std::runtime_error("no method " + name);
  const AnyMessage request = found->new_request();
  const auto parsed = google::protobuf::util::JsonStringToMessage(json, request.get());
  if (!parsed.ok()) throw std::runtime_error(std::string(parsed.message()) + " in " + json);
  ::countersign::rpc::Call call;
  call.method = name;
  return found->handle(CallContext{call, caller_, now_}, *request);
}

Error AdminSurface::Refused(Code code, Reason reason, std::string_view method,
                            const std::string& json) {
  const std::string before = Snapshot();
  const auto answer = CallAny(method, json);
  EXPECT_EQ(Snapshot(), before) << method << " " << json;
  if (answer) {
    ADD_FAILURE() << method << " was not refused with " << ReasonName(reason) << ": " << json;
    return {};
  }
  EXPECT_EQ(answer.error().code, code) << answer.error().message;
  EXPECT_EQ(ReasonName(answer.error().reason), ReasonName(reason)) << answer.error().message;
  return answer.error();
}

void AdminSurface::RefusedField(const std::string& field, std::string_view method,
                                const std::string& json) {
  const Error error = Refused(Code::kInvalidArgument, Reason::kFieldInvalid, method, json);
  const auto named = error.metadata.find("field");
  ASSERT_NE(named, error.metadata.end()) << error.message;
  EXPECT_EQ(named->second, field);
}

void AdminSurface::MakeLicense() {
  Must(CallAny("CatalogService/CreateProduct", R"({"productId":"acme","product":{
    "displayName":"ACME","entitlements":[{"name":"reports"},{"name":"seats","limit":5}]}})"));
  Must(CallAny("CatalogService/CreatePolicy", R"({"policyId":"node","policy":{
    "displayName":"Node","kind":"LICENSE_KIND_NODE_LOCKED","maxMachines":2,
    "maxOfflineKey":"8640000s"}})"));
  Must(CallAny("CustomerService/CreateCustomer",
               R"({"customerId":"huzhou","customer":{"displayName":"湖州精密机械"}})"));
  Must(CallAny("LicenseAdminService/CreateLicense", R"({"licenseId":"erp","license":{
    "customer":"customers/huzhou","product":"products/acme","policy":"policies/node"}})"));
}

void AdminSurface::MakeMachine() {
  domain::Machine machine;
  machine.id = "m1";
  machine.license_id = "erp";
  machine.public_key = std::string(32, 'k');
  machine.fingerprint = {{1, std::string(32, 'f')}};
  machine.product_version = "4.2.1";
  machine.last_check_time = now_;
  machine.meta = {1, now_, now_};
  domain::Lease lease;
  lease.id = "l1";
  lease.license_id = "erp";
  lease.machine_id = "m1";
  lease.issue_time = now_;
  lease.expire_time = now_ + std::chrono::hours(24);
  lease.offline_time = lease.expire_time;
  const app::Act act{"machines/m1", "", now_, entropy_};
  Must(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
    RETURN_IF_ERROR(tx.machines().Insert(machine));
    RETURN_IF_ERROR(tx.leases().Insert(lease));
    RETURN_IF_ERROR(app::Record(tx, act, "lease.issue", "licenses/erp/machines/m1", {}));
    return app::Finish::kCommit;
  }));
}

void AdminSurface::MakePaper() {
  const app::Act act{"users/anna", "", now_, entropy_};
  const app::BlobUpload upload{.id = "01mcc5rm00m8zw2653y84ancja",
                               .sha256 = Sha256("signed"),
                               .resource = "",
                               .size = 6,
                               .media_type = "application/pdf",
                               .file_name = "clause.pdf"};
  Must(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
    RETURN_IF_ERROR(app::PutBlob(tx, act, upload, app::NewBlobKey(entropy_)));
    return app::Finish::kCommit;
  }));
}

}  // namespace countersign::rpc
