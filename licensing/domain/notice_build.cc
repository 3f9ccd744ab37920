// What each kind of message holds, in which order: the same in every language.
#include <algorithm>

#include "licensing/domain/notice_parts.h"

namespace countersign::domain {
namespace {

// Whether it matters when the message was received.
bool AsksForReceipt(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::kPreDueReminder:
    case NoticeKind::kDueReminder:
    case NoticeKind::kOverdueReminder:
    case NoticeKind::kRestored:
      return false;
    default:
      return true;
  }
}

class Builder {
 public:
  Builder(const NoticeWords& words, const NoticeTextFacts& facts) : words_(words), facts_(facts) {}

  Result<NoticePart> Build();

 private:
  std::string Sentence(std::string_view sentence) const { return Fill(sentence, values_); }
  NoticeLines Closing() const;

  void Add(NoticeBlock block) { body_.push_back(std::move(block)); }
  void Say(std::string_view sentence) { Add(NoticeParagraph{Sentence(sentence)}); }
  void Heading(std::string_view heading);
  void SayTerm(std::string_view sentence);

  Result<void> AddBody();
  Result<void> AddClaims(ClaimColumns columns);
  void AddPayment();
  void AddShortWays();
  void AddWays();
  void AddPerson();
  void AddStops(bool supply, bool suspension);
  void AddKeeps(bool supply, bool suspension);
  void AddEnd();
  Result<void> AddReminder();
  Result<void> AddUrgent();
  Result<void> AddFormal();
  void AddEffectsOfFormal();
  Result<void> AddEffect();
  Result<void> AddRestored();
  void AddDelivery();
  void AddDispatch();
  void AddReceipt();

