#include "tests/store/message_records.h"

#include <tuple>

#include "tests/store/records.h"
#include "tests/store/row_key.h"

namespace countersign::store {

domain::Message AMessage(std::string id, std::string contact_id) {
  domain::Message message;
  message.id = std::move(id);
  message.channel = domain::MessageChannel::kMail;
  message.customer_id = "acme";
  message.contact_id = std::move(contact_id);
  message.notice_ids = {"n1", "n2"};
  message.language = "zh";
  message.subject = "催款通知 INV-0231";
  message.text = "王强：您好\n款项已逾期。\n";
  message.html = "<p>王强：您好</p>";
  message.text_sha256 = std::string(64, 'e');
  message.state = domain::MessageState::kDead;
  message.send_time = kNow - std::chrono::hours(3);
  message.attempts = 2;
  message.message_id = "<m1@vendor.example>";
  message.last_failure = domain::DeliveryFailure::kBounced;
  message.last_reply = 550;
  message.sent_time = kNow - std::chrono::hours(2);
  message.arrive_time = kNow - std::chrono::hours(1);
  message.bounce_time = kNow;
  message.meta = {1, kNow - std::chrono::hours(4), kNow};
  return message;
}

domain::PersonalLink ALink(std::string notice_id, std::string contact_id) {
  domain::PersonalLink link;
  link.id = std::move(notice_id);
  link.contact_id = std::move(contact_id);
  link.secret_sha256 = std::string(64, 'a');
  link.expire_time = kNow + std::chrono::days(90);
  link.revoke_time = kNow + std::chrono::hours(1);
  link.confirm_time = kNow;
  link.code_mac = std::string(64, 'b');
  link.code_expire_time = kNow + std::chrono::minutes(15);
  link.code_attempts = 2;
  link.code_message_id = "m1";
  link.code_hour = kNow - std::chrono::minutes(30);
  link.codes = 3;
  link.meta = AMeta();
  return link;
}

domain::Webhook AWebhook(std::string id) {
  domain::Webhook row;
  row.id = std::move(id);
  row.url = "https://hooks.example/events?for=us";
  row.events = {"invoice.create", "notice.*"};
  row.meta = {1, kNow - std::chrono::hours(4), kNow};
  return row;
}

domain::Message AnEvent(std::string id, std::string webhook_id) {
  domain::Message message;
  message.id = std::move(id);
  message.channel = domain::MessageChannel::kEvent;
  message.webhook_id = std::move(webhook_id);
  message.subject = "invoice.create";
  message.text = R"({"type":"invoice.create"})";
  message.text_sha256 = std::string(64, 'f');
  message.send_time = kNow;
  message.next_attempt_time = kNow;
  message.meta = {1, kNow, kNow};
  return message;
}

}  // namespace countersign::store

namespace countersign::domain {
bool operator==(const Message& a, const Message& b) {
  const auto key = [](const Message& row) {
    return std::tuple_cat(
        std::tie(row.id, row.channel, row.customer_id, row.contact_id, row.webhook_id,
                 row.notice_ids, row.language, row.subject, row.text, row.html, row.erased,
                 row.text_sha256, row.state),
        std::tie(row.send_time, row.attempts, row.next_attempt_time, row.message_id,
                 row.last_failure, row.last_reply, row.sent_time, row.arrive_time, row.bounce_time),
        Key(row.meta));
  };
  return key(a) == key(b);
}

bool operator==(const PersonalLink& a, const PersonalLink& b) {
  const auto key = [](const PersonalLink& row) {
    return std::tuple_cat(
        std::tie(row.id, row.contact_id, row.secret_sha256, row.expire_time, row.revoke_time,
                 row.confirm_time, row.code_mac, row.code_expire_time, row.code_attempts,
                 row.code_message_id, row.code_hour, row.codes),
        Key(row.meta));
  };
  return key(a) == key(b);
}

}  // namespace countersign::domain
