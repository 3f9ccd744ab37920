// As records.h: what is sent, and the links and webhooks that go with it.
#ifndef COUNTERSIGN_TESTS_STORE_MESSAGE_RECORDS_H_
#define COUNTERSIGN_TESTS_STORE_MESSAGE_RECORDS_H_

#include <string>

#include "licensing/domain/message.h"
#include "licensing/domain/notice_link.h"
#include "licensing/domain/webhook.h"

namespace countersign::store {

// To the contact of customer "acme"; sent, arrived and bounced.
domain::Message AMessage(std::string id, std::string contact_id);
// Of the notice with that id; confirmed, with the code that went out in message "m1", and revoked.
domain::PersonalLink ALink(std::string notice_id, std::string contact_id);
// Enabled, for a kind and a group of kinds.
domain::Webhook AWebhook(std::string id);
// To the webhook; waits.
domain::Message AnEvent(std::string id, std::string webhook_id);

}  // namespace countersign::store

// Equal in every member.
namespace countersign::domain {
bool operator==(const Message& a, const Message& b);
bool operator==(const PersonalLink& a, const PersonalLink& b);
}  // namespace countersign::domain

#endif  // COUNTERSIGN_TESTS_STORE_MESSAGE_RECORDS_H_
