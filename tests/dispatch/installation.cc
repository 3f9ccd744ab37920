#include "tests/dispatch/installation.h"

#include <future>
#include <stdexcept>

#include "licensing/app/tokens.h"
#include "licensing/app/users.h"
#include "licensing/domain/token_text.h"
#include "licensing/rpc/admin_services.h"
#include "licensing/rpc/evidence_handlers.h"
#include "licensing/rpc/license_handlers.h"
#include "licensing/rpc/offline_handlers.h"

namespace countersign::rpc {
namespace {

constexpr std::int64_t kStart = 1'800'000'000;
constexpr const char* kIssuerName = "urn:countersign:test";

template <class T>
T Must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

// Key files are costly to make on purpose; every test may use the same.
std::shared_ptr<keys::KeyRing> SharedRing() {
  static const std::shared_ptr<keys::KeyRing> ring = [] {
    testing::TempDir directory;
    SystemEntropy entropy;
    const SecretBytes passphrase("correct horse battery staple");
    keys::NewKeys request;
    request.directory = directory / "keys";
    request.issuer = kIssuerName;
    request.now = FromSeconds(kStart);
    Must(keys::CreateKeys(request, passphrase, entropy));
    return std::shared_ptr<keys::KeyRing>(
        Must(keys::KeyRing::Open(directory / "keys", passphrase)));
  }();
  return ring;
}

}  // namespace

Installation::Installation()
    : clock_(FromSeconds(kStart)),
      ring_(SharedRing()),
      issuer_(*ring_, keys::IssuerOptions{kIssuerName, false, [](const std::string&) {}}),
      checkin_(*store_, *ring_, issuer_, clock_, entropy_),
      ledger_(*store_, *ring_, clock_),
      blob_files_(Must(store::DirectoryBlobFiles::Open(directory_ / "blobs", *store_, true))) {
  WatchOptions watching;
  watching.commits = [this] { return store_.sqlite().Figures().commits; };
  watches_.emplace(*store_, checkin_, std::move(watching));
  AddLicenseService(methods_, checkin_, *watches_, *ring_);
  const AdminDeps admin{*store_, entropy_, *ring_, *blob_files_};
  AddAdminServices(methods_, admin);
  AddOfflineKeys(methods_, admin, checkin_);
  AddEvidenceService(methods_, {*store_, *ring_, ledger_.sequencer(), ledger_.keeper()});
}

std::string Installation::NewToken(const std::string& user,
                                   const std::vector<domain::Role>& roles) {
  std::string text;
  Must(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
    const app::Act act{"system", "", clock_.Now(), entropy_};
    domain::User row;
    row.id = user;
    row.display_name = user;
    row.roles = roles;
    RETURN_IF_ERROR(app::CreateUser(tx, act, row));
    domain::Token token;
    token.display_name = "test";
    token.user_id = user;
    token.role = roles.front();
    token.expire_time = clock_.Now() + std::chrono::hours(24);
    ASSIGN_OR_RETURN(const auto made, app::CreateToken(tx, act, token));
    text = made.text.View(SecretAccess{});
    return app::Finish::kCommit;
  }));
  return text;
}

void Installation::ChangeToken(const std::string& token,
                               const std::function<void(domain::Token&)>& change) {
  Must(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
    auto row = Must(tx.tokens().Find(domain::ParseTokenText(token)->id)).value();
    change(row);
    RETURN_IF_ERROR(tx.tokens().Update(row));
    RETURN_IF_ERROR(
        app::Record(tx, {"system", "", clock_.Now(), entropy_}, "test.change", "test", {}));
    return app::Finish::kCommit;
  }));
}

void Installation::ChangeUser(const std::string& user,
                              const std::function<void(domain::User&)>& change) {
  Must(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
    auto row = Must(tx.users().Find(user)).value();
    change(row);
    RETURN_IF_ERROR(tx.users().Update(row));
    RETURN_IF_ERROR(
        app::Record(tx, {"system", "", clock_.Now(), entropy_}, "test.change", "test", {}));
    return app::Finish::kCommit;
  }));
}

Reply CallAndWait(Dispatcher& dispatcher, Call call) {
  std::promise<Reply> answered;
  dispatcher.Dispatch(std::move(call), [&](Reply reply) { answered.set_value(std::move(reply)); });
  return answered.get_future().get();
}

Call AdminCall(const std::string& method, const std::string& token, std::string body) {
  Call call;
  call.method = method;
  call.body = std::move(body);
  if (!token.empty()) call.authorization = "Bearer " + token;
  call.peer = "192.0.2.7";
  return call;
}

std::string Told(const Reply& reply) {
  if (reply) return "OK";
  return std::to_string(static_cast<int>(reply.error().code)) + " " +
         std::string(ReasonName(reply.error().reason));
}

}  // namespace countersign::rpc
