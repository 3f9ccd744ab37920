// How the records of enforcement lie in their tables.
#ifndef COUNTERSIGN_STORE_ENFORCEMENT_MAPPINGS_H_
#define COUNTERSIGN_STORE_ENFORCEMENT_MAPPINGS_H_

#include <string>
#include <string_view>
#include <utility>

#include "licensing/domain/enforcement.h"
#include "licensing/store/contract_mappings.h"
#include "licensing/store/fields.h"
#include "licensing/store/mappings.h"

namespace countersign::store {

template <>
struct EnumNames<domain::Stage> {
  static constexpr std::pair<domain::Stage, std::string_view> kNames[] = {
      {domain::Stage::kCurrent, "CURRENT"},     {domain::Stage::kDueSoon, "DUE_SOON"},
      {domain::Stage::kOverdue, "OVERDUE"},     {domain::Stage::kUrgent, "URGENT"},
      {domain::Stage::kNoticed, "NOTICED"},     {domain::Stage::kSupplyStopped, "SUPPLY_STOPPED"},
      {domain::Stage::kSuspended, "SUSPENDED"}, {domain::Stage::kTerminated, "TERMINATED"}};
};
template <>
struct EnumNames<domain::EffectKind> {
  static constexpr std::pair<domain::EffectKind, std::string_view> kNames[] = {
      {domain::EffectKind::kStopSupply, "STOP_SUPPLY"}, {domain::EffectKind::kSuspend, "SUSPEND"}};
};
template <>
struct EnumNames<domain::NoticeKind> {
  static constexpr std::pair<domain::NoticeKind, std::string_view> kNames[] = {
      {domain::NoticeKind::kPreDueReminder, "PRE_DUE_REMINDER"},
      {domain::NoticeKind::kDueReminder, "DUE_REMINDER"},
      {domain::NoticeKind::kOverdueReminder, "OVERDUE_REMINDER"},
      {domain::NoticeKind::kUrgentNotice, "URGENT_NOTICE"},
      {domain::NoticeKind::kFormalNotice, "FORMAL_NOTICE"},
      {domain::NoticeKind::kSupplyStopped, "SUPPLY_STOPPED"},
      {domain::NoticeKind::kSuspended, "SUSPENDED"},
      {domain::NoticeKind::kRestored, "RESTORED"},
      {domain::NoticeKind::kDispatch, "DISPATCH"},
      {domain::NoticeKind::kReceiptConfirmed, "RECEIPT_CONFIRMED"}};
};
template <>
struct EnumNames<domain::NoticeChannel> {
  static constexpr std::pair<domain::NoticeChannel, std::string_view> kNames[] = {
      {domain::NoticeChannel::kMail, "MAIL"},
      {domain::NoticeChannel::kWebhook, "WEBHOOK"},
      {domain::NoticeChannel::kLetter, "LETTER"}};
};
template <>
struct EnumNames<domain::NoticeState> {
  static constexpr std::pair<domain::NoticeState, std::string_view> kNames[] = {
      {domain::NoticeState::kWaiting, "WAITING"},
      {domain::NoticeState::kSent, "SENT"},
      {domain::NoticeState::kReceived, "RECEIVED"},
      {domain::NoticeState::kFailed, "FAILED"},
      {domain::NoticeState::kCancelled, "CANCELLED"}};
};
template <>
struct EnumNames<domain::CaseReason> {
  static constexpr std::pair<domain::CaseReason, std::string_view> kNames[] = {
      {domain::CaseReason::kUnknown, "UNKNOWN"},
      {domain::CaseReason::kForgotten, "FORGOTTEN"},
      {domain::CaseReason::kCashFlow, "CASH_FLOW"},
      {domain::CaseReason::kPrioritisesOthers, "PRIORITISES_OTHERS"},
      {domain::CaseReason::kGrievance, "GRIEVANCE"},
      {domain::CaseReason::kWilful, "WILFUL"}};
};
template <>
struct EnumNames<domain::CaseState> {
  static constexpr std::pair<domain::CaseState, std::string_view> kNames[] = {
      {domain::CaseState::kOpen, "OPEN"}, {domain::CaseState::kClosed, "CLOSED"}};
};
template <>
struct EnumNames<domain::CaseOwner> {
  static constexpr std::pair<domain::CaseOwner, std::string_view> kNames[] = {
      {domain::CaseOwner::kAccountManager, "ACCOUNT_MANAGER"},
      {domain::CaseOwner::kCollections, "COLLECTIONS"},
      {domain::CaseOwner::kManager, "MANAGER"},
      {domain::CaseOwner::kCounsel, "COUNSEL"}};
};

template <>
struct Mapping<domain::StandingRecord> {
  static constexpr std::string_view kTable = "standings";
  static constexpr FilterField kFilters[] = {{"contract_id", "contract_id", TextEquals},
                                             {"contract", "contract_id", ReferenceEquals},
                                             {"customer", "contract_id", ContractIsOf},
                                             {"stage", "stage", EnumEquals<domain::Stage>}};
  static std::string Name(const domain::StandingRecord& row) {
    return "contracts/" + row.contract_id + "/subcontracts/" + row.id + "/standing";
  }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("contract_id", row.contract_id);
    io("stage", row.stage);
    io("paid_up", row.paid_up);
    io("since", row.since);
    io("first_effect_date", row.first_effect_date);
    io("next_action_time", row.next_action_time);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::Notice> {
  static constexpr std::string_view kTable = "notices";
  static constexpr FilterField kFilters[] = {{"contract_id", "contract_id", TextEquals},
                                             {"contract", "contract_id", ReferenceEquals},
                                             {"subcontract", "sub_contract_id", SubContractIs},
                                             {"contact_id", "contact_id", TextEquals},
                                             {"message", "message", TextEquals},
                                             {"customer", "customer_id", ReferenceEquals},
                                             {"kind", "kind", EnumEquals<domain::NoticeKind>},
                                             {"state", "state", EnumEquals<domain::NoticeState>}};
  static std::string Name(const domain::Notice& row) { return "notices/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("contract_id", row.contract_id);
    io.NullIfEmpty("sub_contract_id", row.sub_contract_id);
    io("customer_id", row.customer_id);
    io("kind", row.kind);
    io("channel", row.channel);
    io("contact_id", row.contact_id);
    io("language", row.language);
    io("template_version", row.template_version);
    io("text_sha256", row.text_sha256);
    io("claims", row.claims);
    io("effect_id", row.effect_id);
    io.NullIfEmpty("milestone_id", row.milestone_id);
    io("round", row.round);
    io("supply_date", row.supply_date);
    io("suspend_date", row.suspend_date);
    io("state", row.state);
    io("send_time", row.send_time);
    io("sent_time", row.sent_time);
    io("message", row.message);
    io("tracking_number", row.tracking_number);
    io("receipts", row.receipts);
    io("consume_time", row.consume_time);
    io("failure", row.failure);
    io.NullIfEmpty("released_by", row.released_by);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::Effect> {
  static constexpr std::string_view kTable = "effects";
  static constexpr FilterField kFilters[] = {{"contract_id", "contract_id", TextEquals},
                                             {"contract", "contract_id", ReferenceEquals},
                                             {"subcontract", "sub_contract_id", SubContractIs},
                                             {"kind", "kind", EnumEquals<domain::EffectKind>}};
  static std::string Name(const domain::Effect& row) { return "effects/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("contract_id", row.contract_id);
    io("sub_contract_id", row.sub_contract_id);
    io("kind", row.kind);
    io("notice_id", row.notice_id);
    io("invoice_ids", row.invoice_ids);
    io("start_time", row.start_time);
    io("end_time", row.end_time);
    io("end_cause", row.end_cause);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::Hold> {
  static constexpr std::string_view kTable = "holds";
  static constexpr FilterField kFilters[] = {{"contract_id", "contract_id", TextEquals},
                                             {"contract", "contract_id", ReferenceEquals},
                                             {"subcontract", "sub_contract_id", SubContractIs}};
  static std::string Name(const domain::Hold& row) { return "holds/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("contract_id", row.contract_id);
    io.NullIfEmpty("sub_contract_id", row.sub_contract_id);
    io("reason", row.reason);
    io("last_date", row.last_date);
    io("user", row.user);
    io("release_time", row.release_time);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::PaymentSlip> {
  static constexpr std::string_view kTable = "payment_slips";
  static constexpr FilterField kFilters[] = {{"customer", "customer_id", ReferenceEquals},
                                             {"customer_id", "customer_id", TextEquals}};
  static std::string Name(const domain::PaymentSlip& row) { return "slips/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("customer_id", row.customer_id);
    io("invoice_ids", row.invoice_ids);
    io("date", row.date);
    io("paper_sha256", row.paper_sha256);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::Case> {
  static constexpr std::string_view kTable = "cases";
  static constexpr FilterField kFilters[] = {{"contract_id", "contract_id", TextEquals},
                                             {"contract", "contract_id", ReferenceEquals},
                                             {"subcontract", "sub_contract_id", SubContractIs},
                                             {"customer", "customer_id", ReferenceEquals},
                                             {"state", "state", EnumEquals<domain::CaseState>},
                                             {"reason", "reason", EnumEquals<domain::CaseReason>},
                                             {"owner", "owner", EnumEquals<domain::CaseOwner>}};
  static std::string Name(const domain::Case& row) { return "cases/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("contract_id", row.contract_id);
    io("sub_contract_id", row.sub_contract_id);
    io("customer_id", row.customer_id);
    io("reason", row.reason);
    io("grounds", row.grounds);
    io("next_action", row.next_action);
    io("owner", row.owner);
    io("contacts", row.contacts);
    io("state", row.state);
    io("close_time", row.close_time);
    MetaFields(io, row.meta);
  }
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_ENFORCEMENT_MAPPINGS_H_
