#include "tests/delivery/outbox.h"

namespace countersign::delivery {

using domain::Message;

Result<void> Diary::Sent(app::Transaction&, const app::Act&, const Message& message) {
  if (refusals > 0) {
    --refusals;
    return Fail(Code::kInternal, Reason::kInternalFault, "the hook fails");
  }
  lines.push_back("sent " + message.id + " at " + FormatInstant(*message.sent_time));
  return {};
}

Result<void> Diary::Failed(app::Transaction&, const app::Act&, const Message& message) {
  lines.push_back("failed " + message.id);
  return {};
}

Result<void> Diary::Arrived(app::Transaction&, const app::Act&, const Message& message) {
  lines.push_back("arrived " + message.id + " at " + FormatInstant(*message.arrive_time));
  return {};
}

Result<void> Diary::Bounced(app::Transaction&, const app::Act&, const Message& message) {
  lines.push_back("bounced " + message.id + " at " + FormatInstant(*message.bounce_time));
  return {};
}

Outbox::Outbox() {
  Commit([](app::Transaction& tx, const app::Act& act) -> Result<void> {
    domain::Customer customer;
    customer.id = "acme";
    customer.display_name = "Acme";
    customer.meta = {1, act.now, act.now};
    return tx.customers().Insert(customer);
  });
}

void Outbox::Commit(const std::function<Result<void>(app::Transaction&, const app::Act&)>& work) {
  const app::Act act{"system", "", clock_.Now(), entropy_};
  testing::Must(store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
    RETURN_IF_ERROR(work(tx, act));
    RETURN_IF_ERROR(app::Record(tx, act, "test", "test", {}));
    return app::Finish::kCommit;
  }));
}

void Outbox::AddContact(const std::string& id) {
  Commit([&](app::Transaction& tx, const app::Act& act) -> Result<void> {
    domain::Contact contact;
    contact.id = id;
    contact.customer_id = "acme";
    contact.display_name = "王强";
    contact.roles = {domain::ContactRole::kPayer};
    contact.email = EmailOf(id);
    contact.phone = "+8613800000000";
    RETURN_IF_ERROR(app::CreateContact(tx, act, contact));
    return {};
  });
}

app::NewMessage ADraft(const std::string& contact) {
  app::NewMessage draft;
  draft.customer_id = "acme";
  draft.contact_id = contact;
  draft.notice_ids = {"n1", "n2"};
  draft.language = "zh";
  draft.subject =
      "催款通知：合同 HT-2026-014 项下 2 仓储模块的款项已逾期，请于收到本通知后及时安排付款";
  draft.text = "王强：您好\n\n.\n款项 150,000.00 已逾期。\n" + std::string(1200, 'x') + "\n";
  draft.html = "<p>王强：您好</p>\n<p>款项 <b>150,000.00</b> 已逾期。</p>\n";
  draft.send_time = kStart;
  return draft;
}

std::string Outbox::QueueMessage(const app::NewMessage& draft) {
  std::string id;
  Commit([&](app::Transaction& tx, const app::Act& act) -> Result<void> {
    ASSIGN_OR_RETURN(const Message message, app::QueueMessage(tx, act, draft));
    id = message.id;
    return {};
  });
  return id;
}

std::string Outbox::Queue(const std::string& contact, Instant send_time,
                          domain::MessageChannel channel) {
  app::NewMessage draft;
  draft.channel = channel;
  draft.customer_id = "acme";
  draft.contact_id = contact;
  draft.notice_ids = {"n1"};
  draft.language = "en";
  draft.subject = "A reminder";
  draft.text = "An invoice is overdue.\n";
  draft.send_time = send_time;
  return QueueMessage(draft);
}

Message Outbox::Find(const std::string& id) {
  std::optional<Message> found;
  testing::Must(store().Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(found, view.messages().Find(id));
    return {};
  }));
  return found.value();
}

std::vector<Message> Outbox::All() {
  std::vector<Message> all;
  testing::Must(store().Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(all, view.messages().List({.limit = 100'000}));
    return {};
  }));
  return all;
}

std::vector<std::string> Outbox::Actions() {
  std::vector<std::string> actions;
  testing::Must(store().Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(const auto entries, view.entries().List({.limit = 100'000}));
    for (const auto& entry : entries)
      if (entry.resource.starts_with("messages/")) actions.push_back(entry.action);
    return {};
  }));
  return actions;
}

SmtpOptions OptionsFor(const std::string& url) {
  SmtpOptions options;
  options.url = url;
  options.from = {"Vendor 软件", "billing@vendor.example"};
  options.reply_to = "support@vendor.example";
  options.verp = &TestVerp();
  return options;
}

}  // namespace countersign::delivery
