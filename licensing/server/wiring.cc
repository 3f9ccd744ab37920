#include "licensing/server/wiring.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include "licensing/app/bootstrap.h"
#include "licensing/app/ledger_keeper.h"
#include "licensing/app/missing_records.h"
#include "licensing/app/operation_runner.h"
#include "licensing/app/simulated_clock.h"
#include "licensing/base/clock.h"
#include "licensing/base/entropy.h"
#include "licensing/checkin/checkin.h"
#include "licensing/gateway/connect.h"
#include "licensing/gateway/gateway.h"
#include "licensing/keys/issuer.h"
#include "licensing/keys/keyring.h"
#include "licensing/rpc/admin_services.h"
#include "licensing/rpc/blob_calls.h"
#include "licensing/rpc/evidence_handlers.h"
#include "licensing/rpc/executor.h"
#include "licensing/rpc/grpc/grpc_face.h"
#include "licensing/rpc/license_handlers.h"
#include "licensing/rpc/method_dispatcher.h"
#include "licensing/rpc/method_table.h"
#include "licensing/rpc/offline_handlers.h"
#include "licensing/rpc/watches.h"
#include "licensing/server/address.h"
#include "licensing/server/call_log.h"
#include "licensing/server/config.h"
#include "licensing/server/delivering.h"
#include "licensing/server/doubts.h"
#include "licensing/server/log.h"
#include "licensing/server/metrics.h"
#include "licensing/server/notice_pages.h"
#include "licensing/server/payment_data.h"
#include "licensing/server/readiness.h"
#include "licensing/server/scheduling.h"
#include "licensing/server/serve_settings.h"
#include "licensing/server/store_secrets.h"
#include "licensing/server/tls.h"
#include "licensing/store/blob_files.h"
#include "licensing/store/checkpoint_file.h"
#include "licensing/store/sqlite_store.h"

namespace countersign::server {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kWaitingPages = 64;
// A stopping server refuses calls until none came for a while; clients wait less before they retry.
constexpr std::chrono::milliseconds kQuiet{500};
constexpr std::chrono::milliseconds kQuietCheck{20};
constexpr std::chrono::seconds kQuietAtLatest{5};

// gRPC's log function takes no context, and there is one server in a process.
std::atomic<Log*> grpc_log{nullptr};

void LogGrpcFault(std::string_view message) {
  if (Log* log = grpc_log.load()) log->Write(LogLevel::kWarning, "grpc", {{"message", message}});
}

Result<std::string> ReadIssuer(app::Store& store) {
  std::optional<std::string> issuer;
  RETURN_IF_ERROR(store.Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(issuer, view.settings().Find(app::kIssuer));
    return {};
  }));
  if (issuer) return *std::move(issuer);
  return Fail(Code::kFailedPrecondition, Reason::kStateConflict,
              "the database holds no installation: make one with `countersign init`");
}

}  // namespace

// In the order in which they are made; each uses only what stands above it.
struct Server::Parts {
  explicit Parts(Config loaded) : config(std::move(loaded)) {}

  Config config;
  Log log{config.log_format, config.log_level};
  Metrics metrics;
  CallLog call_log{log, metrics};
  SystemEntropy entropy;
  SystemClock system_clock;
  SystemUptime uptime;
  std::unique_ptr<store::SqliteStore> store;
  std::unique_ptr<app::BlobFiles> blob_files;
  std::unique_ptr<app::SimulatedClock> simulated_clock;
  std::optional<GuardedClock> guarded_clock;  // without a simulated one
  std::unique_ptr<keys::KeyRing> ring;
  std::optional<keys::Issuer> issuer;
  std::optional<checkin::CheckIn> checkin;
  std::optional<store::CheckpointFile> published_checkpoint;
  std::optional<app::Sequencer> sequencer;
  std::optional<app::LedgerKeeper> ledger_keeper;
  std::optional<Doubts> doubts;
  std::optional<Scheduling> scheduling;
  app::NoticeFollower message_hook{config.vendor};
  std::unique_ptr<Delivering> delivering;
  std::optional<app::OperationRunner> operations;
  std::optional<rpc::Watches> watches;
  rpc::MethodTable methods;
  std::optional<rpc::MethodDispatcher> dispatcher;
  std::optional<rpc::BlobCalls> blob_calls;
  bool serving = false;  // both faces listen
  std::atomic<bool> stopping{false};
  std::optional<rpc::Executor> page_maker;
  std::optional<NoticePages> notice_pages;
  std::optional<gateway::Connect> connect;
  std::unique_ptr<gateway::Gateway> gateway;
  std::unique_ptr<rpc::GrpcFace> grpc;

  const Clock& clock() const {
    if (simulated_clock) return *simulated_clock;
    return *guarded_clock;
  }

