#include "licensing/app/account_statements.h"

#include <algorithm>

#include "licensing/app/claim_documents.h"
#include "licensing/app/contacts.h"
#include "licensing/app/papers.h"
#include "licensing/app/resource.h"
#include "licensing/app/statements.h"
#include "licensing/base/encoding.h"
#include "licensing/base/sha256.h"
#include "licensing/domain/validate.h"

namespace countersign::app {
namespace {

using domain::SentStatement;
using domain::StatementState;

// There is one attestation; each new one takes its place, and the ledger tells of all.
constexpr char kAttestation[] = "payments";

std::string ZoneOr(const std::string& time_zone) { return time_zone.empty() ? "UTC" : time_zone; }

Result<CivilDate> TodayIn(const std::string& time_zone, Instant now) {
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(ZoneOr(time_zone)));
  return zone.DateAt(now);
}

domain::StatementTextFacts FactsOf(const domain::Customer& customer, CivilDate date,
                                   const std::string& time_zone, const Statement& statement) {
  domain::StatementTextFacts facts{customer.display_name, date, time_zone, {}, {}};
  for (const StatementItem& item : statement.items)
    facts.lines.push_back({item.invoice.id, item.invoice.number, item.invoice.due_date, item.open});
  for (const StatementCredit& credit : statement.credits)
    facts.credits.push_back({credit.payment.date, credit.credit});
  return facts;
}

std::string_view StateName(StatementState state) {
  return state == StatementState::kConfirmed ? "CONFIRMED" : "CONTRADICTED";
}

// What a confirmed statement lists as owed is acknowledged by it.
Result<void> RestartLimitation(Transaction& tx, const Act& act, const SentStatement& sent) {
  for (const domain::StatementLine& line : sent.lines) {
    if (line.open.minor_units <= 0) continue;
    RETURN_IF_ERROR(RecordLimitationEvent(tx, act,
                                          {.invoice_id = line.invoice_id,
                                           .etag = "",
                                           .kind = domain::LimitationEventKind::kStatementConfirmed,
                                           .date = sent.answered_on,
                                           .proof_sha256 = sent.answer_sha256}));
  }
  return {};
}

}  // namespace

Result<StatementDraft> DraftStatement(View& view, const StatementRequest& request, Instant now) {
  const std::string zone_name = ZoneOr(request.time_zone);
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(zone_name));
  StatementDraft draft;
  draft.date = request.date.value_or(zone.DateAt(now));
  RETURN_IF_ERROR(CheckDate("date", draft.date));
  if (draft.date > zone.DateAt(now)) return FieldInvalid("date", "must not be in the future");
  if (!request.language.empty())
    RETURN_IF_ERROR(domain::CheckLanguage("language", request.language));
  ASSIGN_OR_RETURN(const domain::AsOf as_of, EndOfDay(draft.date, zone_name));
  ASSIGN_OR_RETURN(const domain::Customer customer,
                   Load(view.customers(), "customers", request.customer_id));
  ASSIGN_OR_RETURN(const Statement statement, MakeStatement(view, customer.id, as_of));
  domain::StatementTextFacts facts = FactsOf(customer, draft.date, zone_name, statement);
  ASSIGN_OR_RETURN(draft.text, domain::StatementText(facts, request.language));
  draft.text_sha256 = HexEncode(Sha256(draft.text));
  draft.lines = std::move(facts.lines);
  return draft;
}

Result<SentStatement> SendStatement(Transaction& tx, const Act& act,
                                    const NewSentStatement& draft) {
  StatementRequest content = draft.content;
  ASSIGN_OR_RETURN(const domain::Contact contact,
                   GetContact(tx, content.customer_id, draft.contact_id));
  if (content.language.empty()) content.language = contact.language;
  ASSIGN_OR_RETURN(StatementDraft made, DraftStatement(tx, content, act.now));
  if (!draft.text_sha256.empty() && draft.text_sha256 != made.text_sha256)
    return Fail(Code::kFailedPrecondition, Reason::kDocumentMismatch,
                "the statement has changed since that text was made: send the one that it is now",
                {{"text_sha256", made.text_sha256}});
  SentStatement sent;
  ASSIGN_OR_RETURN(sent.id, TakeId("statement_id", draft.id, act));
  sent.customer_id = content.customer_id;
  sent.date = made.date;
  sent.time_zone = ZoneOr(content.time_zone);
  sent.text = std::move(made.text);
  sent.text_sha256 = made.text_sha256;
  sent.lines = std::move(made.lines);
  ASSIGN_OR_RETURN(const CivilDate today, TodayIn(sent.time_zone, act.now));
  sent.sent_on = draft.sent_on.value_or(today);
  sent.contact_id = contact.id;
  sent.method = draft.method;
  sent.proof_sha256 = draft.proof_sha256;
  sent.meta = NewMeta(act);
  RETURN_IF_ERROR(domain::CheckNotInFuture("sent_date", sent.sent_on, act.now));
  RETURN_IF_ERROR(CheckNotBefore("sent_date", sent.sent_on, sent.date, "the statement's date"));
  ASSIGN_OR_RETURN(const std::string proof,
                   PaperOf(tx, "proof_sha256", sent.proof_sha256, sent.customer_id));
  RETURN_IF_ERROR(tx.papers().statements().Insert(sent));
  RETURN_IF_ERROR(Record(tx, act, "statement.send", Name("statements", sent.id),
                         {{"customer", Name("customers", sent.customer_id)},
                          {"contact", ContactName(sent.customer_id, sent.contact_id)},
                          {"date", FormatCivilDate(sent.date)},
                          {"text_sha256", sent.text_sha256},
                          {"sent_date", FormatCivilDate(sent.sent_on)}},
                         {proof}));
  return sent;
}

