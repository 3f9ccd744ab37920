// A store with an outbox, for tests of what delivers it.
#ifndef COUNTERSIGN_TESTS_DELIVERY_OUTBOX_H_
#define COUNTERSIGN_TESTS_DELIVERY_OUTBOX_H_

#include <map>
#include <string>
#include <vector>

#include "licensing/app/contacts.h"
#include "licensing/app/messages.h"
#include "licensing/delivery/smtp.h"
#include "licensing/delivery/worker.h"
#include "tests/support/fakes.h"
#include "tests/support/must.h"
#include "tests/support/test_store.h"

namespace countersign::delivery {

inline const Instant kStart = *ParseInstant("2026-03-02T09:00:00Z");

// The address of a contact of an Outbox.
inline std::string EmailOf(const std::string& contact) { return contact + "@customer.example"; }

// Writes down what it is told: "sent m1", "arrived m1 at …".
class Diary final : public app::MessageHook {
 public:
  Result<void> Sent(app::Transaction&, const app::Act&, const domain::Message& message) override;
  Result<void> Failed(app::Transaction&, const app::Act&, const domain::Message& message) override;
  Result<void> Arrived(app::Transaction&, const app::Act&, const domain::Message& message) override;
  Result<void> Bounced(app::Transaction&, const app::Act&, const domain::Message& message) override;

  std::vector<std::string> lines;
  int refusals = 0;  // so many calls of Sent fail
};

class Outbox {
 public:
  Outbox();

  app::Store& store() { return *store_; }
  testing::FakeClock& clock() { return clock_; }
  testing::FakeEntropy& entropy() { return entropy_; }
  Diary& diary() { return diary_; }

  void AddContact(const std::string& id);
  // The id of a message to the contact.
  std::string Queue(const std::string& contact, Instant send_time = kStart,
                    domain::MessageChannel channel = domain::MessageChannel::kMail);
  std::string QueueMessage(const app::NewMessage& draft);
  domain::Message Find(const std::string& id);
  std::vector<domain::Message> All();
  void Commit(const std::function<Result<void>(app::Transaction&, const app::Act&)>& work);
  std::vector<std::string> Actions();  // of all entries about messages

 private:
  testing::TestStore store_ = testing::TestStore::InMemory();
  testing::FakeClock clock_{kStart};
  testing::FakeEntropy entropy_;
  Diary diary_;
};

// A draft with everything that a mail can have.
app::NewMessage ADraft(const std::string& contact);

inline const Verp& TestVerp() {
  static const Verp verp(SecretBytes(std::string(32, 'v')), "bounces.vendor.example");
  return verp;
}

SmtpOptions OptionsFor(const std::string& url);

}  // namespace countersign::delivery

#endif  // COUNTERSIGN_TESTS_DELIVERY_OUTBOX_H_
