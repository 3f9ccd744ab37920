// What every kind of resource does alike, and the lists of each.
#include <gmock/gmock.h>

#include <limits>

#include "tests/store/engine.h"
#include "tests/store/import_records.h"
#include "tests/store/paper_records.h"
#include "tests/store/receivable_records.h"
#include "tests/store/records.h"

namespace countersign::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ResourceTest : public StoreTest {
 protected:
  // Ids of a list.
  template <class List>
  std::vector<std::string> Ids(List list, const app::ListQuery& query) {
    std::vector<std::string> ids;
    const auto read = store().Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(const auto rows, list(view).List(query));
      for (const auto& row : rows) ids.push_back(row.id);
      return {};
    });
    if (!read) ids = {std::string(ReasonName(read.error().reason))};
    return ids;
  }

  // Puts `row` through insert, find, update, stale update and restart. `table` gives the table of a
  // Transaction or a View; `change` changes a row in something that is not its id.
  template <class T, class Table, class Change>
  void WalksThroughItsLife(T row, Table table, Change change) {
    ASSERT_TRUE(
        Commit([&](app::Transaction& transaction) { return table(transaction).Insert(row); }));
    EXPECT_EQ(Find<T>(table, row.id), row);
    EXPECT_EQ(Find<T>(table, "none"), std::nullopt);

    const auto again =
        Commit([&](app::Transaction& transaction) { return table(transaction).Insert(row); });
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, Code::kAlreadyExists);
    EXPECT_EQ(again.error().reason, Reason::kResourceExists);

    T changed = row;
    change(changed);
    changed.meta.update_time += std::chrono::seconds(1);
    ASSERT_TRUE(
        Commit([&](app::Transaction& transaction) { return table(transaction).Update(changed); }));
    EXPECT_EQ(changed.meta.version, 2);
    EXPECT_EQ(Find<T>(table, row.id), changed);

    T stale = row;
    const auto refused =
        Commit([&](app::Transaction& transaction) { return table(transaction).Update(stale); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::kAborted);
    EXPECT_EQ(refused.error().reason, Reason::kEtagMismatch);
    EXPECT_EQ(stale.meta.version, 1);

    T absent = row;
    absent.id = "absent";
    EXPECT_FALSE(
        Commit([&](app::Transaction& transaction) { return table(transaction).Update(absent); }));

    Restart();
    EXPECT_EQ(Find<T>(table, row.id), changed);
  }

  template <class T, class Table>
  std::optional<T> Find(Table table, std::string_view id) {
    std::optional<T> found;
    const auto read = store().Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(found, table(view).Find(id));
      return {};
    });
    EXPECT_TRUE(read) << read.error().message;
    return found;
  }
};

constexpr auto kProducts = [](auto& unit) -> auto& { return unit.products(); };
constexpr auto kPolicies = [](auto& unit) -> auto& { return unit.policies(); };
constexpr auto kCustomers = [](auto& unit) -> auto& { return unit.customers(); };
constexpr auto kContacts = [](auto& unit) -> auto& { return unit.contacts(); };
constexpr auto kLicenses = [](auto& unit) -> auto& { return unit.licenses(); };
constexpr auto kMachines = [](auto& unit) -> auto& { return unit.machines(); };
constexpr auto kUsers = [](auto& unit) -> auto& { return unit.users(); };
constexpr auto kTokens = [](auto& unit) -> auto& { return unit.tokens(); };
constexpr auto kContracts = [](auto& unit) -> auto& { return unit.contracts(); };
constexpr auto kSubContracts = [](auto& unit) -> auto& { return unit.sub_contracts(); };
constexpr auto kDisclosures = [](auto& unit) -> auto& { return unit.disclosures(); };
constexpr auto kAssents = [](auto& unit) -> auto& { return unit.assents(); };
constexpr auto kMilestones = [](auto& unit) -> auto& { return unit.milestones(); };
constexpr auto kInvoices = [](auto& unit) -> auto& { return unit.receivables().invoices(); };
constexpr auto kPayments = [](auto& unit) -> auto& { return unit.receivables().payments(); };
constexpr auto kMappings = [](auto& unit) -> auto& { return unit.imports().mappings(); };
constexpr auto kOperations = [](auto& unit) -> auto& { return unit.imports().operations(); };
constexpr auto kBankEntries = [](auto& unit) -> auto& { return unit.imports().bank_entries(); };
constexpr auto kDisputes = [](auto& unit) -> auto& { return unit.receivables().disputes(); };
constexpr auto kPromises = [](auto& unit) -> auto& { return unit.papers().promises(); };
constexpr auto kPlans = [](auto& unit) -> auto& { return unit.papers().plans(); };
constexpr auto kAdjustments = [](auto& unit) -> auto& { return unit.papers().adjustments(); };
constexpr auto kGuarantees = [](auto& unit) -> auto& { return unit.papers().guarantees(); };
constexpr auto kStatements = [](auto& unit) -> auto& { return unit.papers().statements(); };
constexpr auto kAttestations = [](auto& unit) -> auto& { return unit.papers().attestations(); };
constexpr auto kChangeOrders = [](auto& unit) -> auto& { return unit.papers().change_orders(); };
constexpr auto kAmendments = [](auto& unit) -> auto& { return unit.papers().amendments(); };
constexpr auto kCalendars = [](auto& unit) -> auto& { return unit.papers().calendars(); };
constexpr auto kPackPapers = [](auto& unit) -> auto& { return unit.papers().pack_papers(); };
constexpr auto kEntries = [](auto& unit) -> auto& { return unit.entries(); };

