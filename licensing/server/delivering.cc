#include "licensing/server/delivering.h"

#include <algorithm>
#include <chrono>
#include <string>

#include "licensing/delivery/webhook_signature.h"
#include "licensing/server/passphrase.h"

namespace countersign::server {
namespace {

using domain::MessageChannel;

constexpr MessageChannel kChannels[] = {MessageChannel::kMail, MessageChannel::kWebhook,
                                        MessageChannel::kEvent};
// Those that a configuration, or the other side, can leave without a way out. Each webhook of the
// owner's is a server of its own, of which one that is down is told with its deliveries.
constexpr MessageChannel kChannelsToContacts[] = {MessageChannel::kMail, MessageChannel::kWebhook};

std::string_view NameOf(MessageChannel channel) {
  return channel == MessageChannel::kMail ? "mail" : "webhook";
}

// Empty for none.
std::string PathIn(const std::filesystem::path& data, const std::string& path) {
  return path.empty() ? "" : (data / path).string();
}

}  // namespace

Result<std::unique_ptr<Delivering>> Delivering::Open(const Parts& parts,
                                                     const DeliveryConfig& config,
                                                     const std::filesystem::path& data,
                                                     const keys::MasterSecret& master) {
  std::unique_ptr<Delivering> delivering(new Delivering(parts));
  RETURN_IF_ERROR(delivering->OpenReports(config, data, master));
  if (!config.smtp_url.empty()) RETURN_IF_ERROR(delivering->OpenMail(config, data));
  if (!config.webhook_url.empty()) RETURN_IF_ERROR(delivering->OpenWebhook(config, data));
  delivering->MakeWorker();
  if (!config.report_secret_file.empty()) RETURN_IF_ERROR(delivering->OpenPosts(config, data));
  return delivering;
}

Result<void> Delivering::OpenReports(const DeliveryConfig& config,
                                     const std::filesystem::path& data,
                                     const keys::MasterSecret& master) {
  if (!config.bounce_domain.empty() && !delivery::IsSendable("bounce@" + config.bounce_domain))
    return Fail(Code::kFailedPrecondition, Reason::kConfigInvalid,
                "delivery.bounce_domain must be a domain");
  verp_.emplace(SecretBytes(master.Derive("countersign/bounce-addresses/v1").View(SecretAccess{})),
                config.bounce_domain);
  if (!config.bounce_mailbox.empty()) mailbox_.emplace(data / config.bounce_mailbox, *verp_);
  return {};
}

Result<void> Delivering::OpenPosts(const DeliveryConfig& config,
                                   const std::filesystem::path& data) {
  ASSIGN_OR_RETURN(const SecretBytes secret, ReadSecretFile(PathIn(data, config.report_secret_file),
                                                            "the secret of posted reports"));
  PostedReports::Options options;
  ASSIGN_OR_RETURN(options.key, delivery::WebhookKey(secret, "delivery.report_secret_file"));
  options.calls_per_minute = parts_.calls_per_minute;
  options.observe = parts_.observe;
  posts_.emplace(parts_.clock, *verp_, *worker_, std::move(options));
  return {};
}

gateway::PostTargets Delivering::PostTargets() {
  gateway::PostTargets targets;
  if (posts_) targets[kDeliveryReportsPath] = posts_->Target();
  return targets;
}

void Delivering::StopPosts() {
  if (posts_) posts_->Stop();
}

Result<void> Delivering::OpenMail(const DeliveryConfig& config, const std::filesystem::path& data) {
  delivery::SmtpOptions options;
  options.url = config.smtp_url;
  options.user = config.smtp_user;
  if (!config.smtp_password_file.empty()) {
    ASSIGN_OR_RETURN(options.password, ReadSecretFile(PathIn(data, config.smtp_password_file),
                                                      "the relay's password"));
  }
  options.ca_file = PathIn(data, config.smtp_ca_file);
  options.from = {config.from_name, config.from_address};
  options.reply_to = config.reply_to;
  options.verp = config.bounce_domain.empty() ? nullptr : &*verp_;
  ASSIGN_OR_RETURN(mail_, delivery::SmtpSender::Create(std::move(options)));
  return {};
}

Result<void> Delivering::OpenWebhook(const DeliveryConfig& config,
                                     const std::filesystem::path& data) {
  delivery::WebhookOptions options;
  options.url = config.webhook_url;
  ASSIGN_OR_RETURN(options.secret, ReadSecretFile(PathIn(data, config.webhook_secret_file),
                                                  "the webhook's secret"));
  options.ca_file = PathIn(data, config.webhook_ca_file);
  options.verp = config.report_secret_file.empty() ? nullptr : &*verp_;
  ASSIGN_OR_RETURN(webhook_, delivery::WebhookSender::Create(std::move(options)));
  return {};
}

void Delivering::MakeWorker() {
  std::vector<delivery::Channel*> channels;
  if (mail_) channels.push_back(mail_.get());
  if (webhook_) channels.push_back(webhook_.get());
  if (Rehearses()) channels.push_back(&rehearsal_);
  channels.push_back(&events_);
  delivery::WorkerOptions options;
  options.on_failure = [&log = parts_.log](const std::string& message_id,
                                           domain::DeliveryFailure failure, int reply) {
    const std::string name = message_id.empty() ? "" : app::MessageName(message_id);
    log.Write(LogLevel::kWarning, "delivery_failed",
              {{"resource", std::string_view(name)},
               {"reply", std::int64_t{reply}},
               {"message", domain::FailureText(failure)}});
  };
  worker_.emplace(parts_.store, parts_.clock, parts_.entropy, parts_.hook, std::move(channels),
                  mailbox_ ? &*mailbox_ : nullptr, parts_.simulated, std::move(options));
}

// None where the store cannot be read, which other checks say.
app::MessageCounts Delivering::Count(MessageChannel channel) {
  app::MessageCounts counts;
  static_cast<void>(parts_.store.Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(counts, view.messages().Count(channel));
    return {};
  }));
  return counts;
}

