// The outbox in its table. Subject, text and HTML of a message lie there encrypted, under a key
// derived from its contact's or its webhook's.
#ifndef COUNTERSIGN_STORE_MESSAGE_TABLE_H_
#define COUNTERSIGN_STORE_MESSAGE_TABLE_H_

#include <string>
#include <string_view>

#include "licensing/app/message_ports.h"
#include "licensing/store/table.h"

namespace countersign::store {

template <>
struct EnumNames<domain::MessageChannel> {
  static constexpr std::pair<domain::MessageChannel, std::string_view> kNames[] = {
      {domain::MessageChannel::kMail, "MAIL"},
      {domain::MessageChannel::kWebhook, "WEBHOOK"},
      {domain::MessageChannel::kEvent, "EVENT"}};
};
template <>
struct EnumNames<domain::MessageState> {
  static constexpr std::pair<domain::MessageState, std::string_view> kNames[] = {
      {domain::MessageState::kWaiting, "WAITING"},
      {domain::MessageState::kSending, "SENDING"},
      {domain::MessageState::kSent, "SENT"},
      {domain::MessageState::kDead, "DEAD"},
      {domain::MessageState::kCancelled, "CANCELLED"}};
};
template <>
struct EnumNames<domain::DeliveryFailure> {
  using enum domain::DeliveryFailure;
  static constexpr std::pair<domain::DeliveryFailure, std::string_view> kNames[] = {
      {kUnreachable, "UNREACHABLE"},
      {kTimedOut, "TIMED_OUT"},
      {kNotSecure, "NOT_SECURE"},
      {kLoginRefused, "LOGIN_REFUSED"},
      {kSenderRefused, "SENDER_REFUSED"},
      {kDeferred, "DEFERRED"},
      {kRecipientRefused, "RECIPIENT_REFUSED"},
      {kMessageRefused, "MESSAGE_REFUSED"},
      {kEndpointGone, "ENDPOINT_GONE"},
      {kGivenUp, "GIVEN_UP"},
      {kNoAddress, "NO_ADDRESS"},
      {kBounced, "BOUNCED"}};
};

// In the table, `text` stands for all that is sealed.
template <>
struct Mapping<domain::Message> {
  static constexpr std::string_view kTable = "messages";
  static constexpr FilterField kFilters[] = {
      {"contact_id", "contact_id", TextEquals},
      {"webhook_id", "webhook_id", TextEquals},
      {"channel", "channel", EnumEquals<domain::MessageChannel>},
      {"state", "state", EnumEquals<domain::MessageState>}};
  static std::string Name(const domain::Message& row) { return "messages/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("channel", row.channel);
    io.NullIfEmpty("customer_id", row.customer_id);
    io.NullIfEmpty("contact_id", row.contact_id);
    io.NullIfEmpty("webhook_id", row.webhook_id);
    io("notice_ids", row.notice_ids);
    io("language", row.language);
    io.Hex("sealed", row.text);
    io("text_sha256", row.text_sha256);
    io("send_time", row.send_time);
    ChangingFields(io, row);
  }
  // What is not fixed when it is queued.
  template <class Io, class Row>
  static void ChangingFields(Io& io, Row& row) {
    io("state", row.state);
    io("attempts", row.attempts);
    io("next_attempt_time", row.next_attempt_time);
    io.NullIfEmpty("message_id", row.message_id);
    io("last_failure", row.last_failure);
    io("last_reply", row.last_reply);
    io("sent_time", row.sent_time);
    io("arrive_time", row.arrive_time);
    io("bounce_time", row.bounce_time);
    MetaFields(io, row.meta);
  }
};

class MessageTable final : public app::MessageRepository {
 public:
  MessageTable(db::Connection& connection, Journal& journal, app::SubjectKeyRepository& keys)
      : connection_(connection), journal_(journal), keys_(keys) {}

  Result<std::optional<domain::Message>> Find(std::string_view id) override;
  Result<std::vector<domain::Message>> List(const app::ListQuery& query) override;
  Result<void> Insert(const domain::Message& message) override;
  Result<void> Update(domain::Message& message) override;
  Result<std::vector<domain::Message>> FindDue(domain::MessageChannel channel, Instant now,
                                               int limit) override;
  Result<std::vector<domain::Message>> FindWaiting(std::string_view contact_id) override;
  Result<std::vector<domain::Message>> FindWaitingEvents(std::string_view webhook_id) override;
  Result<std::optional<Instant>> LastWaitingEventTime(std::string_view webhook_id) override;
  Result<app::MessageCounts> Count(domain::MessageChannel channel) override;

 private:
  Result<void> Seal(domain::Message& message);
  Result<void> Unseal(domain::Message& message);
  Result<std::vector<domain::Message>> ReadAll(db::Statement& statement);

  db::Connection& connection_;
  Journal& journal_;
  app::SubjectKeyRepository& keys_;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_MESSAGE_TABLE_H_
