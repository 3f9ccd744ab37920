// Everything that a store holds, as a text: equal before and after what must not change anything.
#ifndef COUNTERSIGN_TESTS_SUPPORT_STORE_SNAPSHOT_H_
#define COUNTERSIGN_TESTS_SUPPORT_STORE_SNAPSHOT_H_

#include <stdexcept>
#include <string>
#include <vector>

#include "licensing/app/ports.h"
#include "licensing/domain/account_statement.h"
#include "licensing/domain/adjustment.h"
#include "licensing/domain/approval.h"
#include "licensing/domain/contract_papers.h"
#include "licensing/domain/import.h"
#include "licensing/domain/message.h"
#include "licensing/domain/promise.h"
#include "licensing/domain/webhook.h"

namespace countersign::testing {

inline app::ListQuery Everything() { return {.limit = 100'000}; }

template <class T>
void AppendRows(app::Reader<T>& reader, std::string_view kind, std::string& text) {
  const auto rows = reader.List(Everything());
  if (!rows) throw std::runtime_error(rows.error().message);
  for (const T& row : *rows)
    text += std::string(kind) + " " + row.id + " v" + std::to_string(row.meta.version) + " at " +
            FormatInstant(row.meta.update_time) + "\n";
}

inline std::vector<app::Entry> AllEntries(app::Store& store) {
  std::vector<app::Entry> entries;
  const auto read = store.Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(const auto rows, view.entries().List(Everything()));
    entries.assign(rows.begin(), rows.end());
    return {};
  });
  if (!read) throw std::runtime_error(read.error().message);
  return entries;
}

inline std::string Snapshot(app::Store& store) {
  std::string text;
  const auto read = store.Read([&](app::View& view) -> Result<void> {
    AppendRows<domain::Product>(view.products(), "product", text);
    AppendRows<domain::Policy>(view.policies(), "policy", text);
    AppendRows<domain::Customer>(view.customers(), "customer", text);
    AppendRows<domain::Contact>(view.contacts(), "contact", text);
    AppendRows<domain::License>(view.licenses(), "license", text);
    AppendRows<domain::Machine>(view.machines(), "machine", text);
    AppendRows<domain::User>(view.users(), "user", text);
    AppendRows<domain::Token>(view.tokens(), "token", text);
    AppendRows<domain::Contract>(view.contracts(), "contract", text);
    AppendRows<domain::SubContract>(view.sub_contracts(), "sub_contract", text);
    AppendRows<domain::Disclosure>(view.disclosures(), "disclosure", text);
    AppendRows<domain::Assent>(view.assents(), "assent", text);
    AppendRows<domain::Milestone>(view.milestones(), "milestone", text);
    AppendRows<domain::Promise>(view.papers().promises(), "promise", text);
    AppendRows<domain::InstalmentPlan>(view.papers().plans(), "plan", text);
    AppendRows<domain::Adjustment>(view.papers().adjustments(), "adjustment", text);
    AppendRows<domain::Guarantee>(view.papers().guarantees(), "guarantee", text);
    AppendRows<domain::SentStatement>(view.papers().statements(), "statement", text);
    AppendRows<domain::Attestation>(view.papers().attestations(), "attestation", text);
    AppendRows<domain::ChangeOrderRecord>(view.papers().change_orders(), "change_order", text);
    AppendRows<domain::Amendment>(view.papers().amendments(), "amendment", text);
    AppendRows<domain::StoredCalendar>(view.papers().calendars(), "calendar", text);
    AppendRows<domain::PackPaper>(view.papers().pack_papers(), "pack_paper", text);
    AppendRows<domain::StandingRecord>(view.enforcement().standings(), "standing", text);
    AppendRows<domain::Notice>(view.enforcement().notices(), "notice", text);
    AppendRows<domain::Effect>(view.enforcement().effects(), "effect", text);
    AppendRows<domain::Hold>(view.enforcement().holds(), "hold", text);
    AppendRows<domain::Case>(view.enforcement().cases(), "case", text);
    AppendRows<domain::PaymentSlip>(view.enforcement().slips(), "slip", text);
    AppendRows<domain::ImportMapping>(view.imports().mappings(), "import_mapping", text);
    AppendRows<domain::Operation>(view.imports().operations(), "operation", text);
    AppendRows<domain::BankEntry>(view.imports().bank_entries(), "bank_entry", text);
    AppendRows<domain::Message>(view.messages(), "message", text);
    AppendRows<domain::Webhook>(view.webhooks(), "webhook", text);
    AppendRows<domain::Approval>(view.approvals(), "approval", text);
    for (const char* key : {"issuer", "simulated_now", "bundle_version"}) {
      ASSIGN_OR_RETURN(const auto value, view.settings().Find(key));
      text += std::string(key) + "=" + value.value_or("-") + "\n";
    }
    return {};
  });
  if (!read) throw std::runtime_error(read.error().message);
  return text + std::to_string(AllEntries(store).size()) + " entries\n";
}

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SUPPORT_STORE_SNAPSHOT_H_
