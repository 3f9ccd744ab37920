#include "licensing/app/silence.h"

#include <algorithm>

#include "licensing/app/cases.h"
#include "licensing/app/resource.h"

namespace countersign::app {
namespace {

using domain::Notice;
using domain::ReceiptClass;

constexpr domain::Term kSilence{3, domain::DayKind::kBusiness, false};

bool IsAcknowledged(const Notice& notice) {
  return std::ranges::any_of(notice.receipts, [](const domain::NoticeReceipt& receipt) {
    return !receipt.withdraw_time && (receipt.receipt_class == ReceiptClass::kAcknowledged ||
                                      receipt.receipt_class == ReceiptClass::kPortalCode);
  });
}

bool IsMailedFormal(const Notice& notice) {
  return notice.kind == domain::NoticeKind::kFormalNotice && notice.sent_time &&
         notice.channel != domain::NoticeChannel::kLetter && !notice.consume_time &&
         notice.state != domain::NoticeState::kFailed &&
         notice.state != domain::NoticeState::kCancelled;
}

bool WasPosted(const domain::ContractFacts& facts, const Notice& mailed) {
  return std::ranges::any_of(facts.notices, [&](const Notice& notice) {
    return notice.channel == domain::NoticeChannel::kLetter && notice.kind == mailed.kind &&
           notice.sub_contract_id == mailed.sub_contract_id &&
           notice.meta.create_time >= mailed.meta.create_time;
  });
}

bool IsSilent(const domain::ContractFacts& facts, const Notice& notice) {
  return IsMailedFormal(notice) && !IsAcknowledged(notice) && !WasPosted(facts, notice);
}

// What a person has to do about it.
std::string LetterOf(const Notice& notice) {
  return "post " + Name("notices", notice.id) +
         " as registered mail: nobody has acknowledged it for three business days";
}

Result<Instant> PostTime(const domain::ContractFacts& facts, const TimeZone& zone,
                         const Notice& notice) {
  const CivilDate sent = zone.DateAt(*notice.sent_time);
  const auto last = domain::LastDayOf(facts.calendar, sent, kSilence);
  ASSIGN_OR_RETURN(const CivilDate after,
                   last ? PlusDays(*last, 1) : PlusDays(sent, kSilence.days + 1));
  return zone.StartOf(after);
}

}  // namespace

Result<std::vector<SilentNotice>> SilentNotices(const domain::ContractFacts& facts) {
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(facts.contract.terms.time_zone));
  std::vector<SilentNotice> silent;
  for (const Notice& notice : facts.notices) {
    if (!IsSilent(facts, notice)) continue;
    SilentNotice& one = silent.emplace_back();
    one.notice = &notice;
    ASSIGN_OR_RETURN(one.post_time, PostTime(facts, zone, notice));
  }
  return silent;
}

Result<void> AskForLetters(Transaction& tx, const Act& act, const domain::ContractFacts& facts) {
  ASSIGN_OR_RETURN(const auto silent, SilentNotices(facts));
  for (const SilentNotice& one : silent) {
    if (act.now < one.post_time) continue;
    RETURN_IF_ERROR(
        AskInCase(tx, act, facts.contract.id, one.notice->sub_contract_id, LetterOf(*one.notice)));
  }
  return {};
}

Result<void> TakeBackLetters(Transaction& tx, const Act& act, const domain::ContractFacts& facts) {
  for (const Notice& notice : facts.notices) {
    if (notice.kind != domain::NoticeKind::kFormalNotice || !notice.sent_time ||
        notice.channel == domain::NoticeChannel::kLetter || IsSilent(facts, notice))
      continue;
    RETURN_IF_ERROR(
        TakeBackInCase(tx, act, facts.contract.id, notice.sub_contract_id, LetterOf(notice)));
  }
  return {};
}

Result<std::optional<Instant>> NextLetter(const domain::ContractFacts& facts, Instant now) {
  ASSIGN_OR_RETURN(const auto silent, SilentNotices(facts));
  std::optional<Instant> next;
  for (const SilentNotice& one : silent)
    if (one.post_time > now && (!next || one.post_time < *next)) next = one.post_time;
  return next;
}

}  // namespace countersign::app
