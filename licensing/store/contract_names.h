// The names of the enums of contracts and milestones, see enum_names.h.
#ifndef COUNTERSIGN_STORE_CONTRACT_NAMES_H_
#define COUNTERSIGN_STORE_CONTRACT_NAMES_H_

#include "licensing/domain/contract.h"
#include "licensing/domain/settlement_offer.h"
#include "licensing/store/enum_names.h"

namespace countersign::store {

template <>
struct EnumNames<domain::ContractState> {
  static constexpr std::pair<domain::ContractState, std::string_view> kNames[] = {
      {domain::ContractState::kDraft, "DRAFT"},
      {domain::ContractState::kActive, "ACTIVE"},
      {domain::ContractState::kCompleted, "COMPLETED"},
      {domain::ContractState::kTerminated, "TERMINATED"}};
};
template <>
struct EnumNames<domain::Enforcement> {
  static constexpr std::pair<domain::Enforcement, std::string_view> kNames[] = {
      {domain::Enforcement::kTrackOnly, "TRACK_ONLY"}, {domain::Enforcement::kFull, "FULL"}};
};
template <>
struct EnumNames<domain::Jurisdiction> {
  static constexpr std::pair<domain::Jurisdiction, std::string_view> kNames[] = {
      {domain::Jurisdiction::kDefault, "DEFAULT"},
      {domain::Jurisdiction::kChina, "CHINA"},
      {domain::Jurisdiction::kUsVirginia, "US_VIRGINIA"}};
};
template <>
struct EnumNames<domain::DueBase> {
  static constexpr std::pair<domain::DueBase, std::string_view> kNames[] = {
      {domain::DueBase::kInvoiceDate, "INVOICE_DATE"},
      {domain::DueBase::kAcceptanceDate, "ACCEPTANCE_DATE"},
      {domain::DueBase::kInspectionEnd, "INSPECTION_END"},
      {domain::DueBase::kTaxInvoiceReceipt, "TAX_INVOICE_RECEIPT"}};
};
template <>
struct EnumNames<domain::DayKind> {
  static constexpr std::pair<domain::DayKind, std::string_view> kNames[] = {
      {domain::DayKind::kCalendar, "CALENDAR"}, {domain::DayKind::kBusiness, "BUSINESS"}};
};
template <>
struct EnumNames<domain::Severity> {
  static constexpr std::pair<domain::Severity, std::string_view> kNames[] = {
      {domain::Severity::kMinor, "MINOR"},
      {domain::Severity::kMajor, "MAJOR"},
      {domain::Severity::kCritical, "CRITICAL"}};
};
template <>
struct EnumNames<domain::RateBasis> {
  static constexpr std::pair<domain::RateBasis, std::string_view> kNames[] = {
      {domain::RateBasis::k365, "365"},
      {domain::RateBasis::k360, "360"},
      {domain::RateBasis::k366, "366"},
      {domain::RateBasis::kActual, "ACTUAL"},
      {domain::RateBasis::kDay, "DAY"}};
};
template <>
struct EnumNames<domain::RateRule> {
  static constexpr std::pair<domain::RateRule, std::string_view> kNames[] = {
      {domain::RateRule::kFixed, "FIXED"}, {domain::RateRule::kFloating, "FLOATING"}};
};
template <>
struct EnumNames<domain::ClaimPart> {
  static constexpr std::pair<domain::ClaimPart, std::string_view> kNames[] = {
      {domain::ClaimPart::kCosts, "COSTS"},
      {domain::ClaimPart::kInterest, "INTEREST"},
      {domain::ClaimPart::kPrincipal, "PRINCIPAL"}};
};
template <>
struct EnumNames<domain::SignatureMethod> {
  static constexpr std::pair<domain::SignatureMethod, std::string_view> kNames[] = {
      {domain::SignatureMethod::kPortal, "PORTAL"}, {domain::SignatureMethod::kPaper, "PAPER"}};
};
template <>
struct EnumNames<domain::MilestoneState> {
  static constexpr std::pair<domain::MilestoneState, std::string_view> kNames[] = {
      {domain::MilestoneState::kPlanned, "PLANNED"},
      {domain::MilestoneState::kDelivered, "DELIVERED"},
      {domain::MilestoneState::kRejected, "REJECTED"},
      {domain::MilestoneState::kAccepted, "ACCEPTED"},
      {domain::MilestoneState::kDeemedAccepted, "DEEMED_ACCEPTED"},
      {domain::MilestoneState::kInvoiced, "INVOICED"},
      {domain::MilestoneState::kPaid, "PAID"}};
};
template <>
struct EnumNames<domain::Trigger> {
  static constexpr std::pair<domain::Trigger, std::string_view> kNames[] = {
      {domain::Trigger::kSigning, "SIGNING"},
      {domain::Trigger::kDelivery, "DELIVERY"},
      {domain::Trigger::kPreliminaryAcceptance, "PRELIMINARY_ACCEPTANCE"},
      {domain::Trigger::kFinalAcceptance, "FINAL_ACCEPTANCE"},
      {domain::Trigger::kWarrantyEnd, "WARRANTY_END"}};
};
template <>
struct EnumNames<domain::MilestoneAction> {
  static constexpr std::pair<domain::MilestoneAction, std::string_view> kNames[] = {
      {domain::MilestoneAction::kDeemAccepted, "DEEM_ACCEPTED"},
      {domain::MilestoneAction::kCountUse, "COUNT_USE"},
      {domain::MilestoneAction::kFulfil, "FULFIL"},
      {domain::MilestoneAction::kReleaseRetention, "RELEASE_RETENTION"}};
};
template <>
struct EnumNames<domain::ReceiptClass> {
  static constexpr std::pair<domain::ReceiptClass, std::string_view> kNames[] = {
      {domain::ReceiptClass::kAcknowledged, "ACKNOWLEDGED"},
      {domain::ReceiptClass::kPortalCode, "PORTAL_CODE"},
      {domain::ReceiptClass::kArrived, "ARRIVED"},
      {domain::ReceiptClass::kRegistered, "REGISTERED"},
      {domain::ReceiptClass::kRegisteredRefused, "REGISTERED_REFUSED"}};
};
template <>
struct EnumNames<domain::AcceptanceMode> {
  static constexpr std::pair<domain::AcceptanceMode, std::string_view> kNames[] = {
      {domain::AcceptanceMode::kSigned, "SIGNED"},
      {domain::AcceptanceMode::kDeemed, "DEEMED"},
      {domain::AcceptanceMode::kByUse, "BY_USE"},
      {domain::AcceptanceMode::kTriggered, "TRIGGERED"},
      {domain::AcceptanceMode::kSettled, "SETTLED"}};
};

template <>
struct EnumNames<domain::SettlementState> {
  static constexpr std::pair<domain::SettlementState, std::string_view> kNames[] = {
      {domain::SettlementState::kOffered, "OFFERED"},
      {domain::SettlementState::kAccepted, "ACCEPTED"},
      {domain::SettlementState::kExpired, "EXPIRED"}};
};
template <>
struct EnumNames<domain::SettlementRule> {
  static constexpr std::pair<domain::SettlementRule, std::string_view> kNames[] = {
      {domain::SettlementRule::kAcceptedStage, "ACCEPTED_STAGE"},
      {domain::SettlementRule::kPartCompleted, "PART_COMPLETED"},
      {domain::SettlementRule::kRetention, "RETENTION"},
      {domain::SettlementRule::kPaid, "PAID"},
      {domain::SettlementRule::kInterest, "INTEREST"},
      {domain::SettlementRule::kCosts, "COSTS"},
      {domain::SettlementRule::kDiscount, "DISCOUNT"}};
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_CONTRACT_NAMES_H_
