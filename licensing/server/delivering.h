// Delivery of messages as this server runs it: the channels that its configuration has, what it
// logs, its figures.
#ifndef COUNTERSIGN_SERVER_DELIVERING_H_
#define COUNTERSIGN_SERVER_DELIVERING_H_

#include <filesystem>
#include <memory>
#include <optional>

#include "licensing/app/messages.h"
#include "licensing/app/simulated_clock.h"
#include "licensing/delivery/event_sender.h"
#include "licensing/delivery/mailbox.h"
#include "licensing/delivery/rehearsal.h"
#include "licensing/delivery/smtp.h"
#include "licensing/delivery/verp.h"
#include "licensing/delivery/webhook.h"
#include "licensing/delivery/worker.h"
#include "licensing/keys/master_secret.h"
#include "licensing/server/config.h"
#include "licensing/server/log.h"
#include "licensing/server/metrics.h"
#include "licensing/server/posted_reports.h"
#include "licensing/server/readiness.h"

namespace countersign::server {

class Delivering {
 public:
  // What it works with; all outlive it.
  struct Parts {
    app::Store& store;
    const Clock& clock;
    Entropy& entropy;
    app::MessageHook& hook;
    app::SimulatedClock* simulated;  // null: the installation is not
    Log& log;
    // Of posted reports: who is told of each, and how many a minute one network address may post
    // (0: any number).
    rpc::CallObserver observe{};
    std::uint32_t calls_per_minute = 0;
  };
  // CONFIG_INVALID for what the configuration cannot say, or a file of it that cannot be read.
  // Files are looked for in `data`.
  static Result<std::unique_ptr<Delivering>> Open(const Parts& parts, const DeliveryConfig& config,
                                                  const std::filesystem::path& data,
                                                  const keys::MasterSecret& master);

  delivery::Worker& worker() { return *worker_; }
  // Where reports are posted to, if the configuration has it so.
  gateway::PostTargets PostTargets();
  // Posted reports are taken no more, and those that were accepted are answered.
  void StopPosts();
  // Asks for attention where messages wait that nothing is configured to send, where a channel or
  // the mailbox cannot be reached, or where nothing can be put on record. Reads the store.
  ReadinessCheck Check();
  // Whose page is made only while this lives.
  void AddGauges(Metrics& metrics);

 private:
  explicit Delivering(const Parts& parts) : parts_(parts), events_(parts.store) {}
  Result<void> OpenReports(const DeliveryConfig& config, const std::filesystem::path& data,
                           const keys::MasterSecret& master);
  Result<void> OpenMail(const DeliveryConfig& config, const std::filesystem::path& data);
  Result<void> OpenWebhook(const DeliveryConfig& config, const std::filesystem::path& data);
  Result<void> OpenPosts(const DeliveryConfig& config, const std::filesystem::path& data);
  void MakeWorker();
  bool Rehearses() const { return parts_.simulated != nullptr && !mail_; }
  app::MessageCounts Count(domain::MessageChannel channel);
  std::string FaultOf(domain::MessageChannel channel);

  const Parts parts_;
  std::optional<delivery::Verp> verp_;
  std::unique_ptr<delivery::SmtpSender> mail_;
  std::unique_ptr<delivery::WebhookSender> webhook_;
  delivery::EventSender events_;   // webhooks of the owner's
  delivery::Rehearsal rehearsal_;  // takes the mail of a simulated installation without a relay
  std::optional<delivery::ReportMailbox> mailbox_;
  std::optional<delivery::Worker> worker_;
  std::optional<PostedReports> posts_;
};

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_DELIVERING_H_
