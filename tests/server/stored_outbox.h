// What a server is to find in its store when it starts: a contact, and messages to him.
#ifndef COUNTERSIGN_TESTS_SERVER_STORED_OUTBOX_H_
#define COUNTERSIGN_TESTS_SERVER_STORED_OUTBOX_H_

#include <filesystem>
#include <functional>
#include <string>

#include "licensing/app/contacts.h"
#include "licensing/app/messages.h"
#include "licensing/base/entropy.h"
#include "licensing/keys/keyring.h"
#include "licensing/server/passphrase.h"
#include "licensing/server/store_secrets.h"
#include "licensing/store/sqlite_store.h"
#include "tests/support/must.h"

namespace countersign::server {

// In the store of a server that is not running, on 1 March 2026.
inline void WriteStore(
    const std::filesystem::path& data,
    const std::function<Result<void>(app::Transaction&, const app::Act&)>& work) {
  using testing::Must;
  const auto passphrase = Must(ReadSecretFile(data / "keys" / "passphrase", "the passphrase"));
  const auto ring = Must(keys::KeyRing::Open(data / "keys", passphrase));
  store::SqliteOptions options;
  options.path = data / "countersign.db";
  const auto store = Must(store::SqliteStore::Open(options, StoreSecretsOf(ring->master())));
  SystemEntropy entropy;
  const app::Act act{"system", "", *ParseInstant("2026-03-01T08:00:00Z"), entropy};
  Must(store->Write([&](app::Transaction& tx) -> Result<app::Finish> {
    RETURN_IF_ERROR(work(tx, act));
    return app::Finish::kCommit;
  }));
}

// Customer "acme" with contact "wang".
inline Result<void> AddWang(app::Transaction& tx, const app::Act& act) {
  domain::Customer customer;
  customer.id = "acme";
  customer.display_name = "Acme";
  RETURN_IF_ERROR(tx.customers().Insert(customer));
  domain::Contact contact;
  contact.id = "wang";
  contact.customer_id = "acme";
  contact.display_name = "Wang Qiang";
  contact.roles = {domain::ContactRole::kPayer};
  contact.email = "wang@customer.example";
  RETURN_IF_ERROR(app::CreateContact(tx, act, contact));
  return {};
}

inline Result<domain::Message> QueueReminder(app::Transaction& tx, const app::Act& act,
                                             Instant send_time,
                                             const std::vector<std::string>& notice_ids = {}) {
  app::NewMessage draft;
  draft.customer_id = "acme";
  draft.contact_id = "wang";
  draft.notice_ids = notice_ids;
  draft.language = "en";
  draft.subject = "A reminder";
  draft.text = "An invoice is overdue.\n";
  draft.send_time = send_time;
  return app::QueueMessage(tx, act, draft);
}

}  // namespace countersign::server

#endif  // COUNTERSIGN_TESTS_SERVER_STORED_OUTBOX_H_