TEST_P(ResourceTest, ProductKeepsEveryMember) {
  WalksThroughItsLife(AProduct("cad"), kProducts, [](domain::Product& row) {
    row.entitlements.clear();
    row.versions.clear();
    row.labels.clear();
    row.safety_critical = false;
    row.state = domain::CatalogState::kActive;
  });
}

TEST_P(ResourceTest, PolicyKeepsEveryMember) {
  WalksThroughItsLife(APolicy("std"), kPolicies, [](domain::Policy& row) {
    row.releases_until.reset();
    row.trial.reset();
    row.offline = std::chrono::seconds(0);
    row.overage = domain::Overage::kRefuse;
    row.fingerprint_policy = domain::FingerprintPolicy::kExplicit;
  });
}

TEST_P(ResourceTest, CustomerKeepsEveryMember) {
  WalksThroughItsLife(ACustomer("acme"), kCustomers, [](domain::Customer& row) {
    row.display_name = Repeat("名", 200);
    row.state = domain::CustomerState::kArchived;
    row.payment_profile.reset();
    row.credit_limit.reset();
    row.consumer = false;
  });
}

TEST_P(ResourceTest, ContactKeepsEveryMemberAndCanBeDeleted) {
  ASSERT_TRUE(Commit([](app::Transaction& transaction) {
    return transaction.customers().Insert(ACustomer("acme"));
  }));
  WalksThroughItsLife(AContact("lei", "acme"), kContacts, [](domain::Contact& row) {
    row.roles = {domain::ContactRole::kApprover, domain::ContactRole::kSignatory};
    row.postal_address.clear();
  });
  const auto remove = [](app::Transaction& transaction) {
    return transaction.contacts().Delete("lei");
  };
  ASSERT_TRUE(Commit(remove));
  EXPECT_EQ(Find<domain::Contact>(kContacts, "lei"), std::nullopt);
  const auto again = Commit(remove);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().reason, Reason::kResourceNotFound);
}

TEST_P(ResourceTest, LicenseKeepsEveryMember) {
  ASSERT_TRUE(
      Commit([](app::Transaction& transaction) { return InsertLicense(transaction, "first"); }));
  WalksThroughItsLife(ALicense("second"), kLicenses, [](domain::License& row) {
    row.end_time.reset();
    row.first_activation_time.reset();
    row.state = domain::LicenseState::kActive;
    row.suspension_cause = domain::SuspensionCause::kNone;
    row.suspension_reason.clear();
    row.license_version += 1;
  });
}

TEST_P(ResourceTest, MachineKeepsEveryMember) {
  ASSERT_TRUE(
      Commit([](app::Transaction& transaction) { return InsertLicense(transaction, "lic"); }));
  WalksThroughItsLife(AMachine("m1", "lic"), kMachines, [](domain::Machine& row) {
    row.state = domain::MachineState::kReleased;
    row.public_key = "another key";
    row.fingerprint.clear();
    row.rekey_times.clear();
    row.fork_detected_time.reset();
  });
}

TEST_P(ResourceTest, UserKeepsEveryMember) {
  WalksThroughItsLife(AUser("anna"), kUsers, [](domain::User& row) {
    row.roles = {domain::Role::kCounsel, domain::Role::kAccountManager,
                 domain::Role::kManager, domain::Role::kCollections,
                 domain::Role::kFinance, domain::Role::kProjectManager};
    row.state = domain::UserState::kDisabled;
  });
}

TEST_P(ResourceTest, TokenKeepsEveryMember) {
  ASSERT_TRUE(Commit(
      [](app::Transaction& transaction) { return transaction.users().Insert(AUser("anna")); }));
  WalksThroughItsLife(AToken("t1", "anna"), kTokens,
                      [](domain::Token& row) { row.revoke_time = kNow; });
}

