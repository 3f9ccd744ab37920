// Countersign's client: asks once at start-up whether this copy may run, and keeps the answer fresh
// in the background. docs/sdk.md is the guide.
//
//   using namespace countersign::sdk;
//   Options options;
//   options.product = "acme-erp";
//   options.version = "4.2.1";
//   options.roots = RootsFromText(kOurRoots, nullptr);
//   options.servers = {"https://licences.example.com"};
//   auto created = Client::Create(options);
//   if (!created.client) Fail(created.error.message);
//   const Status status = created.client->CheckAtStartup();
//   if (!status.ok()) Tell(status.sentence_en);
//   created.client->Start();
//
// Nothing here throws, aborts, installs signal handlers or keeps global state. Every method may be
// called from any thread, and in the child of a fork.
#ifndef COUNTERSIGN_CLIENT_H_
#define COUNTERSIGN_CLIENT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "countersign/export.h"
#include "countersign/options.h"
#include "countersign/status.h"

namespace countersign::sdk {

class COUNTERSIGN_EXPORT Client {
 public:
  struct Created {
    std::unique_ptr<Client> client;  // null if `error` is set
    Error error;                     // OPTION_INVALID: a required option is missing or malformed
  };
  // Reads nothing and contacts nobody.
  static Created Create(Options options) noexcept;

  // Stops the background refresh. The lease is kept for the next start.
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Reads the cache. If that lets the program run, this returns at once: no socket, no thread.
  // Else, and only if there is a server and a code or a lease to show, asks the server once, for at
  // most startup_timeout.
  Status CheckAtStartup() noexcept;

  // What is known, by the time it is now. Contacts nobody.
  Status Current() const noexcept;

  // Asks the servers now, each for at most request_timeout. Without an answer the last good state
  // stays, and Status::problem says what went wrong.
  Status Refresh() noexcept;

  // Activates with a code that the user typed, even where a lease is held. A refused code leaves
  // the held lease as it was; the result then says NOT_ACTIVATED (or what the server said) with the
  // reason, and Current() still the old state.
  Status Activate(std::string_view code) noexcept;

  // Gives the seat back and forgets the lease. Fails with NOT_ACTIVATED if there is none,
  // CONTACT_FAILED if no server confirmed it: then the lease is kept.
  Error Deactivate() noexcept;

  // Uses one of the licence's emergency codes: 72 hours of full function from now on, whatever the
  // standing of the contract and also without contact. The next contact reports it. Using it again
  // changes nothing. Fails with CODE_MALFORMED, CODE_UNKNOWN (it may have been used before) or
  // NOT_ACTIVATED.
  Error UseEmergencyCode(std::string_view code) noexcept;

  // For a machine without a network: a text that asks for a licence, to be brought to the vendor by
  // mail, stick or paper. It asks with `code`, if one is given, else for the lease that is held,
  // else with the configured code. The same text again as long as it asks the same and no licence
  // answered it; the last four that were made may be answered. Fails with NOT_ACTIVATED (neither a
  // code nor a lease), CODE_MALFORMED or MACHINE_ID_NEEDED.
  struct Exported {
    std::string text;
    Error error;
  };
  Exported ExportRequest(std::string_view code = {}) noexcept;

  // Takes the licence text that came back, verified like a server's answer. The text may stand in a
  // mail, quoted or with its lines broken. What is held stays if it is refused: LICENSE_UNREADABLE,
  // REQUEST_UNKNOWN (it answers no request that this machine has open) or LICENSE_REFUSED (it
  // cannot be believed, or is older than what is known since). The same text again is fine.
  Error ImportLicense(std::string_view text) noexcept;

  // Whether a feature is on, and its number, by the state and time of this moment. Lock-free. The
  // limit is nullopt if the feature is off or has no number.
  bool Has(std::string_view feature) const noexcept;
  std::optional<std::int64_t> Limit(std::string_view feature) const noexcept;

  // Starts the background refresh on one thread: asks at once, then after a third of the lease;
  // every 30 seconds while restricted; after failures at growing intervals. With a transport that
  // can stream it also watches the licence, and learns of a change when it happens. No effect if
  // started.
  void Start() noexcept;
  // Ends it and waits for the thread; a request under way is cancelled. Not to be called from the
  // callback.
  void Stop() noexcept;

  // Called after each change of outcome, mode, entitlements, reason or warning, one at a time and
  // in their order, from the thread that found it (the background thread, or one that called a
  // method here) or one that was telling an earlier change. Must not throw. Replaces the previous
  // callback; empty for none.
  void OnChange(std::function<void(const Status&)> callback) noexcept;

 private:
  class Impl;
  explicit Client(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_CLIENT_H_