// Empty: there is none.
std::string Delivering::FaultOf(MessageChannel channel) {
  const bool configured =
      channel == MessageChannel::kMail ? mail_ || Rehearses() : webhook_ != nullptr;
  const auto down = worker_->Status().down;
  const std::int64_t waiting = Count(channel).waiting;
  const std::string name(NameOf(channel));
  const std::string wait = std::to_string(waiting) + " messages by " + name + " wait";
  if (!configured)
    return waiting == 0 ? ""
                        : wait + ", and nothing is configured to send them: set delivery." +
                              (channel == MessageChannel::kMail ? "smtp_url" : "webhook_url");
  const auto failure = down.find(channel);
  if (failure == down.end()) return "";
  return wait + ", because " + std::string(domain::FailureText(failure->second));
}

ReadinessCheck Delivering::Check() {
  ReadinessCheck check{"delivery", true, false, ""};
  const auto add = [&check](const std::string& fault) {
    if (!check.message.empty() && !fault.empty()) check.message += "; ";
    check.message += fault;
  };
  for (const MessageChannel channel : kChannelsToContacts) add(FaultOf(channel));
  const delivery::WorkerStatus status = worker_->Status();
  if (status.fault) add("what was sent cannot be put on record: " + status.fault->message);
  if (status.mailbox_fault) add(status.mailbox_fault->message);
  check.ok = check.message.empty();
  return check;
}

void Delivering::AddGauges(Metrics& metrics) {
  const auto add_count = [&](const std::string& name, const std::string& help, auto figure) {
    metrics.AddGauge("countersign_messages_" + name, help, [this, figure] {
      double sum = 0;
      for (const MessageChannel channel : kChannels) sum = figure(sum, Count(channel));
      return sum;
    });
  };
  add_count("waiting", "Messages that are to be sent, now or at their time",
            [](double sum, const app::MessageCounts& counts) {
              return sum + static_cast<double>(counts.waiting);
            });
  add_count("dead", "Messages that could not be sent or came back",
            [](double sum, const app::MessageCounts& counts) {
              return sum + static_cast<double>(counts.dead);
            });
  add_count("oldest_seconds", "For how long the oldest message has been due that was not sent",
            [this](double oldest, const app::MessageCounts& counts) {
              if (!counts.oldest_send) return oldest;
              const std::chrono::duration<double> age = parts_.clock.Now() - *counts.oldest_send;
              return std::max(oldest, age.count());
            });
  const auto add = [&](const std::string& name, const std::string& help, auto figure) {
    metrics.AddGauge("countersign_delivery_" + name, help,
                     [this, figure] { return static_cast<double>(figure(worker_->Status())); });
  };
  using Status = delivery::WorkerStatus;
  add("attempts", "Attempts to send a message since the start",
      [](const Status& status) { return status.attempts; });
  add("failed_attempts", "Attempts that failed since the start",
      [](const Status& status) { return status.failed; });
  add("channels_down", "Channels that nothing can be sent by just now",
      [](const Status& status) { return status.down.size(); });
  add("reports", "Reports of delivery that counted since the start", [this](const Status& status) {
    return status.mailbox.counted + (posts_ ? posts_->counted() : 0);
  });
  add("forged_reports", "Reports of delivery without a valid tag, since the start",
      [this](const Status& status) {
        return status.mailbox.forged + (posts_ ? posts_->forged() : 0);
      });
}

}  // namespace countersign::server