TEST_P(ResourceTest, ContractKeepsEveryMember) {
  ASSERT_TRUE(Commit([](app::Transaction& transaction) {
    return transaction.customers().Insert(ACustomer("acme"));
  }));
  WalksThroughItsLife(AContract("c1"), kContracts, [](domain::Contract& row) {
    row.terms.due_rule.reset();
    row.terms.acceptance.reset();
    row.terms.interest.reset();
    row.terms.early_payment.reset();
    row.terms.blackouts.clear();
    row.terms.enforcement_clause.clear();
    row.state = domain::ContractState::kDraft;
    row.active_since.reset();
    row.ended_on.reset();
  });
}

TEST_P(ResourceTest, WhatBelongsToAContractKeepsEveryMember) {
  ASSERT_TRUE(Commit([](app::Transaction& transaction) -> Result<void> {
    RETURN_IF_ERROR(transaction.customers().Insert(ACustomer("acme")));
    return InsertContract(transaction, "c1");
  }));
  WalksThroughItsLife(ASubContract("s2", "c1"), kSubContracts, [](domain::SubContract& row) {
    row.price = {"JPY", std::numeric_limits<std::int64_t>::max()};
    row.core = row.safety_critical = false;
    row.entitlements.clear();
    row.dependents.clear();
  });
  WalksThroughItsLife(AMilestone("m2", "c1", "s2"), kMilestones, [](domain::Milestone& row) {
    row.share.reset();
    row.review_term.reset();
    row.retention_release_date.reset();
    row.items.clear();
    row.criteria.clear();
    row.state = domain::MilestoneState::kDeemedAccepted;
  });
  WalksThroughItsLife(AnAcceptedMilestone("m3", "c1", "s2"), kMilestones,
                      [](domain::Milestone& row) {
                        row.warranty_end.reset();
                        row.rounds.pop_back();
                        row.acceptance.reset();
                        row.punch_list.clear();
                        row.retention_released_on.reset();
                        row.split_from = "m2";
                        row.next_action.reset();
                        row.next_action_time.reset();
                        row.reminder_time.reset();
                      });
  WalksThroughItsLife(ADisclosure("d2", "c1"), kDisclosures,
                      [](domain::Disclosure& row) { row.how = "by mail"; });
  WalksThroughItsLife(AnAssent("a2", "c1"), kAssents, [](domain::Assent& row) {
    row.method = domain::SignatureMethod::kPortal;
    row.paper_sha256.clear();
  });
}

TEST_P(ResourceTest, ContractsAndWhatBelongsToThemAreFiltered) {
  ASSERT_TRUE(Commit([](app::Transaction& transaction) -> Result<void> {
    RETURN_IF_ERROR(transaction.customers().Insert(ACustomer("acme")));
    RETURN_IF_ERROR(InsertContract(transaction, "c1"));
    return InsertContract(transaction, "c2");
  }));
  EXPECT_THAT(Ids(kContracts, {.equals = {{"customer", "customers/acme"}, {"state", "ACTIVE"}}}),
              ElementsAre("c1", "c2"));
  EXPECT_THAT(Ids(kContracts, {.equals = {{"state", "DRAFT"}}}), IsEmpty());
  EXPECT_THAT(Ids(kSubContracts, {.equals = {{"contract_id", "c2"}}}), ElementsAre("c2-s"));
  EXPECT_THAT(Ids(kDisclosures, {.equals = {{"contract_id", "c2"}}}), ElementsAre("c2-d"));
  EXPECT_THAT(Ids(kAssents, {.equals = {{"contract_id", "c1"}}}), ElementsAre("c1-a"));
  EXPECT_THAT(Ids(kMilestones, {.equals = {{"contract_id", "c1"}, {"state", "PLANNED"}}}),
              ElementsAre("c1-m"));
  EXPECT_THAT(Ids(kMilestones, {.equals = {{"subcontract", "contracts/c1/subcontracts/c1-s"}}}),
              ElementsAre("c1-m"));
  EXPECT_THAT(Ids(kMilestones, {.equals = {{"subcontract", "c1-s"}}}),
              ElementsAre("FILTER_INVALID"));
}