  Result<void> Open(const ServeOptions& options);
  void MakeIssuer(std::string name);
  struct LedgerStart;
  Result<LedgerStart> BeginLedger(const fs::path& data);
  void KeepLedger();
  app::Doubt Doubt() {
    return [this](Instant) { return doubts->Reason(); };
  }
  void Alarm(const std::string& kind, const std::string& sentence);
  Result<void> AdvanceTo(app::SimulatedClock& clock, Instant to);
  void AddServices();
  void AddGauges();
  gateway::Pages MakePages();
  Result<void> Listen(const fs::path& data);
  void Stop();
  void AwaitQuiet() const;
};

// How the database stands to what was published last.
struct Server::Parts::LedgerStart {
  bool is_older = false;   // or may be: it is not known to be the one that was signed for last
  bool is_newest = false;  // and lacks nothing
};

Result<void> Server::Parts::Open(const ServeOptions& options) {
  ASSIGN_OR_RETURN(const SecretBytes passphrase, FindPassphrase(options, config));
  ASSIGN_OR_RETURN(ring, keys::KeyRing::Open(options.data / "keys", passphrase));
  store::SqliteOptions store_options;
  store_options.path = options.data / "countersign.db";
  ASSIGN_OR_RETURN(store, store::SqliteStore::Open(store_options, StoreSecretsOf(ring->master())));
  ASSIGN_OR_RETURN(std::string name, ReadIssuer(*store));
  ASSIGN_OR_RETURN(simulated_clock, app::SimulatedClock::Open(*store));
  if (!simulated_clock) guarded_clock.emplace(options.data / "clock.mark", system_clock, uptime);
  MakeIssuer(std::move(name));
  checkin.emplace(*store, *ring, *issuer, clock(), entropy);
  ASSIGN_OR_RETURN(const LedgerStart start, BeginLedger(options.data));
  KeepLedger();
  doubts.emplace(*store, guarded_clock ? &*guarded_clock : nullptr, start.is_older);
  ASSIGN_OR_RETURN(
      blob_files, store::DirectoryBlobFiles::Open(options.data / "blobs", *store, start.is_newest));
  scheduling.emplace(*store, clock(), entropy, config, *doubts, log);
  const Delivering::Parts parts{
      .store = *store,
      .clock = clock(),
      .entropy = entropy,
      .hook = message_hook,
      .simulated = simulated_clock.get(),
      .log = log,
      .observe = [this](const rpc::CallRecord& record) { call_log.Add(record); },
      .calls_per_minute = static_cast<std::uint32_t>(config.software_calls_per_minute)};
  ASSIGN_OR_RETURN(delivering,
                   Delivering::Open(parts, config.delivery, options.data, ring->master()));
  store->OnCommit([this] {
    scheduling->scheduler().Wake();
    delivering->worker().Wake();
  });
  AddServices();
  AddGauges();
  return {};
}

void Server::Parts::MakeIssuer(std::string name) {
  keys::IssuerOptions options;
  options.issuer = std::move(name);
  options.simulated = simulated_clock != nullptr;
  options.portal = config.vendor.portal_address;
  options.alarm = [this](const std::string& sentence) {
    Alarm("restriction_not_issued", sentence);
  };
  issuer.emplace(*ring, std::move(options));
}

// Before anything else is published, which would hide what is missing.
Result<Server::Parts::LedgerStart> Server::Parts::BeginLedger(const fs::path& data) {
  published_checkpoint.emplace(data / "ledger.checkpoint");
  sequencer.emplace(*store, *ring, clock(), *published_checkpoint);
  const auto published = published_checkpoint->Read();
  const bool is_missing = published && !*published;
  if (published) {
    const app::Act act{"system", "", clock().Now(), entropy};
    RETURN_IF_ERROR(app::NoteMissingRecords(*store, *published, app::LedgerKeys(*ring), act));
  }
  const bool continues = sequencer->CatchUp().has_value();
  std::optional<app::MissingRecords> lacking;
  RETURN_IF_ERROR(store->Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(lacking, app::FindMissingRecords(view));
    return {};
  }));
  return LedgerStart{.is_older = !continues && !is_missing,
                     .is_newest = continues && !is_missing && !lacking};
}

void Server::Parts::KeepLedger() {
  app::LedgerKeeperOptions options;
  options.keys = app::LedgerKeys(*ring);
  options.commits = [this] { return store->Figures().commits; };
  options.alarm = [this](const std::string& kind, const std::string& sentence) {
    Alarm(kind, sentence);
  };
  ledger_keeper.emplace(*store, *sequencer, *published_checkpoint, clock(), std::move(options));
}

