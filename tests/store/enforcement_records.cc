#include "tests/store/enforcement_records.h"

#include "tests/store/records.h"

namespace countersign::store {
namespace {

using std::chrono::seconds;

constexpr CivilDate kDay{std::chrono::year{2028}, std::chrono::February, std::chrono::day{29}};
constexpr CivilDate kLater{std::chrono::year{2028}, std::chrono::March, std::chrono::day{31}};

}  // namespace

domain::StandingRecord AStanding(std::string sub_contract_id) {
  return {.id = std::move(sub_contract_id),
          .contract_id = "c1",
          .stage = domain::Stage::kNoticed,
          .since = kNow + seconds(1),
          .first_effect_date = kLater,
          .next_action_time = kNow + seconds(60),
          .meta = AMeta()};
}

domain::Notice ANotice(std::string id) {
  return {.id = std::move(id),
          .contract_id = "c1",
          .sub_contract_id = "c1-s",
          .customer_id = "acme",
          .kind = domain::NoticeKind::kFormalNotice,
          .channel = domain::NoticeChannel::kLetter,
          .contact_id = "wang",
          .language = "zh",
          .template_version = "formal_notice/zh/1",
          .text_sha256 = Repeat("ab", 32),
          .claims = {{.invoice_id = "inv",
                      .number = "INV-0231",
                      .principal = {"CNY", 15'000'000},
                      .interest = {"CNY", 4'711},
                      .due_date = kDay,
                      .days_overdue = 16}},
          .effect_id = "e-1",
          .milestone_id = "c1-m",
          .round = 2,
          .supply_date = kDay,
          .suspend_date = kLater,
          .state = domain::NoticeState::kReceived,
          .send_time = kNow + seconds(1),
          .sent_time = kNow + seconds(2),
          .message = "messages/m1",
          .tracking_number = "RR123456785CN",
          .receipts = {{.receipt_class = domain::ReceiptClass::kRegistered,
                        .date = kDay,
                        .record_time = kNow + seconds(3),
                        .contact_id = "wang",
                        .proof_sha256 = Repeat("cd", 32),
                        .withdraw_time = kNow + seconds(4)},
                       {.date = kLater,
                        .record_time = kNow + seconds(5),
                        .contact_id = "",
                        .proof_sha256 = "",
                        .withdraw_time = {}}},
          .consume_time = kNow + seconds(6),
          .failure = "550: no such mailbox",
          .released_by = "users/wang",
          .meta = AMeta()};
}

domain::Effect AnEffect(std::string id, std::string notice_id) {
  return {.id = std::move(id),
          .contract_id = "c1",
          .sub_contract_id = "c1-s",
          .kind = domain::EffectKind::kSuspend,
          .notice_id = std::move(notice_id),
          .invoice_ids = {"inv", "inv2"},
          .start_time = kNow + seconds(1),
          .end_time = kNow + seconds(2),
          .end_cause = "PAID",
          .meta = AMeta()};
}

domain::Hold AHold(std::string id) {
  return {.id = std::move(id),
          .contract_id = "c1",
          .sub_contract_id = "c1-s",
          .reason = "talks about the next phase",
          .last_date = kLater,
          .user = "users/anna",
          .release_time = kNow + seconds(3),
          .meta = AMeta()};
}

domain::Case ACase(std::string id) {
  return {.id = std::move(id),
          .contract_id = "c1",
          .sub_contract_id = "c1-s",
          .customer_id = "acme",
          .reason = domain::CaseReason::kCashFlow,
          .grounds = "their own customer pays late",
          .next_action = "offer instalments",
          .owner = domain::CaseOwner::kCollections,
          .contacts = {{.time = kNow,
                        .kind = "call",
                        .summary = "will answer by Friday",
                        .contact_id = "wang",
                        .user = "users/anna",
                        .paper_sha256 = Repeat("ef", 32)}},
          .state = domain::CaseState::kClosed,
          .close_time = kNow + seconds(4),
          .meta = AMeta()};
}

domain::PaymentSlip ASlip(std::string id) {
  return {.id = std::move(id),
          .customer_id = "acme",
          .invoice_ids = {"inv"},
          .date = kDay,
          .paper_sha256 = Repeat("ab", 32),
          .meta = AMeta()};
}

Result<void> InsertEnforcement(app::Transaction& transaction) {
  app::EnforcementRepository& enforcement = transaction.enforcement();
  RETURN_IF_ERROR(enforcement.standings().Insert(AStanding("c1-s")));
  RETURN_IF_ERROR(enforcement.notices().Insert(ANotice("n1")));
  RETURN_IF_ERROR(enforcement.effects().Insert(AnEffect("e1", "n1")));
  RETURN_IF_ERROR(enforcement.holds().Insert(AHold("h1")));
  RETURN_IF_ERROR(enforcement.cases().Insert(ACase("k1")));
  return enforcement.slips().Insert(ASlip("s1"));
}

}  // namespace countersign::store