TEST_P(ResourceTest, MilestonesAreFoundByWhatComesNextAndByTheirInvoice) {
  ASSERT_TRUE(Commit([](app::Transaction& transaction) -> Result<void> {
    RETURN_IF_ERROR(transaction.customers().Insert(ACustomer("acme")));
    RETURN_IF_ERROR(InsertContract(transaction, "c1"));
    RETURN_IF_ERROR(transaction.receivables().invoices().Insert(AnInvoice("i1", "acme")));
    domain::Milestone row = AnAcceptedMilestone("later", "c1", "c1-s");
    row.next_action_time = kNow + std::chrono::hours(24);
    row.reminder_time.reset();
    row.invoice_id = "i1";
    RETURN_IF_ERROR(transaction.milestones().Insert(row));
    row.id = "now";
    row.invoice_id.clear();
    row.next_action_time = kNow;
    RETURN_IF_ERROR(transaction.milestones().Insert(row));
    row.id = "remind";
    row.next_action.reset();
    row.next_action_time.reset();
    row.reminder_time = kNow + std::chrono::hours(48);
    return transaction.milestones().Insert(row);
  }));
  const auto due = [&](Instant now, int limit) {
    std::vector<std::string> ids;
    EXPECT_TRUE(store().Read([&](app::View& view) -> Result<void> {
      const auto found = view.milestones().FindDue(now, limit);
      for (const domain::Milestone& row : *found) ids.push_back(row.id);
      return {};
    }));
    return ids;
  };
  EXPECT_THAT(due(kNow - std::chrono::microseconds(1), 9), IsEmpty());
  EXPECT_THAT(due(kNow, 9), ElementsAre("now"));
  EXPECT_THAT(due(kNow + std::chrono::hours(24), 9), ElementsAre("now", "later"));
  EXPECT_THAT(due(kNow + std::chrono::hours(24), 1), ElementsAre("now"));

  const auto day = [](std::chrono::hours after) {
    return FormatCivilDate(CivilDate(std::chrono::floor<std::chrono::days>(kNow + after)));
  };
  const auto due_by = [&](const std::string& date) {
    return Ids(kMilestones, {.equals = {{"due_by", date}}});
  };
  EXPECT_THAT(due_by(day(std::chrono::hours(-24))), IsEmpty());
  EXPECT_THAT(due_by(day(std::chrono::hours(0))), ElementsAre("now"));
  EXPECT_THAT(due_by(day(std::chrono::hours(24))), ElementsAre("later", "now"));
  EXPECT_THAT(due_by(day(std::chrono::hours(48))), ElementsAre("later", "now", "remind"));
  EXPECT_THAT(due_by("soon"), ElementsAre("FILTER_INVALID"));
  EXPECT_THAT(Ids(kMilestones, {.equals = {{"next_action", "RELEASE_RETENTION"}}}),
              ElementsAre("later", "now"));
  EXPECT_THAT(Ids(kMilestones, {.equals = {{"invoice", "invoices/i1"}}}), ElementsAre("later"));
  EXPECT_TRUE(store().Read([&](app::View& view) -> Result<void> {
    EXPECT_EQ((*view.milestones().FindByInvoice("i1"))->id, "later");
    EXPECT_FALSE(*view.milestones().FindByInvoice("i2"));
    return {};
  }));
}

TEST_P(ResourceTest, InvoicePaymentAndDisputeKeepEveryMember) {
  ASSERT_TRUE(Commit([](app::Transaction& transaction) {
    return transaction.customers().Insert(ACustomer("acme"));
  }));
  WalksThroughItsLife(AnInvoice("inv", "acme"), kInvoices,
                      [](domain::Invoice& row) { row.state = domain::InvoiceState::kOpen; });
  WalksThroughItsLife(APayment("pay", "acme"), kPayments, [](domain::Payment& row) {
    row.state = domain::PaymentState::kCredit;
    row.reverse_date.reset();
    row.corrected_invoice_id.reset();
  });
  WalksThroughItsLife(ADispute("dis", "inv"), kDisputes, [](domain::Dispute& row) {
    row.state = domain::DisputeState::kOpen;
    row.resolve_date.reset();
    row.resolve_time.reset();
  });
  EXPECT_THAT(Ids(kInvoices, {.equals = {{"customer", "customers/acme"}, {"state", "OPEN"}}}),
              ElementsAre("inv"));
  EXPECT_THAT(Ids(kInvoices, {.equals = {{"number", "no such"}}}), IsEmpty());
  EXPECT_THAT(Ids(kPayments, {.equals = {{"kind", "CREDIT_NOTE"}, {"state", "CREDIT"}}}),
              ElementsAre("pay"));
  EXPECT_THAT(Ids(kPayments, {.equals = {{"customer", "customers/other"}}}), IsEmpty());
  EXPECT_THAT(Ids(kDisputes, {.equals = {{"invoice", "invoices/inv"}, {"state", "OPEN"}}}),
              ElementsAre("dis"));
}