void Server::Parts::Alarm(const std::string& kind, const std::string& sentence) {
  metrics.CountAlarm(kind);
  log.Write(LogLevel::kWarning, "alarm",
            {{"kind", std::string_view(kind)}, {"message", std::string_view(sentence)}});
}

// Steps and messages in the order in which they fall due.
Result<void> Server::Parts::AdvanceTo(app::SimulatedClock& clock, Instant to) {
  delivery::Worker::Stretch stretch;
  return scheduling->scheduler().RunUntil(
      clock, to, [&](Instant until) { return delivering->worker().DeliverUntil(until, stretch); });
}

void Server::Parts::AddServices() {
  rpc::WatchOptions watch_options;
  watch_options.commits = [this] { return store->Figures().commits; };
  watches.emplace(*store, *checkin, std::move(watch_options));
  rpc::AddLicenseService(methods, *checkin, *watches, *ring);
  operations.emplace(app::ImportDeps{*store, *blob_files, clock(), entropy},
                     [this](const Error& error) {
                       log.Write(LogLevel::kError, "operation", {{"message", error.message}});
                     });
  const rpc::AdminDeps admin{
      *store,
      entropy,
      *ring,
      *blob_files,
      simulated_clock.get(),
      [this](app::SimulatedClock& moved, Instant to) { return AdvanceTo(moved, to); },
      [this] { operations->Wake(); },
      app::NoticeDesk(config.vendor),
      Doubt()};
  rpc::AddAdminServices(methods, admin);
  rpc::AddOfflineKeys(methods, admin, *checkin);
  rpc::AddEvidenceService(methods, {*store, *ring, *sequencer, *ledger_keeper});
  rpc::DispatcherOptions options = DispatcherOptionsOf(config);
  options.observe = [this](const rpc::CallRecord& record) { call_log.Add(record); };
  dispatcher.emplace(methods, *store, clock(), std::move(options));
  rpc::BlobOptions blob_options;
  blob_options.max_bytes = static_cast<std::uint64_t>(config.blob_max_bytes);
  blob_options.transfers = static_cast<int>(config.blob_transfers);
  blob_options.observe = [this](const rpc::CallRecord& record) { call_log.Add(record); };
  blob_calls.emplace(*store, *blob_files, entropy, clock(), std::move(blob_options));
}

void Server::Parts::AddGauges() {
  scheduling->AddGauges(metrics);
  delivering->AddGauges(metrics);
  metrics.AddGauge("countersign_store_commits", "Transactions committed since the start",
                   [this] { return static_cast<double>(store->Figures().commits); });
  metrics.AddGauge("countersign_store_refused_writes", "Transactions that were given up",
                   [this] { return static_cast<double>(store->Figures().refused_writes); });
  metrics.AddGauge("countersign_store_wal_pages", "Pages in the write-ahead log now",
                   [this] { return static_cast<double>(store->Figures().wal_pages); });
  metrics.AddGauge("countersign_store_full", "1 if the last write found no room on the disk",
                   [this] { return store->Figures().full ? 1.0 : 0.0; });
  metrics.AddGauge("countersign_enforcement_doubt",
                   "1 if nothing new is enforced because the server is not sure of itself",
                   [this] { return doubts->Look().empty() ? 0.0 : 1.0; });
  metrics.AddGauge("countersign_payments_known_until_seconds",
                   "Until when payments are known, as Unix time; 0 if none were ever attested",
                   [this] {
                     const auto until = PaymentsKnownUntil(*store);
                     return until ? static_cast<double>(ToSeconds(*until)) : 0.0;
                   });
  metrics.AddGauge("countersign_ledger_faults",
                   "Differences that the last check of the ledger found", [this] {
                     const auto last = ledger_keeper->LastVerification();
                     return last ? static_cast<double>(last->report.fault_count) : 0.0;
                   });
  metrics.AddGauge("countersign_trust_bundle_expire_time_seconds",
                   "When software stops taking the trust bundle as a new one, as Unix time",
                   [this] { return static_cast<double>(ring->bundle().expires_at); });
}