  const NoticeWords& words_;
  const NoticeTextFacts& facts_;
  NoticeValues values_;
  std::vector<NoticeBlock> body_;
  bool numbered_ = false;  // the headings, of a formal notice
  std::size_t sections_ = 0;
};

NoticeLines Builder::Closing() const {
  const bool formal = facts_.kind == NoticeKind::kFormalNotice;
  NoticeLines closing{{std::string(formal ? words_.regards_formal : words_.regards)}};
  closing.lines.push_back(facts_.sender.vendor);
  if (!facts_.automatic) closing.lines.push_back(values_.at("person"));
  if (!words_.closing_date.empty()) closing.lines.push_back(Sentence(words_.closing_date));
  if (!facts_.automatic) return closing;
  closing.lines.push_back(Sentence(words_.automatic));
  if (!values_.at("person").empty()) closing.lines.push_back(Sentence(words_.questions));
  return closing;
}

void Builder::Heading(std::string_view heading) {
  const std::string number = numbered_ ? words_.section_text(++sections_) : "";
  Add(NoticeHeading{Cat({number, heading})});
}

Result<void> Builder::AddClaims(ClaimColumns columns) {
  ASSIGN_OR_RETURN(NoticeTable table, ClaimsTable(words_, facts_, columns));
  Add(std::move(table));
  if (columns == ClaimColumns::kOverdue)
    Say(HasInterest(facts_) ? words_.interest_through : words_.undisputed);
  return {};
}

void Builder::AddPayment() {
  if (facts_.pay_to.empty()) return;
  Add(NoticePairs{{{std::string(words_.pay_to), facts_.pay_to},
                   {std::string(words_.reference), std::string(words_.reference_text)}}});
}

void Builder::AddShortWays() {
  NoticeList ways;
  if (!facts_.disputes_to.empty()) ways.items.push_back(Sentence(words_.dispute_short));
  if (!facts_.instalments_to.empty()) ways.items.push_back(Sentence(words_.instalments_short));
  if (!ways.items.empty()) Add(std::move(ways));
}

void Builder::AddWays() {
  AddPayment();
  NoticeList ways;
  if (!facts_.disputes_to.empty()) ways.items.push_back(Sentence(words_.dispute));
  if (!facts_.instalments_to.empty()) ways.items.push_back(Sentence(words_.instalments));
  if (facts_.kind != NoticeKind::kUrgentNotice && !facts_.export_from.empty())
    ways.items.push_back(Sentence(words_.export_data));
  if (!ways.items.empty()) Add(std::move(ways));
}

void Builder::AddPerson() {
  NoticePairs person = PersonOf(words_, facts_.sender);
  if (person.pairs.empty()) return;
  Heading(words_.h_person);
  Add(std::move(person));
}

void Builder::AddStops(bool supply, bool suspension) {
  Heading(words_.h_stops);
  if (supply) {
    Say(words_.supply_stops_intro);
    Add(facts_.core ? NoticeList{{std::string(words_.stopped_machines),
                                  std::string(words_.stopped_deliveries)}}
                    : NoticeList{{std::string(words_.stopped_part_machines),
                                  std::string(words_.stopped_part_deliveries)}});
  }
  if (!suspension) return;
  Say(words_.suspension_stops_intro);
  NoticeList stops;
  for (const std::string& name : facts_.stops)
    stops.items.push_back(Fill(words_.stopped_features, {{"name", name}}));
  Add(std::move(stops));
  if (!facts_.core) return;
  Say(words_.stopped_core);
  if (facts_.dependents.empty()) return;
  Say(words_.stopped_dependents);
  Add(NoticeQuote{facts_.dependents});
}

void Builder::AddKeeps(bool supply, bool suspension) {
  Heading(words_.h_keeps);
  if (supply) Say(words_.keeps_supply);
  if (!suspension) return;
  Say(words_.keeps_intro);
  NoticeList keeps{{std::string(words_.keeps_data), std::string(words_.keeps_money)}};
  for (const std::string& name : facts_.always_available)
    keeps.items.push_back(Fill(words_.keeps_named, {{"name", name}}));
  keeps.items.emplace_back(words_.keeps_rest);
  Add(std::move(keeps));
}

void Builder::AddEnd() {
  Heading(words_.h_end);
  Say(words_.ends_by_payment);
  AddWays();
  AddPerson();
}

Result<void> Builder::AddReminder() {
  const bool overdue = facts_.kind == NoticeKind::kOverdueReminder;
  RETURN_IF_ERROR(AddClaims(overdue ? ClaimColumns::kOverdue : ClaimColumns::kUpcoming));
  AddPayment();
  AddShortWays();
  Say(words_.crossed);
  return {};
}

Result<void> Builder::AddUrgent() {
  RETURN_IF_ERROR(AddClaims(ClaimColumns::kOverdue));
  Say(words_.total_computed);
  AddWays();
  if (facts_.formal_date) Say(words_.formal_may_follow);
  Say(words_.crossed);
  return {};
}

void Builder::AddEffectsOfFormal() {
  Heading(words_.h_clause);
  Say(words_.clause_intro);
  Add(NoticeQuote{facts_.clause});
  Heading(words_.h_effects);
  Say(words_.cure_begins);
  Add(NoticeList{{Sentence(words_.supply_from), Sentence(words_.suspend_from)}});
  Say(words_.cure_conditions);
  AddStops(true, true);
  AddKeeps(true, true);
}

Result<void> Builder::AddFormal() {
  numbered_ = true;
  Heading(words_.h_claims);
  RETURN_IF_ERROR(AddClaims(ClaimColumns::kOverdue));
  Say(words_.total_computed);
  Heading(words_.h_computation);
  if (HasInterest(facts_)) Say(words_.computation_intro);
  ASSIGN_OR_RETURN(NoticeList computation, InterestComputation(words_, facts_));
  Add(std::move(computation));
  Heading(words_.h_ask);
  Say(facts_.effects ? words_.ask : words_.ask_without_effects);
  if (facts_.effects) AddEffectsOfFormal();
  Heading(words_.h_ways);
  AddWays();
  AddPerson();
  return {};
}

Result<void> Builder::AddEffect() {
  const bool suspended = facts_.kind == NoticeKind::kSuspended;
  RETURN_IF_ERROR(AddClaims(ClaimColumns::kOverdue));
  Say(words_.total_computed);
  AddStops(true, suspended);
  AddKeeps(true, suspended);
  if (suspended)
    Say(words_.not_charged);
  else if (facts_.suspend_date)
    Say(words_.suspension_may_follow);
  AddEnd();
  return {};
}

Result<void> Builder::AddRestored() {
  const bool suspension = facts_.ended_effect == EffectKind::kSuspend;
  Say(suspension ? words_.restored_suspension : words_.restored_supply);
  if (suspension) {
    Say(words_.restored_keys);
    Say(words_.not_charged);
  }
  if (facts_.claims.empty()) return {};
  Heading(words_.h_open);
  RETURN_IF_ERROR(AddClaims(ClaimColumns::kUpcoming));
  AddPayment();
  return {};
}

void Builder::AddDelivery() {
  const NoticeDelivery& delivery = *facts_.delivery;
  NoticePairs pairs{{{std::string(words_.milestone), delivery.milestone},
                     {std::string(words_.round), std::to_string(delivery.round)},
                     {std::string(words_.delivered_on), words_.date_text(delivery.date)}}};
  if (delivery.received)
    pairs.pairs.emplace_back(words_.received_on, words_.date_text(*delivery.received));
  if (!delivery.release.empty()) pairs.pairs.emplace_back(words_.release, delivery.release);
  Add(std::move(pairs));
  if (!delivery.items.empty()) {
    Heading(words_.h_items);
    Add(NoticeList{delivery.items});
  }
  if (delivery.attachments.empty()) return;
  Heading(words_.h_attachments);
  NoticeList attachments;
  for (const NoticeAttachment& attachment : delivery.attachments)
    attachments.items.push_back(Cat({attachment.name, words_.colon, attachment.sha256}));
  Add(std::move(attachments));
}

void Builder::SayTerm(std::string_view sentence) {
  const NoticeDelivery& delivery = *facts_.delivery;
  Heading(words_.h_terms);
  Say(delivery.review_term ? sentence : words_.no_term);
  if (delivery.review_term && delivery.deemed) Say(words_.deemed);
}

void Builder::AddDispatch() {
  AddDelivery();
  SayTerm(words_.term_starts);
  Say(words_.confirm_receipt);
}

void Builder::AddReceipt() {
  AddDelivery();
  SayTerm(words_.term_runs);
  if (!facts_.payment_term) return;
  Say(words_.payment_runs);
  if (facts_.payment_term->assumes_last_review_day) Say(words_.payment_assumes);
}

Result<void> Builder::AddBody() {
  switch (facts_.kind) {
    case NoticeKind::kPreDueReminder:
    case NoticeKind::kDueReminder:
    case NoticeKind::kOverdueReminder:
      return AddReminder();
    case NoticeKind::kUrgentNotice:
      return AddUrgent();
    case NoticeKind::kFormalNotice:
      return AddFormal();
    case NoticeKind::kSupplyStopped:
    case NoticeKind::kSuspended:
      return AddEffect();
    case NoticeKind::kRestored:
      return AddRestored();
    case NoticeKind::kDispatch:
      AddDispatch();
      return {};
    case NoticeKind::kReceiptConfirmed:
      AddReceipt();
      return {};
  }
  return {};
}

Result<NoticePart> Builder::Build() {
  ASSIGN_OR_RETURN(values_, ValuesOf(words_, facts_));
  const NoticeKindWords& kind =
      *std::ranges::find(words_.kinds, facts_.kind, &NoticeKindWords::kind);
  const bool plain_demand = facts_.kind == NoticeKind::kFormalNotice && !facts_.effects;
  if (!kind.opening.empty()) Say(kind.opening);
  RETURN_IF_ERROR(AddBody());
  if (!facts_.portal_link.empty())
    Add(NoticeLink{Sentence(AsksForReceipt(facts_.kind) ? words_.portal_confirm : words_.portal),
                   facts_.portal_link});
  return NoticePart{
      .subject = Sentence(kind.subject),
      .title = Sentence(plain_demand ? words_.formal_title_without_effects : kind.title),
      .head = HeadOf(words_, facts_),
      .greeting = Sentence(facts_.contact.empty() ? words_.greeting_unnamed : words_.greeting),
      .body = std::move(body_),
      .closing = Closing(),
  };
}

}  // namespace

Result<NoticePart> PartOf(const NoticeWords& words, const NoticeTextFacts& facts) {
  return Builder(words, facts).Build();
}

}  // namespace countersign::domain