TEST_P(ResourceTest, WhatImportsLeaveKeepsEveryMember) {
  ASSERT_TRUE(Commit([](app::Transaction& transaction) -> Result<void> {
    RETURN_IF_ERROR(transaction.customers().Insert(ACustomer("acme")));
    return InsertReceivables(transaction);
  }));
  WalksThroughItsLife(AnImportMapping("map"), kMappings,
                      [](domain::ImportMapping& row) { row.columns.erase("date"); });
  WalksThroughItsLife(AnOperation("op"), kOperations, [](domain::Operation& row) {
    row.state = domain::OperationState::kRunning;
    row.end_time.reset();
  });
  WalksThroughItsLife(ABankEntry("entry"), kBankEntries, [](domain::BankEntry& row) {
    row.state = domain::BankEntryState::kPending;
    row.payment_id.reset();
  });
  domain::BankEntry nobodys = ABankEntry("nobodys");
  nobodys.customer_id.clear();
  nobodys.end_to_end.clear();
  WalksThroughItsLife(nobodys, kBankEntries,
                      [](domain::BankEntry& row) { row.candidates.clear(); });
  EXPECT_THAT(Ids(kMappings, {.equals = {{"kind", "PAYMENTS"}}}), ElementsAre("map"));
  EXPECT_THAT(Ids(kOperations, {.equals = {{"kind", "IMPORT_PAYMENTS"}, {"state", "RUNNING"}}}),
              ElementsAre("op"));
  EXPECT_THAT(Ids(kOperations, {.equals = {{"kind", "PAYMENTS"}}}), ElementsAre("FILTER_INVALID"));
  EXPECT_THAT(Ids(kBankEntries, {.equals = {{"customer", "customers/acme"}, {"state", "PENDING"}}}),
              ElementsAre("entry"));
  const std::vector problems = {AnImportProblem("op-2", "op"), AnImportProblem("op-1", "op")};
  ASSERT_TRUE(Commit([&](app::Transaction& transaction) -> Result<void> {
    for (const auto& problem : problems)
      RETURN_IF_ERROR(transaction.imports().problems().Append(problem));
    return {};
  }));
  ASSERT_TRUE(store().Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(const auto running, view.imports().operations().ListRunning());
    EXPECT_EQ(running.size(), 1u);
    ASSIGN_OR_RETURN(const auto found, view.imports().bank_entries().FindByEndToEnd("E1"));
    EXPECT_EQ(found.size(), 1u);
    ASSIGN_OR_RETURN(const auto listed,
                     view.imports().problems().List({.equals = {{"operation_id", "op"}}}));
    EXPECT_THAT(listed, ElementsAre(problems[1], problems[0]));
    return {};
  }));
}

TEST_P(ResourceTest, PromisesAndPlansKeepEveryMember) {
  ASSERT_TRUE(Commit([](app::Transaction& transaction) {
    return transaction.customers().Insert(ACustomer("acme"));
  }));
  WalksThroughItsLife(APromise("pro"), kPromises, [](domain::Promise& row) {
    row.withdrawn_on.reset();
    row.invoice_ids.clear();
  });
  WalksThroughItsLife(APlan("pla"), kPlans, [](domain::InstalmentPlan& row) {
    row.cancelled_on.reset();
    row.due_dates.pop_back();
  });
  EXPECT_THAT(Ids(kPromises, {.equals = {{"customer", "customers/acme"}}}), ElementsAre("pro"));
  EXPECT_THAT(Ids(kPlans, {.equals = {{"customer", "customers/other"}}}), IsEmpty());
}

TEST_P(ResourceTest, AdjustmentsGuaranteesAndStatementsKeepEveryMember) {
  ASSERT_TRUE(Commit([](app::Transaction& transaction) -> Result<void> {
    RETURN_IF_ERROR(transaction.customers().Insert(ACustomer("acme")));
    RETURN_IF_ERROR(InsertContract(transaction, "c1"));
    return InsertReceivables(transaction);
  }));
  WalksThroughItsLife(AnAdjustment("adj"), kAdjustments, [](domain::Adjustment& row) {
    row.kind = domain::AdjustmentKind::kWriteOff;
    row.notice_date.reset();
    row.reverse_date.reset();
    row.record_ids.clear();
  });
  WalksThroughItsLife(AGuarantee("gua"), kGuarantees, [](domain::Guarantee& row) {
    row.kind = domain::GuaranteeKind::kGeneral;
    row.end_date.reset();
    row.release_date.reset();
  });
  WalksThroughItsLife(ASentStatement("sta"), kStatements, [](domain::SentStatement& row) {
    row.state = domain::StatementState::kConfirmed;
    row.lines.clear();
    row.answered_on.reset();
    row.answer_contact_id.reset();
  });
  WalksThroughItsLife(AnAttestation("payments"), kAttestations,
                      [](domain::Attestation& row) { row.note.clear(); });
  EXPECT_THAT(Ids(kAdjustments, {.equals = {{"contract", "contracts/c1"}, {"kind", "WRITE_OFF"}}}),
              ElementsAre("adj"));
  EXPECT_THAT(Ids(kAdjustments, {.equals = {{"invoice", "invoices/other"}}}), IsEmpty());
  EXPECT_THAT(Ids(kGuarantees, {.equals = {{"contract_id", "c1"}}}), ElementsAre("gua"));
  EXPECT_THAT(
      Ids(kStatements, {.equals = {{"customer", "customers/acme"}, {"state", "CONFIRMED"}}}),
      ElementsAre("sta"));
}

