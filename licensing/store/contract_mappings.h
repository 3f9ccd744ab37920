// How contracts, what belongs to them, and milestones lie in their tables.
#ifndef COUNTERSIGN_STORE_CONTRACT_MAPPINGS_H_
#define COUNTERSIGN_STORE_CONTRACT_MAPPINGS_H_

#include <string>
#include <string_view>

#include "licensing/store/contract_names.h"
#include "licensing/store/mappings.h"

namespace countersign::store {

// "contracts/{contract}/subcontracts/{id}"
std::optional<Condition> SubContractIs(std::string_view column, const std::string& value, Instant);
// "customers/{id}": the contract that `column` names is one of the customer's.
std::optional<Condition> ContractIsOf(std::string_view column, const std::string& value, Instant);
// A civil date: by the end of that day, UTC, a reminder is to be sent or the next action comes.
std::optional<Condition> FallsDueBy(std::string_view, const std::string& value, Instant);

template <>
struct Mapping<domain::Contract> {
  static constexpr std::string_view kTable = "contracts";
  static constexpr FilterField kFilters[] = {{"customer", "customer_id", ReferenceEquals},
                                             {"customer_id", "customer_id", TextEquals},
                                             {"state", "state", EnumEquals<domain::ContractState>}};
  static std::string Name(const domain::Contract& row) { return "contracts/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("customer_id", row.customer_id);
    io("display_name", row.title);
    io("terms", row.terms);
    io("signed_before", row.signed_before);
    io("state", row.state);
    io("active_since", row.active_since);
    io("ended_on", row.ended_on);
    io("labels", row.labels);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::SubContract> {
  static constexpr std::string_view kTable = "sub_contracts";
  static constexpr FilterField kFilters[] = {{"contract_id", "contract_id", TextEquals}};
  static std::string Name(const domain::SubContract& row) {
    return "contracts/" + row.contract_id + "/subcontracts/" + row.id;
  }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("contract_id", row.contract_id);
    io("display_name", row.title);
    io("price_currency", row.price.currency_code);
    io("price_minor_units", row.price.minor_units);
    io("core", row.core);
    io("entitlements", row.entitlements);
    io("safety_critical", row.safety_critical);
    io.NullIfEmpty("dependents", row.dependents);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::Disclosure> {
  static constexpr std::string_view kTable = "disclosures";
  static constexpr FilterField kFilters[] = {{"contract_id", "contract_id", TextEquals}};
  static std::string Name(const domain::Disclosure& row) { return "disclosures/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("contract_id", row.contract_id);
    io("date", row.date);
    io("text_sha256", row.text_sha256);
    io("how", row.how);
    io("contact_id", row.contact_id);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::Assent> {
  static constexpr std::string_view kTable = "assents";
  static constexpr FilterField kFilters[] = {{"contract_id", "contract_id", TextEquals}};
  static std::string Name(const domain::Assent& row) { return "assents/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("contract_id", row.contract_id);
    io("date", row.date);
    io("text_sha256", row.text_sha256);
    io("contact_id", row.contact_id);
    io("method", row.method);
    io("paper_sha256", row.paper_sha256);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::Milestone> {
  static constexpr std::string_view kTable = "milestones";
  static constexpr FilterField kFilters[] = {
      {"contract_id", "contract_id", TextEquals},
      {"sub_contract_id", "sub_contract_id", TextEquals},
      {"subcontract", "sub_contract_id", SubContractIs},
      {"state", "state", EnumEquals<domain::MilestoneState>},
      {"next_action", "next_action", EnumEquals<domain::MilestoneAction>},
      {"invoice", "invoice_id", ReferenceEquals},
      {"due_by", "", FallsDueBy}};
  static std::string Name(const domain::Milestone& row) {
    return "contracts/" + row.contract_id + "/milestones/" + row.id;
  }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("contract_id", row.contract_id);
    io("sub_contract_id", row.sub_contract_id);
    io("display_name", row.title);
    io("due_by", row.trigger);
    io("amount_currency", row.amount.currency_code);
    io("amount_minor_units", row.amount.minor_units);
    io("share", row.share);
    io("criteria", row.criteria);
    io("items", row.items);
    io("review_term", row.review_term);
    io("retention_rate", row.retention_rate);
    io("retention_release_date", row.retention_release_date);
    io("state", row.state);
    MetaFields(io, row.meta);
    io("warranty_end", row.warranty_end);
    io.NullIfEmpty("rounds", row.rounds);
    io("acceptance", row.acceptance);
    io.NullIfEmpty("punch_list", row.punch_list);
    io.NullIfEmpty("invoice_id", row.invoice_id);
    io("retention_released_on", row.retention_released_on);
    io.NullIfEmpty("retention_invoice_id", row.retention_invoice_id);
    io.NullIfEmpty("split_from", row.split_from);
    io("next_action", row.next_action);
    io("next_action_time", row.next_action_time);
    io("reminder_time", row.reminder_time);
  }
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_CONTRACT_MAPPINGS_H_
