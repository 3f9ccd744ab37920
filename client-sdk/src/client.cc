#include "countersign/client.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <exception>

#include "client-sdk/src/bytes.h"
#include "client-sdk/src/evaluate.h"
#include "client-sdk/src/machine_clock.h"
#include "client-sdk/src/session.h"
#include "client-sdk/src/wire.h"

namespace countersign::sdk {
namespace {

bool IsProductId(std::string_view id) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !id.empty() && id.size() <= 63 && id[0] >= 'a' && id[0] <= 'z' &&
         std::all_of(id.begin(), id.end(), allowed);
}

bool IsServer(std::string_view server) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (server.substr(0, scheme.size()) == scheme) return server.size() > scheme.size();
  }
  return false;
}

std::string ProblemOf(const Options& options) {
  if (!IsProductId(options.product)) return "product must be an id such as acme-erp";
  if (options.version.empty() || options.version.size() > 64)
    return "version is missing or too long";
  if (options.roots.keys.empty()) return "roots are missing";
  if (options.roots.threshold < 1 || options.roots.threshold > options.roots.keys.size()) {
    return "roots.threshold is not between 1 and the number of keys";
  }
  if (!std::all_of(options.servers.begin(), options.servers.end(), IsServer)) {
    return "a server's address must begin with https:// or http://";
  }
  if (options.machine_id.size() > 256) return "machine_id is longer than 256 bytes";
  if (options.process_id.size() > 64) return "process_id is longer than 64 bytes";
  for (const auto timeout :
       {options.connect_timeout, options.request_timeout, options.startup_timeout}) {
    if (timeout < std::chrono::milliseconds(1) || timeout > std::chrono::minutes(10)) {
      return "a time-out is not between 1 ms and 10 min";
    }
  }
  return {};
}

// A fault inside the client, or in what the host gave it. Called in a handler.
Status Fault() noexcept {
  Status status;
  try {
    status.reason = "INTERNAL_FAULT";
    WriteSentences(status);
    try {
      throw;
    } catch (const std::exception& e) {
      status.problem = e.what();
    }
  } catch (...) {
    // Out of memory, or no exception of ours: what is there has to do.
    return status;
  }
  return status;
}

}  // namespace

class Client::Impl {
 public:
  explicit Impl(Options options)
      : options_(std::move(options)), session_(new Session(options_, nullptr)) {}

  // A forked child leaves the parent's session as it is: its thread does not exist here, and its
  // locks may be held for ever.
  ~Impl() {
    Session* session = session_.load();
    if (session->process() == ::getpid()) delete session;
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Session& session() {
    Session* current = session_.load(std::memory_order_acquire);
    const int process = ::getpid();
    if (current->process() == process) return *current;
    auto own = std::make_unique<Session>(options_, current);
    if (session_.compare_exchange_strong(current, own.get())) return *own.release();
    return *current;
  }

  // Touches nothing that a fork could have left locked.
  const Entitlements& RightsNow() const {
    return session_.load(std::memory_order_acquire)->RightsNow();
  }

 private:
  const Options options_;
  std::atomic<Session*> session_;
};

Client::Client(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Client::~Client() = default;

Client::Created Client::Create(Options options) noexcept {
  Created created;
  try {
    const std::string problem = ProblemOf(options);
    if (!problem.empty()) {
      created.error = {"OPTION_INVALID", problem};
      return created;
    }
    if (!ReadyCrypto()) {
      created.error = {"INTERNAL_FAULT", "this machine has no source of randomness"};
      return created;
    }
    if (!options.clock) options.clock = std::make_shared<MachineClock>();
    created.client.reset(new Client(std::make_unique<Impl>(std::move(options))));
  } catch (const std::exception& e) {
    try {
      created.error = {"INTERNAL_FAULT", e.what()};
    } catch (...) {
      created.client.reset();
    }
  }
  return created;
}

Status Client::CheckAtStartup() noexcept {
  try {
    return impl_->session().CheckAtStartup();
  } catch (...) {
    return Fault();
  }
}

Status Client::Current() const noexcept {
  try {
    return impl_->session().Current();
  } catch (...) {
    return Fault();
  }
}

Status Client::Refresh() noexcept {
  try {
    return impl_->session().Refresh();
  } catch (...) {
    return Fault();
  }
}

Status Client::Activate(std::string_view code) noexcept {
  try {
    return impl_->session().Activate(code);
  } catch (...) {
    return Fault();
  }
}

Error Client::Deactivate() noexcept {
  try {
    return impl_->session().Deactivate();
  } catch (...) {
    Error error;
    error.code.assign("INTERNAL_FAULT");  // fits the string's own room
    return error;
  }
}

Error Client::UseEmergencyCode(std::string_view code) noexcept {
  try {
    return impl_->session().UseEmergencyCode(code);
  } catch (...) {
    Error error;
    error.code.assign("INTERNAL_FAULT");  // fits the string's own room
    return error;
  }
}

Client::Exported Client::ExportRequest(std::string_view code) noexcept {
  try {
    return impl_->session().ExportRequest(code);
  } catch (...) {
    Exported exported;
    exported.error.code.assign("INTERNAL_FAULT");  // fits the string's own room
    return exported;
  }
}

Error Client::ImportLicense(std::string_view text) noexcept {
  try {
    return impl_->session().ImportLicense(text);
  } catch (...) {
    Error error;
    error.code.assign("INTERNAL_FAULT");  // fits the string's own room
    return error;
  }
}

bool Client::Has(std::string_view feature) const noexcept {
  try {
    return impl_->RightsNow().count(std::string(feature)) != 0;
  } catch (...) {
    return false;
  }
}

std::optional<std::int64_t> Client::Limit(std::string_view feature) const noexcept {
  try {
    const Entitlements& rights = impl_->RightsNow();
    const auto found = rights.find(std::string(feature));
    return found == rights.end() ? std::nullopt : found->second;
  } catch (...) {
    return std::nullopt;
  }
}

void Client::Start() noexcept {
  try {
    impl_->session().Start();
  } catch (...) {
    // No thread: the next Start or Refresh tries again.
    return;
  }
}

void Client::Stop() noexcept {
  try {
    impl_->session().Stop();
  } catch (...) {
    // Locking failed, which only happens in a child whose parent held the lock: no thread here.
    return;
  }
}

void Client::OnChange(std::function<void(const Status&)> callback) noexcept {
  try {
    impl_->session().OnChange(std::move(callback));
  } catch (...) {
    // Out of memory: the previous callback stays.
    return;
  }
}

}  // namespace countersign::sdk