TEST_P(ResourceTest, ChangesOfContractsCalendarsAndPacksKeepEveryMember) {
  ASSERT_TRUE(Commit([](app::Transaction& transaction) -> Result<void> {
    RETURN_IF_ERROR(transaction.customers().Insert(ACustomer("acme")));
    RETURN_IF_ERROR(InsertContract(transaction, "c1"));
    return InsertReceivables(transaction);
  }));
  WalksThroughItsLife(AChangeOrder("cho"), kChangeOrders, [](domain::ChangeOrderRecord& row) {
    row.order.change.minor_units = INT64_MAX;
  });
  WalksThroughItsLife(AnAmendment("ame"), kAmendments,
                      [](domain::Amendment& row) { row.fields.clear(); });
  WalksThroughItsLife(ACalendar("plant", 2), kCalendars, [](domain::StoredCalendar& row) {
    row.calendar.weekend.fill(false);
    row.calendar.holidays.clear();
    row.calendar.first_day.reset();
    row.calendar.last_day.reset();
  });
  WalksThroughItsLife(APackPaper("pap"), kPackPapers,
                      [](domain::PackPaper& row) { row.received_on.reset(); });
  EXPECT_THAT(Ids(kChangeOrders, {.equals = {{"sub_contract_id", "c1-s"}}}), ElementsAre("cho"));
  EXPECT_THAT(Ids(kAmendments, {.equals = {{"contract_id", "c2"}}}), IsEmpty());
  EXPECT_THAT(Ids(kCalendars, {.equals = {{"calendar", "plant"}}}), ElementsAre("plant-v2"));
  EXPECT_THAT(Ids(kPackPapers, {.equals = {{"invoice", "invoices/inv"}}}), ElementsAre("pap"));
}

TEST_P(ResourceTest, WhatARecordRefersToMustExist) {
  const auto expect_refused = [&](const std::function<Result<void>(app::Transaction&)>& work) {
    const auto refused = Commit(work);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::kNotFound);
    EXPECT_EQ(refused.error().reason, Reason::kResourceNotFound);
  };
  expect_refused([](app::Transaction& transaction) {
    return transaction.contacts().Insert(AContact("lei", "nobody"));
  });
  expect_refused(
      [](app::Transaction& transaction) { return transaction.licenses().Insert(ALicense("lic")); });
  expect_refused([](app::Transaction& transaction) {
    return transaction.machines().Insert(AMachine("m1", "lic"));
  });
  expect_refused([](app::Transaction& transaction) {
    return transaction.leases().Insert(ALease("l1", "lic", "m1"));
  });
  expect_refused([](app::Transaction& transaction) {
    return transaction.contracts().Insert(AContract("c1"));
  });
  expect_refused([](app::Transaction& transaction) {
    return transaction.milestones().Insert(AMilestone("m1", "c1", "s1"));
  });
  expect_refused([](app::Transaction& transaction) {
    return transaction.tokens().Insert(AToken("t1", "nobody"));
  });
}

TEST_P(ResourceTest, ATransactionGoesOnAfterATakenId) {
  ASSERT_TRUE(Commit([](app::Transaction& transaction) -> Result<void> {
    RETURN_IF_ERROR(transaction.customers().Insert(ACustomer("acme")));
    EXPECT_FALSE(transaction.customers().Insert(ACustomer("acme")));
    return transaction.customers().Insert(ACustomer("beta"));
  }));
  EXPECT_THAT(Ids(kCustomers, {}), ElementsAre("acme", "beta"));
}

TEST_P(ResourceTest, PagesGoByIdInBytes) {
  ASSERT_TRUE(Commit([](app::Transaction& transaction) -> Result<void> {
    for (const char* id : {"b", "a-1", "a", "01hzzz", "c", "a1"}) {
      RETURN_IF_ERROR(transaction.customers().Insert(ACustomer(id)));
    }
    return {};
  }));
  EXPECT_THAT(Ids(kCustomers, {.limit = 100}), ElementsAre("01hzzz", "a", "a-1", "a1", "b", "c"));
  EXPECT_THAT(Ids(kCustomers, {.limit = 2}), ElementsAre("01hzzz", "a"));
  EXPECT_THAT(Ids(kCustomers, {.limit = 3, .after_id = "a"}), ElementsAre("a-1", "a1", "b"));
  EXPECT_THAT(Ids(kCustomers, {.after_id = "bb"}), ElementsAre("c"));
  EXPECT_THAT(Ids(kCustomers, {.after_id = "c"}), IsEmpty());
  EXPECT_THAT(Ids(kCustomers, {.limit = 0}), ElementsAre("FIELD_INVALID"));
  EXPECT_THAT(Ids(kCustomers, {.limit = -1}), ElementsAre("FIELD_INVALID"));
}