Result<SentStatement> AnswerStatement(Transaction& tx, const Act& act,
                                      const StatementAnswer& answer) {
  ASSIGN_OR_RETURN(SentStatement sent, LoadForChange(tx.papers().statements(), "statements",
                                                     answer.statement_id, answer.etag));
  const std::string name = Name("statements", sent.id);
  if (sent.state != StatementState::kSent)
    return StateConflict(name, StateName(sent.state), "it was answered: send another one");
  if (answer.customer_id != sent.customer_id)
    return FieldInvalid("contact", "must be one of " + Name("customers", sent.customer_id));
  ASSIGN_OR_RETURN(const domain::Contact contact,
                   GetContact(tx, answer.customer_id, answer.contact_id));
  sent.state = answer.confirmed ? StatementState::kConfirmed : StatementState::kContradicted;
  ASSIGN_OR_RETURN(const CivilDate today, TodayIn(sent.time_zone, act.now));
  sent.answered_on = answer.date.value_or(today);
  sent.answer_contact_id = contact.id;
  sent.answer_sha256 = answer.paper_sha256;
  sent.remarks = answer.remarks;
  RETURN_IF_ERROR(domain::CheckNotInFuture("date", *sent.answered_on, act.now));
  RETURN_IF_ERROR(CheckNotBefore("date", *sent.answered_on, sent.sent_on, "the day it was sent,"));
  if (!answer.confirmed)
    RETURN_IF_ERROR(domain::CheckText("remarks", sent.remarks, 1, kMaxPaperText));
  ASSIGN_OR_RETURN(const std::string paper,
                   PaperOf(tx, "paper_sha256", sent.answer_sha256, sent.customer_id));
  RETURN_IF_ERROR(Save(tx.papers().statements(), sent, act));
  if (answer.confirmed) RETURN_IF_ERROR(RestartLimitation(tx, act, sent));
  RETURN_IF_ERROR(Record(tx, act, answer.confirmed ? "statement.confirm" : "statement.contradict",
                         name,
                         {{"contact", ContactName(sent.customer_id, contact.id)},
                          {"date", FormatCivilDate(*sent.answered_on)},
                          {"text_sha256", sent.text_sha256}},
                         {paper}));
  return sent;
}

Result<std::vector<Confirmation>> ConfirmedOn(View& view, const domain::Invoice& invoice) {
  ASSIGN_OR_RETURN(const auto statements,
                   ListAll(view.papers().statements(), "customer_id", invoice.customer_id));
  std::vector<Confirmation> confirmations;
  for (const SentStatement& sent : statements) {
    if (sent.state != StatementState::kConfirmed) continue;
    for (const domain::StatementLine& line : sent.lines)
      if (line.invoice_id == invoice.id)
        confirmations.push_back({sent.id, *sent.answered_on, sent.date, line.open});
  }
  std::ranges::stable_sort(confirmations, {}, &Confirmation::date);
  return confirmations;
}

Result<domain::Attestation> AttestPayments(Transaction& tx, const Act& act,
                                           const NewAttestation& draft) {
  auto& attestations = tx.papers().attestations();
  ASSIGN_OR_RETURN(const auto before, attestations.Find(kAttestation));
  domain::Attestation attestation;
  attestation.id = kAttestation;
  attestation.meta = before ? before->meta : NewMeta(act);
  attestation.time_zone = ZoneOr(draft.time_zone);
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(attestation.time_zone));
  ASSIGN_OR_RETURN(const CivilDate yesterday, PlusDays(zone.DateAt(act.now), -1));
  attestation.through_date = draft.through_date.value_or(yesterday);
  attestation.note = draft.note;
  attestation.user = act.actor;
  RETURN_IF_ERROR(CheckDate("through_date", attestation.through_date));
  if (attestation.through_date > yesterday)
    return FieldInvalid("through_date", "must be a day that has ended: payments may still come in");
  RETURN_IF_ERROR(domain::CheckText("note", attestation.note, 0, kMaxPaperText));
  RETURN_IF_ERROR(before ? Save(attestations, attestation, act) : attestations.Insert(attestation));
  RETURN_IF_ERROR(Record(tx, act, "payment.attest", Name("attestations", attestation.id),
                         {{"through_date", FormatCivilDate(attestation.through_date)},
                          {"time_zone", attestation.time_zone}}));
  return attestation;
}

Result<std::optional<domain::Attestation>> CurrentAttestation(View& view) {
  return view.papers().attestations().Find(kAttestation);
}

}  // namespace countersign::app