gateway::Pages Server::Parts::MakePages() {
  page_maker.emplace(1, kWaitingPages);
  gateway::Pages pages;
  pages["/healthz"] = [](const gateway::AnswerDone& done) {
    done({200, "application/json", R"({"alive":true})", {}});
  };
  pages["/readyz"] = [this](const gateway::AnswerDone& done) {
    const auto posted = page_maker->Post([this, done] {
      Readiness readiness =
          CheckReadiness(*store, *ring, *ledger_keeper, scheduling->scheduler().Status(),
                         doubts->Look(), clock().Now());
      readiness.checks.push_back(CheckPaymentData(*store, clock().Now()));
      readiness.checks.push_back(delivering->Check());
      if (stopping) readiness.checks.push_back({"serving", false, true, "the server is stopping"});
      done({readiness.ready() ? 200 : 503, "application/json", readiness.Json(), {}});
    });
    if (posted != rpc::Executor::Posted::kAccepted)
      done({503, "application/json", R"({"ready":false,"checks":[]})", {}});
  };
  pages["/metrics"] = [this](const gateway::AnswerDone& done) {
    const auto posted = page_maker->Post([this, done] {
      done({200, "text/plain; version=0.0.4; charset=utf-8", metrics.Text(), {}});
    });
    if (posted != rpc::Executor::Posted::kAccepted) done({503, "text/plain", "too busy\n", {}});
  };
  return pages;
}

Result<void> Server::Parts::Listen(const fs::path& data) {
  ASSIGN_OR_RETURN(const std::optional<TlsIdentity> tls, LoadTls(data, config));
  notice_pages.emplace(NoticePages::Parts{*store, clock(), entropy, call_log}, config.vendor,
                       static_cast<std::uint32_t>(config.software_calls_per_minute));
  connect.emplace(
      methods, *dispatcher, MakePages(), &*notice_pages, delivering->PostTargets(),
      [this](const rpc::Call& call, const Error& error) { call_log.AddRefused(call, error); });
  ASSIGN_OR_RETURN(gateway,
                   gateway::Gateway::Start(*connect, *blob_calls, GatewayOptionsOf(config, tls)));
  rpc::GrpcOptions options{config.grpc, std::nullopt};
  if (tls) options.tls = rpc::GrpcTls{tls->certificate_pem, tls->key_pem};
  grpc_log = &log;
  rpc::PrepareProcessForGrpc(LogGrpcFault);
  ASSIGN_OR_RETURN(grpc, rpc::GrpcFace::Start(methods, *dispatcher, options));
  if (!IsLocalAddress(config.grpc))
    log.Write(LogLevel::kWarning, "grpc_beyond_this_machine",
              {{"message",
                "gRPC listens beyond this machine: put a proxy before it that guards against "
                "stream resets, or let software use the HTTP face"}});
  return {};
}

void Server::Parts::Stop() {
  if (stopping.exchange(true)) return;
  if (serving) log.Write(LogLevel::kInfo, "stopping", {});
  std::thread http([this] {
    if (gateway) gateway->Stop(config.stop);
  });
  // First, because AdvanceClock may be at work on years, and may wait for a relay.
  if (delivering) delivering->worker().Stop();
  if (scheduling) scheduling->scheduler().Stop();
  // What was accepted is answered; what still comes is refused with a reason.
  if (blob_calls) blob_calls->Close();
  if (dispatcher) {
    dispatcher->Stop();
    AwaitQuiet();
  }
  if (watches) watches->Stop();
  if (grpc) grpc->Stop(config.stop);
  http.join();
  if (operations) operations->Stop();
  if (page_maker) page_maker->Stop();
  if (notice_pages) notice_pages->Stop();
  if (delivering) delivering->StopPosts();
  if (ledger_keeper) ledger_keeper->Stop();
  if (serving) log.Write(LogLevel::kInfo, "stopped", {});
  grpc_log = nullptr;
}

// Until clients have heard that the server stops: gRPC cuts, without a word, what reaches it while
// it shuts down.
void Server::Parts::AwaitQuiet() const {
  const auto latest = std::chrono::steady_clock::now() + std::min(kQuietAtLatest, config.stop);
  for (auto now = std::chrono::steady_clock::now();
       now < latest && now - dispatcher->last_call() < kQuiet;
       now = std::chrono::steady_clock::now())
    std::this_thread::sleep_for(kQuietCheck);
}

Result<std::unique_ptr<Server>> Server::Start(const ServeOptions& options) {
  ASSIGN_OR_RETURN(Config config, LoadConfig(options));
  auto parts = std::make_unique<Parts>(std::move(config));
  std::unique_ptr<Server> server(new Server(std::move(parts)));
  RETURN_IF_ERROR(server->parts_->Open(options));
  RETURN_IF_ERROR(server->parts_->Listen(options.data));
  server->parts_->scheduling->scheduler().Start();
  server->parts_->delivering->worker().Start();
  server->parts_->serving = true;
  server->parts_->log.Write(LogLevel::kInfo, "serving",
                            {{"grpc", server->grpc_address()}, {"http", server->http_address()}});
  return server;
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Server::~Server() { Stop(); }

const std::string& Server::grpc_address() const { return parts_->grpc->address(); }
const std::string& Server::http_address() const { return parts_->gateway->address(); }

void Server::Stop() { parts_->Stop(); }

}  // namespace countersign::server
