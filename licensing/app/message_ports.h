// What the outbox needs of a store.
#ifndef COUNTERSIGN_APP_MESSAGE_PORTS_H_
#define COUNTERSIGN_APP_MESSAGE_PORTS_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "licensing/app/repository.h"
#include "licensing/domain/message.h"

namespace countersign::app {

struct MessageCounts {
  std::int64_t waiting = 0;            // WAITING and SENDING
  std::int64_t dead = 0;               // DEAD
  std::optional<Instant> oldest_send;  // the earliest send_time of those waiting
};

// `equals` fields: contact_id, webhook_id, state, channel.
class MessageReader : public virtual Reader<domain::Message> {
 public:
  // Those of the channel whose next attempt's time has come by `now`, the earliest first. A message
  // that has another before it, to the same contact (or webhook) by the same channel (by send_time
  // and id), is not among them: no message overtakes another, but one without notices, such as a
  // code, those with notices. Their texts are read too.
  virtual Result<std::vector<domain::Message>> FindDue(domain::MessageChannel channel, Instant now,
                                                       int limit) = 0;
  // WAITING and SENDING ones of a contact, by send_time and id.
  virtual Result<std::vector<domain::Message>> FindWaiting(std::string_view contact_id) = 0;
  // The same of a webhook.
  virtual Result<std::vector<domain::Message>> FindWaitingEvents(std::string_view webhook_id) = 0;
  // The latest send_time among these; nothing if there is none.
  virtual Result<std::optional<Instant>> LastWaitingEventTime(std::string_view webhook_id) = 0;
  virtual Result<MessageCounts> Count(domain::MessageChannel channel) = 0;
};

// Insert keeps subject, text and html under the contact's (or webhook's) subject key, which is made
// if there is none. Update leaves them, and what else was said when it was queued, as they were.
class MessageRepository : public virtual MessageReader,
                          public virtual Repository<domain::Message> {};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_MESSAGE_PORTS_H_
