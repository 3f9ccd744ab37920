// How the papers about contracts and claims lie in their tables.
#ifndef COUNTERSIGN_STORE_PAPER_MAPPINGS_H_
#define COUNTERSIGN_STORE_PAPER_MAPPINGS_H_

#include <string>
#include <string_view>
#include <utility>

#include "licensing/domain/account_statement.h"
#include "licensing/domain/adjustment.h"
#include "licensing/domain/contract_papers.h"
#include "licensing/domain/promise.h"
#include "licensing/store/receivable_mappings.h"

namespace countersign::store {

template <>
struct EnumNames<domain::AdjustmentKind> {
  static constexpr std::pair<domain::AdjustmentKind, std::string_view> kNames[] = {
      {domain::AdjustmentKind::kWriteOff, "WRITE_OFF"},
      {domain::AdjustmentKind::kSetOff, "SET_OFF"},
      {domain::AdjustmentKind::kAssignment, "ASSIGNMENT"}};
};
template <>
struct EnumNames<domain::GuaranteeKind> {
  static constexpr std::pair<domain::GuaranteeKind, std::string_view> kNames[] = {
      {domain::GuaranteeKind::kGeneral, "GENERAL"}, {domain::GuaranteeKind::kJoint, "JOINT"}};
};
template <>
struct EnumNames<domain::SendMethod> {
  static constexpr std::pair<domain::SendMethod, std::string_view> kNames[] = {
      {domain::SendMethod::kHandedOver, "HANDED_OVER"},
      {domain::SendMethod::kRegisteredMail, "REGISTERED_MAIL"},
      {domain::SendMethod::kCourier, "COURIER"},
      {domain::SendMethod::kElectronicMail, "ELECTRONIC_MAIL"},
      {domain::SendMethod::kOther, "OTHER"}};
};
template <>
struct EnumNames<domain::StatementState> {
  static constexpr std::pair<domain::StatementState, std::string_view> kNames[] = {
      {domain::StatementState::kSent, "SENT"},
      {domain::StatementState::kConfirmed, "CONFIRMED"},
      {domain::StatementState::kContradicted, "CONTRADICTED"}};
};

template <>
struct Mapping<domain::Promise> {
  static constexpr std::string_view kTable = "promises";
  static constexpr FilterField kFilters[] = {{"customer", "customer_id", ReferenceEquals},
                                             {"customer_id", "customer_id", TextEquals}};
  static std::string Name(const domain::Promise& row) { return "promises/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("customer_id", row.customer_id);
    io("invoice_ids", row.invoice_ids);
    MoneyFields(io, row.amount);
    io("made_on", row.made_on);
    io("date", row.date);
    io("condition", row.condition);
    io("contact_id", row.contact_id);
    io("withdrawn_on", row.withdrawn_on);
    io("withdraw_reason", row.withdraw_reason);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::InstalmentPlan> {
  static constexpr std::string_view kTable = "plans";
  static constexpr FilterField kFilters[] = {{"customer", "customer_id", ReferenceEquals},
                                             {"customer_id", "customer_id", TextEquals}};
  static std::string Name(const domain::InstalmentPlan& row) { return "plans/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("customer_id", row.customer_id);
    io("invoice_ids", row.invoice_ids);
    MoneyFields(io, row.total);
    io("agreed_on", row.agreed_on);
    io("due_dates", row.due_dates);
    io("contact_id", row.contact_id);
    io("paper_sha256", row.paper_sha256);
    io("cancelled_on", row.cancelled_on);
    io("cancel_reason", row.cancel_reason);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::Adjustment> {
  static constexpr std::string_view kTable = "adjustments";
  static constexpr FilterField kFilters[] = {{"customer", "customer_id", ReferenceEquals},
                                             {"invoice", "invoice_id", ReferenceEquals},
                                             {"contract", "contract_id", ReferenceEquals},
                                             {"kind", "kind", EnumEquals<domain::AdjustmentKind>}};
  static std::string Name(const domain::Adjustment& row) { return "adjustments/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("customer_id", row.customer_id);
    io("invoice_id", row.invoice_id);
    io("contract_id", row.contract_id);
    io("kind", row.kind);
    MoneyFields(io, row.amount);
    io("date", row.date);
    io("reason", row.reason);
    io("other_party", row.other_party);
    io("counter_claim", row.counter_claim);
    io("notice_date", row.notice_date);
    io("paper_sha256", row.paper_sha256);
    io("record_ids", row.record_ids);
    io("reverse_date", row.reverse_date);
    io("reverse_reason", row.reverse_reason);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::Guarantee> {
  static constexpr std::string_view kTable = "guarantees";
  static constexpr FilterField kFilters[] = {{"contract_id", "contract_id", TextEquals}};
  static std::string Name(const domain::Guarantee& row) {
    return "contracts/" + row.contract_id + "/guarantees/" + row.id;
  }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("contract_id", row.contract_id);
    io("sub_contract_id", row.sub_contract_id);
    io("guarantor", row.guarantor);
    io("kind", row.kind);
    MoneyFields(io, row.amount);
    io("date", row.date);
    io("end_date", row.end_date);
    io("paper_sha256", row.paper_sha256);
    io("release_date", row.release_date);
    io("release_reason", row.release_reason);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::SentStatement> {
  static constexpr std::string_view kTable = "statements";
  static constexpr FilterField kFilters[] = {
      {"customer", "customer_id", ReferenceEquals},
      {"customer_id", "customer_id", TextEquals},
      {"state", "state", EnumEquals<domain::StatementState>}};
  static std::string Name(const domain::SentStatement& row) { return "statements/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("customer_id", row.customer_id);
    io("date", row.date);
    io("time_zone", row.time_zone);
    io("text", row.text);
    io("text_sha256", row.text_sha256);
    io("lines", row.lines);
    io("sent_on", row.sent_on);
    io("contact_id", row.contact_id);
    io("method", row.method);
    io("proof_sha256", row.proof_sha256);
    io("state", row.state);
    io("answered_on", row.answered_on);
    io("answer_contact_id", row.answer_contact_id);
    io("answer_sha256", row.answer_sha256);
    io("remarks", row.remarks);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::Attestation> {
  static constexpr std::string_view kTable = "attestations";
  static constexpr FilterField kFilters[] = {{"user", "user", TextEquals}};
  static std::string Name(const domain::Attestation& row) { return "attestations/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("through_date", row.through_date);
    io("time_zone", row.time_zone);
    io("note", row.note);
    io("user", row.user);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::ChangeOrderRecord> {
  static constexpr std::string_view kTable = "change_orders";
  static constexpr FilterField kFilters[] = {{"contract_id", "contract_id", TextEquals},
                                             {"sub_contract_id", "sub_contract_id", TextEquals}};
  static std::string Name(const domain::ChangeOrderRecord& row) {
    return "contracts/" + row.contract_id + "/changeOrders/" + row.id;
  }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("contract_id", row.contract_id);
    io("sub_contract_id", row.sub_contract_id);
    MoneyFields(io, row.order.change);
    io("date", row.order.date);
    io("description", row.order.description);
    io("paper_sha256", row.order.paper_sha256);
    io("contact_id", row.contact_id);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::Amendment> {
  static constexpr std::string_view kTable = "amendments";
  static constexpr FilterField kFilters[] = {{"contract_id", "contract_id", TextEquals}};
  static std::string Name(const domain::Amendment& row) {
    return "contracts/" + row.contract_id + "/amendments/" + row.id;
  }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("contract_id", row.contract_id);
    io("date", row.date);
    io("description", row.description);
    io("contact_id", row.contact_id);
    io("paper_sha256", row.paper_sha256);
    io("fields", row.fields);
    io("terms_before", row.before);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::StoredCalendar> {
  static constexpr std::string_view kTable = "calendars";
  static constexpr FilterField kFilters[] = {{"calendar", "name", TextEquals}};
  static std::string Name(const domain::StoredCalendar& row) { return "calendars/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("name", row.calendar.ref.id);
    io("number", row.calendar.ref.version);
    io("display_name", row.calendar.display_name);
    io("weekend", row.calendar.weekend);
    io("holidays", row.calendar.holidays);
    io("extra_working_days", row.calendar.extra_working_days);
    io("first_day", row.calendar.first_day);
    io("last_day", row.calendar.last_day);
    io("source_sha256", row.source_sha256);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::PackPaper> {
  static constexpr std::string_view kTable = "pack_papers";
  static constexpr FilterField kFilters[] = {{"customer", "customer_id", ReferenceEquals},
                                             {"invoice", "invoice_id", ReferenceEquals}};
  static std::string Name(const domain::PackPaper& row) {
    return "invoices/" + row.invoice_id + "/papers/" + row.id;
  }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("customer_id", row.customer_id);
    io("invoice_id", row.invoice_id);
    io("kind", row.kind);
    io("paper_sha256", row.paper_sha256);
    io("received_on", row.received_on);
    io("receipt_sha256", row.receipt_sha256);
    MetaFields(io, row.meta);
  }
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_PAPER_MAPPINGS_H_
