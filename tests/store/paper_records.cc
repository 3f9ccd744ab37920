#include "tests/store/paper_records.h"

#include <tuple>

#include "tests/store/records.h"
#include "tests/store/row_key.h"

namespace countersign::store {
namespace {

using std::chrono::seconds;

constexpr CivilDate kDay{std::chrono::year{2028}, std::chrono::February, std::chrono::day{29}};
constexpr CivilDate kLater{std::chrono::year{2028}, std::chrono::March, std::chrono::day{31}};

}  // namespace

domain::Promise APromise(std::string id) {
  return {.id = std::move(id),
          .customer_id = "acme",
          .invoice_ids = {"inv", "inv2"},
          .amount = {"CNY", 12'345},
          .made_on = kDay,
          .date = kLater,
          .condition = "第二张发票到后",
          .contact_id = "wang",
          .withdrawn_on = kLater,
          .withdraw_reason = "a better one took its place",
          .meta = AMeta()};
}

domain::InstalmentPlan APlan(std::string id) {
  return {.id = std::move(id),
          .customer_id = "acme",
          .invoice_ids = {"inv"},
          .total = {"CNY", 12'345},
          .agreed_on = kDay,
          .due_dates = {kDay, kLater},
          .contact_id = "wang",
          .paper_sha256 = Repeat("ab", 32),
          .cancelled_on = kLater,
          .cancel_reason = "paid at once",
          .meta = AMeta()};
}

domain::Adjustment AnAdjustment(std::string id) {
  return {.id = std::move(id),
          .customer_id = "acme",
          .invoice_id = "inv",
          .contract_id = "c1",
          .kind = domain::AdjustmentKind::kAssignment,
          .amount = {"CNY", 12'345},
          .date = kDay,
          .reason = "factoring",
          .other_party = "示例商业保理有限公司",
          .counter_claim = "none",
          .notice_date = kLater,
          .paper_sha256 = Repeat("ab", 32),
          .record_ids = {"rec"},
          .reverse_date = kLater,
          .reverse_reason = "bought back",
          .meta = AMeta()};
}

domain::Guarantee AGuarantee(std::string id) {
  return {.id = std::move(id),
          .contract_id = "c1",
          .sub_contract_id = "c1-s",
          .guarantor = "示例控股有限公司",
          .kind = domain::GuaranteeKind::kJoint,
          .amount = {"CNY", 12'345},
          .date = kDay,
          .end_date = kLater,
          .paper_sha256 = Repeat("ab", 32),
          .release_date = kLater,
          .release_reason = "paid up",
          .meta = AMeta()};
}

domain::SentStatement ASentStatement(std::string id) {
  return {.id = std::move(id),
          .customer_id = "acme",
          .date = kDay,
          .time_zone = "Asia/Shanghai",
          .text = "对账函\n",
          .text_sha256 = Repeat("cd", 32),
          .lines = {{"inv", "INV-2028-000001", kLater, {"CNY", -1}}},
          .sent_on = kDay,
          .contact_id = "wang",
          .method = domain::SendMethod::kCourier,
          .proof_sha256 = Repeat("ab", 32),
          .state = domain::StatementState::kContradicted,
          .answered_on = kLater,
          .answer_contact_id = "lei",
          .answer_sha256 = Repeat("ef", 32),
          .remarks = "INV-2028-000002 was paid",
          .meta = AMeta()};
}

domain::Attestation AnAttestation(std::string id) {
  return {.id = std::move(id),
          .through_date = kDay,
          .time_zone = "Asia/Shanghai",
          .note = "bank file of 1 March",
          .user = "users/anna",
          .meta = AMeta()};
}

domain::ChangeOrderRecord AChangeOrder(std::string id) {
  return {.id = id,
          .contract_id = "c1",
          .sub_contract_id = "c1-s",
          .order = {.id = id,
                    .date = kDay,
                    .change = {"CNY", -12'345},
                    .description = "no second warehouse",
                    .paper_sha256 = Repeat("ab", 32)},
          .contact_id = "wang",
          .meta = AMeta()};
}

domain::Amendment AnAmendment(std::string id) {
  domain::Amendment row{.id = std::move(id),
                        .contract_id = "c1",
                        .date = kDay,
                        .description = "sixty days instead of thirty",
                        .contact_id = "wang",
                        .paper_sha256 = Repeat("ab", 32),
                        .fields = {"credit_term", "due_base"},
                        .before = AContract("c1").terms,
                        .meta = AMeta()};
  return row;
}

domain::StoredCalendar ACalendar(const std::string& name, std::int32_t version) {
  return {.id = name + "-v" + std::to_string(version),
          .calendar = {.ref = {name, version},
                       .display_name = "工作日历",
                       .weekend = {false, false, false, false, false, true, true},
                       .holidays = {kDay},
                       .extra_working_days = {kLater},
                       .first_day = kDay,
                       .last_day = kLater},
          .source_sha256 = Repeat("ab", 32),
          .meta = AMeta()};
}

domain::PackPaper APackPaper(std::string id) {
  return {.id = std::move(id),
          .customer_id = "acme",
          .invoice_id = "inv",
          .kind = "增值税专用发票",
          .paper_sha256 = Repeat("ab", 32),
          .received_on = kLater,
          .receipt_sha256 = Repeat("cd", 32),
          .meta = AMeta()};
}

Result<void> InsertPapers(app::Transaction& transaction) {
  app::PaperRepository& papers = transaction.papers();
  RETURN_IF_ERROR(papers.promises().Insert(APromise("pro")));
  RETURN_IF_ERROR(papers.plans().Insert(APlan("pla")));
  RETURN_IF_ERROR(papers.adjustments().Insert(AnAdjustment("adj")));
  RETURN_IF_ERROR(papers.guarantees().Insert(AGuarantee("gua")));
  RETURN_IF_ERROR(papers.statements().Insert(ASentStatement("sta")));
  RETURN_IF_ERROR(papers.attestations().Insert(AnAttestation("payments")));
  RETURN_IF_ERROR(papers.change_orders().Insert(AChangeOrder("cho")));
  RETURN_IF_ERROR(papers.amendments().Insert(AnAmendment("ame")));
  RETURN_IF_ERROR(papers.calendars().Insert(ACalendar("plant", 2)));
  return papers.pack_papers().Insert(APackPaper("pap"));
}

}  // namespace countersign::store

namespace countersign::domain {
namespace {

auto Key(const Promise& row) {
  return std::tuple_cat(
      std::tie(row.id, row.customer_id, row.invoice_ids, row.amount, row.made_on, row.date,
               row.condition, row.contact_id, row.withdrawn_on, row.withdraw_reason),
      Key(row.meta));
}
auto Key(const InstalmentPlan& row) {
  return std::tuple_cat(
      std::tie(row.id, row.customer_id, row.invoice_ids, row.total, row.agreed_on, row.due_dates,
               row.contact_id, row.paper_sha256, row.cancelled_on, row.cancel_reason),
      Key(row.meta));
}
auto Key(const Adjustment& row) {
  return std::tuple_cat(
      std::tie(row.id, row.customer_id, row.invoice_id, row.contract_id, row.kind, row.amount,
               row.date, row.reason, row.other_party, row.counter_claim, row.notice_date,
               row.paper_sha256, row.record_ids, row.reverse_date, row.reverse_reason),
      Key(row.meta));
}
auto Key(const Guarantee& row) {
  return std::tuple_cat(
      std::tie(row.id, row.contract_id, row.sub_contract_id, row.guarantor, row.kind, row.amount,
               row.date, row.end_date, row.paper_sha256, row.release_date, row.release_reason),
      Key(row.meta));
}
auto Key(const SentStatement& row) {
  return std::tuple_cat(
      std::tie(row.id, row.customer_id, row.date, row.time_zone, row.text, row.text_sha256,
               row.lines, row.sent_on, row.contact_id, row.method, row.proof_sha256, row.state,
               row.answered_on, row.answer_contact_id, row.answer_sha256, row.remarks),
      Key(row.meta));
}
auto Key(const Attestation& row) {
  return std::tuple_cat(std::tie(row.id, row.through_date, row.time_zone, row.note, row.user),
                        Key(row.meta));
}

auto Key(const ChangeOrderRecord& row) {
  return std::tuple_cat(
      std::tie(row.id, row.contract_id, row.sub_contract_id, row.order.change, row.order.date,
               row.order.description, row.order.paper_sha256, row.contact_id),
      Key(row.meta));
}
auto Key(const Amendment& row) {
  return std::tuple_cat(std::tie(row.id, row.contract_id, row.date, row.description, row.contact_id,
                                 row.paper_sha256, row.fields, row.before),
                        Key(row.meta));
}
auto Key(const StoredCalendar& row) {
  const Calendar& days = row.calendar;
  return std::tuple_cat(
      std::tie(row.id, days.ref, days.display_name, days.weekend, days.holidays,
               days.extra_working_days, days.first_day, days.last_day, row.source_sha256),
      Key(row.meta));
}
auto Key(const PackPaper& row) {
  return std::tuple_cat(std::tie(row.id, row.customer_id, row.invoice_id, row.kind,
                                 row.paper_sha256, row.received_on, row.receipt_sha256),
                        Key(row.meta));
}

}  // namespace

bool operator==(const Promise& a, const Promise& b) { return Key(a) == Key(b); }
bool operator==(const InstalmentPlan& a, const InstalmentPlan& b) { return Key(a) == Key(b); }
bool operator==(const Adjustment& a, const Adjustment& b) { return Key(a) == Key(b); }
bool operator==(const Guarantee& a, const Guarantee& b) { return Key(a) == Key(b); }
bool operator==(const SentStatement& a, const SentStatement& b) { return Key(a) == Key(b); }
bool operator==(const Attestation& a, const Attestation& b) { return Key(a) == Key(b); }
bool operator==(const ChangeOrderRecord& a, const ChangeOrderRecord& b) { return Key(a) == Key(b); }
bool operator==(const Amendment& a, const Amendment& b) { return Key(a) == Key(b); }
bool operator==(const StoredCalendar& a, const StoredCalendar& b) { return Key(a) == Key(b); }
bool operator==(const PackPaper& a, const PackPaper& b) { return Key(a) == Key(b); }

}  // namespace countersign::domain