TEST_P(ResourceTest, ListsAreFilteredByTheInterfacesFields) {
  ASSERT_TRUE(Commit([](app::Transaction& transaction) -> Result<void> {
    RETURN_IF_ERROR(InsertLicense(transaction, "lic"));
    auto beta = ACustomer("beta");
    beta.segment = "small";
    beta.state = domain::CustomerState::kArchived;
    RETURN_IF_ERROR(transaction.customers().Insert(beta));
    auto license = ALicense("lic2");
    license.customer_id = "beta";
    license.state = domain::LicenseState::kActive;
    RETURN_IF_ERROR(transaction.licenses().Insert(license));
    auto fixed = APolicy("fixed");
    fixed.kind = domain::LicenseKind::kNodeLocked;
    RETURN_IF_ERROR(transaction.policies().Insert(fixed));
    RETURN_IF_ERROR(transaction.contacts().Insert(AContact("lei", "acme")));
    auto mei = AContact("mei", "acme");
    mei.roles = {domain::ContactRole::kSignatory};
    RETURN_IF_ERROR(transaction.contacts().Insert(mei));
    RETURN_IF_ERROR(transaction.contacts().Insert(AContact("zoe", "beta")));
    RETURN_IF_ERROR(transaction.machines().Insert(AMachine("m1", "lic")));
    auto released = AMachine("m2", "lic");
    released.state = domain::MachineState::kReleased;
    RETURN_IF_ERROR(transaction.machines().Insert(released));
    return transaction.machines().Insert(AMachine("m3", "lic2"));
  }));
  EXPECT_THAT(Ids(kCustomers, {.equals = {{"state", "ARCHIVED"}}}), ElementsAre("beta"));
  EXPECT_THAT(Ids(kCustomers, {.equals = {{"segment", "enterprise"}}}), ElementsAre("acme"));
  EXPECT_THAT(Ids(kCustomers, {.equals = {{"segment", "small"}, {"state", "ACTIVE"}}}), IsEmpty());
  EXPECT_THAT(Ids(kProducts, {.equals = {{"state", "ARCHIVED"}}}), ElementsAre("cad"));
  EXPECT_THAT(Ids(kPolicies, {.equals = {{"kind", "NODE_LOCKED"}}}), ElementsAre("fixed"));
  EXPECT_THAT(Ids(kPolicies, {.equals = {{"state", "ACTIVE"}, {"kind", "FLOATING"}}}),
              ElementsAre("std"));
  EXPECT_THAT(Ids(kContacts, {.equals = {{"customer_id", "acme"}}}), ElementsAre("lei", "mei"));
  EXPECT_THAT(Ids(kContacts, {.equals = {{"customer_id", "acme"}, {"role", "PAYER"}}}),
              ElementsAre("lei"));
  EXPECT_THAT(Ids(kContacts, {.equals = {{"role", "LEGAL"}}}), ElementsAre("lei", "zoe"));
  EXPECT_THAT(Ids(kLicenses, {.equals = {{"customer", "customers/acme"}}}), ElementsAre("lic"));
  EXPECT_THAT(Ids(kLicenses, {.equals = {{"customer_id", "beta"}}}), ElementsAre("lic2"));
  EXPECT_THAT(Ids(kLicenses, {.equals = {{"product", "products/cad"}}}),
              ElementsAre("lic", "lic2"));
  EXPECT_THAT(Ids(kLicenses, {.equals = {{"policy", "policies/std"}, {"state", "SUSPENDED"}}}),
              ElementsAre("lic"));
  EXPECT_THAT(Ids(kMachines, {.equals = {{"license_id", "lic"}}}), ElementsAre("m1", "m2"));
  EXPECT_THAT(Ids(kMachines, {.equals = {{"license_id", "lic"}, {"state", "RELEASED"}}}),
              ElementsAre("m2"));
  EXPECT_THAT(Ids(kMachines, {.limit = 1, .after_id = "m1", .equals = {{"license_id", "lic"}}}),
              ElementsAre("m2"));

  EXPECT_THAT(Ids(kCustomers, {.equals = {{"display_name", "x"}}}), ElementsAre("FILTER_INVALID"));
  EXPECT_THAT(Ids(kCustomers, {.equals = {{"id = '' OR 1", "x"}}}), ElementsAre("FILTER_INVALID"));
  EXPECT_THAT(Ids(kCustomers, {.equals = {{"state", "active"}}}), ElementsAre("FILTER_INVALID"));
  EXPECT_THAT(Ids(kLicenses, {.equals = {{"customer", "acme"}}}), ElementsAre("FILTER_INVALID"));
  EXPECT_THAT(Ids(kCustomers, {.equals = {{"state", "ACTIVE"}, {"state", "ARCHIVED"}}}),
              ElementsAre("FILTER_INVALID"));
  EXPECT_THAT(Ids(kCustomers, {.equals = {{"segment", "' OR ''='"}}}), IsEmpty());
}

