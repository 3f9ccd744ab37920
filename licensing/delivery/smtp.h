// Mail to our own relay, by SMTP.
//
// With STARTTLS or, where the URL says smtps, TLS from the start; in the clear only to this
// machine. Where the relay offers DSN (RFC 3461), reports of delivery, failure and delay are asked
// for, with the headers only; the envelope's id is the message's.
#ifndef COUNTERSIGN_DELIVERY_SMTP_H_
#define COUNTERSIGN_DELIVERY_SMTP_H_

#include <curl/curl.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "licensing/base/secret_bytes.h"
#include "licensing/delivery/channel.h"
#include "licensing/delivery/mail.h"
#include "licensing/delivery/verp.h"

namespace countersign::delivery {

struct SmtpOptions {
  std::string url;   // "smtp://mail.example:587", "smtps://mail.example"
  std::string user;  // empty: no authentication
  SecretBytes password;
  std::string ca_file;         // PEM; empty: the system's authorities
  Mailbox from;                // who the mails are from
  std::string reply_to;        // empty: whoever they are from
  const Verp* verp = nullptr;  // outlives the sender; null: the envelope's sender is `from`
};

class SmtpSender final : public Channel {
 public:
  // INVALID_ARGUMENT / CONFIG_INVALID for a URL that is neither smtp nor smtps, one with a user or
  // a path, and for addresses that are none.
  static Result<std::unique_ptr<SmtpSender>> Create(SmtpOptions options);
  ~SmtpSender() override;

  domain::MessageChannel kind() const override { return domain::MessageChannel::kMail; }
  const std::string& id_domain() const override { return domain_; }
  // Connects if there is no connection, and says NOOP.
  std::optional<domain::DeliveryFailure> Probe() override;
  // To contact.email.
  app::Attempt Send(const domain::Message& message, const domain::Contact& contact,
                    Instant now) override;
  void Interrupt() override { interrupted_ = true; }

 private:
  struct Session;
  explicit SmtpSender(SmtpOptions options);
  static int GiveUp(void* sender, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
  app::Attempt Perform();
  void SetEnvelope(const std::string& message_id, const std::string& recipient);

  const SmtpOptions options_;
  const std::string domain_;  // of our own address
  std::unique_ptr<Session> session_;
  std::atomic<bool> interrupted_{false};
};

}  // namespace countersign::delivery

#endif  // COUNTERSIGN_DELIVERY_SMTP_H_
