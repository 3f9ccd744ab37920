#include "licensing/store/message_table.h"

#include "licensing/store/sealed.h"
#include "licensing/store/webhook_table.h"

namespace countersign::store {
namespace {

using domain::Message;

std::string SubjectOf(const Message& message) {
  if (message.channel == domain::MessageChannel::kEvent)
    return std::string(Mapping<domain::Webhook>::kTable) + "/" + message.webhook_id;
  return std::string(Mapping<domain::Contact>::kTable) + "/" + message.contact_id;
}

constexpr std::string_view kPurpose = "countersign/messages/v1";

// "UPDATE messages SET <what changes> WHERE id = ?n AND version = ?m", with ?1 for the first of
// what changes.
const std::string& UpdateMessageSql() {
  static const std::string sql = [] {
    ColumnNames names;
    const Message row;
    Mapping<Message>::ChangingFields(names, row);
    std::string sets;
    int number = 1;
    for (const std::string& column : names.names()) {
      if (number > 1) sets += ", ";
      sets += column + " = ?" + std::to_string(number++);
    }
    return "UPDATE messages SET " + sets + " WHERE id = ?" + std::to_string(number) +
           " AND version = ?" + std::to_string(number + 1);
  }();
  return sql;
}

// `recipient`: the column that says to whom. What carries no notice was asked for by the contact
// itself, who waits for it: no notice holds it up.
std::string DueSql(const std::string& recipient) {
  return SelectSql<Message>() +
         "WHERE channel = ?1 AND next_attempt_time <= ?2 AND NOT EXISTS"
         " (SELECT 1 FROM messages AS before WHERE before." +
         recipient + " = messages." + recipient +
         " AND before.channel = messages.channel AND before.next_attempt_time IS NOT NULL"
         " AND NOT (messages.notice_ids = '[]' AND before.notice_ids <> '[]')"
         " AND (before.send_time, before.id) < (messages.send_time, messages.id))"
         " ORDER BY next_attempt_time, id LIMIT ?3";
}

std::string WaitingSql(const std::string& recipient) {
  return SelectSql<Message>() + "WHERE " + recipient +
         " = ?1 AND next_attempt_time IS NOT NULL ORDER BY send_time, id";
}

}  // namespace

Result<void> MessageTable::Seal(Message& message) {
  ASSIGN_OR_RETURN(const SecretBytes key, keys_.FindOrMake(SubjectOf(message)));
  message.text =
      store::Seal(ToJson(std::vector<std::string>{message.subject, message.text, message.html}),
                  message.id, DerivedKey(key, kPurpose));
  return {};
}

Result<void> MessageTable::Unseal(Message& message) {
  ASSIGN_OR_RETURN(const auto key, keys_.Find(SubjectOf(message)));
  // Someone else may have the name and another key by now.
  std::optional<std::string> opened;
  if (key) opened = store::Unseal(message.text, message.id, DerivedKey(*key, kPurpose));
  message.text.clear();
  message.erased = !opened;
  if (!opened) return {};
  std::vector<std::string> texts;
  RETURN_IF_ERROR(FromJson(*opened, texts));
  if (texts.size() != 3)
    return Fail(Code::kInternal, Reason::kInternalFault,
                "the stored texts of " + Mapping<Message>::Name(message) + " are damaged");
  message.subject = std::move(texts[0]);
  message.text = std::move(texts[1]);
  message.html = std::move(texts[2]);
  return {};
}

Result<std::vector<Message>> MessageTable::ReadAll(db::Statement& statement) {
  ASSIGN_OR_RETURN(std::vector<Message> messages, ReadRows<Message>(statement));
  for (Message& message : messages) RETURN_IF_ERROR(Unseal(message));
  return messages;
}

Result<std::optional<Message>> MessageTable::Find(std::string_view id) {
  ASSIGN_OR_RETURN(auto message, FindRow<Message>(connection_, id));
  if (message) RETURN_IF_ERROR(Unseal(*message));
  return message;
}

Result<std::vector<Message>> MessageTable::List(const app::ListQuery& query) {
  ASSIGN_OR_RETURN(std::vector<Message> messages, ListRows<Message>(connection_, query));
  for (Message& message : messages) RETURN_IF_ERROR(Unseal(message));
  return messages;
}

Result<void> MessageTable::Insert(const Message& message) {
  Message sealed = message;
  RETURN_IF_ERROR(Seal(sealed));
  RETURN_IF_ERROR(InsertRow(connection_, sealed));
  journal_.Wrote(Mapping<Message>::kTable, message.id);
  return {};
}

Result<void> MessageTable::Update(Message& message) {
  ASSIGN_OR_RETURN(auto statement, connection_.Prepare(UpdateMessageSql()));
  Message next = message;
  ++next.meta.version;
  Binder binder(*statement);
  Mapping<Message>::ChangingFields(binder, next);
  statement->BindText(binder.next(), message.id);
  statement->BindInt(binder.next() + 1, message.meta.version);
  ASSIGN_OR_RETURN(const std::int64_t written, ExecuteFor(*statement, message));
  if (written == 0)
    return Fail(Code::kAborted, Reason::kEtagMismatch,
                Mapping<Message>::Name(message) + " has changed since it was read",
                {{"resource", Mapping<Message>::Name(message)}});
  message.meta.version = next.meta.version;
  journal_.Wrote(Mapping<Message>::kTable, message.id);
  return {};
}

Result<std::vector<Message>> MessageTable::FindDue(domain::MessageChannel channel, Instant now,
                                                   int limit) {
  static const std::string to_contacts = DueSql("contact_id");
  static const std::string to_webhooks = DueSql("webhook_id");
  const bool is_event = channel == domain::MessageChannel::kEvent;
  ASSIGN_OR_RETURN(auto statement,
                   PrepareWith(connection_, is_event ? to_webhooks : to_contacts, NameOf(channel)));
  statement->BindInt(2, ToMicros(now));
  statement->BindInt(3, limit);
  return ReadAll(*statement);
}

Result<std::vector<Message>> MessageTable::FindWaiting(std::string_view contact_id) {
  static const std::string sql = WaitingSql("contact_id");
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, sql, contact_id));
  return ReadAll(*statement);
}