TEST_P(ResourceTest, TokensAreFilteredByTheirStateAtTheTime) {
  ASSERT_TRUE(Commit([](app::Transaction& transaction) -> Result<void> {
    RETURN_IF_ERROR(transaction.users().Insert(AUser("anna")));
    RETURN_IF_ERROR(transaction.users().Insert(AUser("bert")));
    auto ended = AToken("ended", "anna");
    ended.expire_time = kNow;  // exclusive
    RETURN_IF_ERROR(transaction.tokens().Insert(ended));
    auto live = AToken("live", "anna");
    live.expire_time = kNow + std::chrono::microseconds(1);
    RETURN_IF_ERROR(transaction.tokens().Insert(live));
    auto revoked = AToken("revoked", "anna");
    revoked.expire_time = kNow;
    revoked.revoke_time = kNow;
    RETURN_IF_ERROR(transaction.tokens().Insert(revoked));
    return transaction.tokens().Insert(AToken("zeta", "bert"));
  }));
  const auto in_state = [&](std::string state) {
    return Ids(kTokens, {.equals = {{"user", "users/anna"}, {"state", state}}, .now = kNow});
  };
  EXPECT_THAT(in_state("ACTIVE"), ElementsAre("live"));
  EXPECT_THAT(in_state("EXPIRED"), ElementsAre("ended"));
  EXPECT_THAT(in_state("REVOKED"), ElementsAre("revoked"));
  EXPECT_THAT(in_state("LOST"), ElementsAre("FILTER_INVALID"));
  EXPECT_THAT(Ids(kTokens, {.equals = {{"state", "ACTIVE"}}, .now = kNow}),
              ElementsAre("live", "zeta"));
  ASSERT_TRUE(store().Read([](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(const auto tokens, view.tokens().ListLive("anna", kNow));
    EXPECT_EQ(tokens.size(), 1U);
    EXPECT_EQ(tokens.at(0).id, "live");
    return {};
  }));
}

TEST_P(ResourceTest, EntriesAreKeptAndFiltered) {
  app::Entry first = AnEntry();
  first.resource = "licenses/1";
  app::Entry second = AnEntry();
  second.action = "license.suspend";
  second.actor = "system";
  second.body = R"({"text":"中文"})";
  const auto record = [&](const app::Entry& entry) {
    return store().Write([&](app::Transaction& transaction) -> Result<app::Finish> {
      transaction.Record(entry);
      return app::Finish::kCommit;
    });
  };
  ASSERT_TRUE(record(first));
  ASSERT_TRUE(record(second));
  EXPECT_THAT(Ids(kEntries, {}), ElementsAre(first.id, second.id));
  EXPECT_THAT(Ids(kEntries, {.equals = {{"resource", "licenses/1"}}}), ElementsAre(first.id));
  EXPECT_THAT(Ids(kEntries, {.equals = {{"resource", "leases"}}}), ElementsAre());
  EXPECT_THAT(Ids(kEntries, {.equals = {{"action", "license.suspend"}, {"actor", "system"}}}),
              ElementsAre(second.id));
  EXPECT_THAT(Ids(kEntries, {.after_id = first.id}), ElementsAre(second.id));
  EXPECT_THAT(Ids(kEntries, {.backwards = true}), ElementsAre(second.id, first.id));
  EXPECT_THAT(Ids(kEntries, {.after_id = second.id, .backwards = true}), ElementsAre(first.id));
  const auto again = record(first);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().reason, Reason::kResourceExists);
  ASSERT_TRUE(store().Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(const auto entries, view.entries().List({}));
    EXPECT_EQ(std::vector<app::Entry>(entries.begin(), entries.end()),
              (std::vector<app::Entry>{first, second}));
    return {};
  }));
  app::Entry renewals = AnEntry();
  renewals.resource = "leases";
  ASSERT_TRUE(record(renewals));
  EXPECT_THAT(Ids(kEntries, {.equals = {{"resource", "leases"}}}), ElementsAre(renewals.id));
}

COUNTERSIGN_FOR_EACH_ENGINE(ResourceTest);

}  // namespace
}  // namespace countersign::store