Result<std::vector<Message>> MessageTable::FindWaitingEvents(std::string_view webhook_id) {
  static const std::string sql = WaitingSql("webhook_id");
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, sql, webhook_id));
  return ReadAll(*statement);
}

Result<std::optional<Instant>> MessageTable::LastWaitingEventTime(std::string_view webhook_id) {
  ASSIGN_OR_RETURN(auto statement,
                   PrepareWith(connection_,
                               "SELECT MAX(send_time) FROM messages WHERE webhook_id = ?1"
                               " AND channel = 'EVENT' AND next_attempt_time IS NOT NULL",
                               webhook_id));
  RETURN_IF_ERROR(statement->Step());
  if (statement->IsNull(0)) return std::nullopt;
  return FromMicros(statement->Int(0));
}

Result<app::MessageCounts> MessageTable::Count(domain::MessageChannel channel) {
  app::MessageCounts counts;
  ASSIGN_OR_RETURN(auto waiting,
                   PrepareWith(connection_,
                               "SELECT COUNT(*), MIN(send_time) FROM messages"
                               " WHERE channel = ?1 AND next_attempt_time IS NOT NULL",
                               NameOf(channel)));
  RETURN_IF_ERROR(waiting->Step());
  counts.waiting = waiting->Int(0);
  if (!waiting->IsNull(1)) counts.oldest_send = FromMicros(waiting->Int(1));
  ASSIGN_OR_RETURN(auto dead, PrepareWith(connection_,
                                          "SELECT COUNT(*) FROM messages"
                                          " WHERE channel = ?1 AND state = 'DEAD'",
                                          NameOf(channel)));
  RETURN_IF_ERROR(dead->Step());
  counts.dead = dead->Int(0);
  return counts;
}

}  // namespace countersign::store
