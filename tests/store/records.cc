#include "tests/store/records.h"

#include <atomic>
#include <chrono>
#include <tuple>

#include "licensing/base/encoding.h"
#include "licensing/store/contract_json.h"
#include "tests/store/row_key.h"

namespace countersign::store {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

}  // namespace

app::Entry AnEntry() {
  static std::atomic<int> count{0};
  std::string number = std::to_string(++count);
  return {.id = "01h" + std::string(23 - number.size(), '0') + number,
          .time = kNow,
          .actor = "users/anna",
          .action = "test.change",
          .resource = "products/cad",
          .request_id = "6f1c2f0e-3b1a-4d8b-9c1e-0a1b2c3d4e5f",
          .body = R"({"n":1})"};
}

domain::Product AProduct(std::string id) {
  domain::Product row;
  row.id = std::move(id);
  row.display_name = "CAD 设计软件 – \"pro\" \\ 'edition' \U0001F4D0";
  row.entitlements = {{"seats", 9007199254740991}, {"export", std::nullopt}, {"zero", 0}};
  row.always_available = {"read", "export"};
  row.safety_critical = true;
  row.versions = {
      {"4.2.1", CivilDate{std::chrono::year{2026}, std::chrono::March, std::chrono::day{31}}, true},
      {"4.3", std::nullopt, false}};
  row.state = domain::CatalogState::kArchived;
  row.labels = {{"team", "结构"}, {"", ""}, {"a\nb", "tab\tquote\""}};
  row.meta = AMeta();
  return row;
}

domain::Policy APolicy(std::string id) {
  domain::Policy row;
  row.id = std::move(id);
  row.display_name = "Standard";
  row.kind = domain::LicenseKind::kFloating;
  row.max_machines = 1'000'000;
  row.overage = domain::Overage::kAllowAndReport;
  row.lease = hours(24 * 366);
  row.offline = hours(24 * 3660);
  row.fingerprint_policy = domain::FingerprintPolicy::kAnyTwo;
  row.max_version = "5.0";
  row.releases_until =
      CivilDate{std::chrono::year{2028}, std::chrono::February, std::chrono::day{29}};
  row.max_rekeys = 100;
  row.trial = hours(1);
  row.max_offline_key = hours(2);
  row.labels = {{"x", "y"}};
  row.meta = AMeta();
  return row;
}

domain::Customer ACustomer(std::string id) {
  domain::Customer row;
  row.id = std::move(id);
  row.display_name = "杭州示例科技有限公司";
  row.segment = "enterprise";
  row.labels = {{"region", "华东"}};
  row.payment_profile = {"wang", {"增值税专用发票", "acceptance sheet"}, 25};
  row.credit_limit = {"CNY", 50'000'000};
  row.consumer = true;
  row.meta = AMeta();
  return row;
}

domain::Contact AContact(std::string id, std::string customer_id) {
  domain::Contact row;
  row.id = std::move(id);
  row.customer_id = std::move(customer_id);
  row.display_name = "李雷";
  row.roles = {domain::ContactRole::kLegal, domain::ContactRole::kPayer};
  row.email = "lei.li@example.com";
  row.phone = "+8657255501234";
  row.postal_address = "浙江省湖州市示例路 1 号\n李雷 收";
  row.language = "zh";
  row.time_zone = "Asia/Shanghai";
  row.window_start = "08:30";
  row.window_end = "17:45";
  row.retain_until = kNow + std::chrono::hours(24);
  row.retain_reason = "a claim";
  row.meta = AMeta();
  return row;
}

domain::License ALicense(std::string id) {
  domain::License row;
  row.id = std::move(id);
  row.display_name = "Acme, site 1";
  row.customer_id = "acme";
  row.product_id = "cad";
  row.policy_id = "std";
  row.entitlements = {{"seats", 5}};
  row.start_time = kNow;
  row.end_time = kNow + hours(24 * 365);
  row.max_machines = 7;
  row.state = domain::LicenseState::kSuspended;
  row.suspension_cause = domain::SuspensionCause::kOtherClause;
  row.suspension_reason = "分期款未付";
  row.license_version = 1'770'000'000'123;
  row.code_lookup = "ABCDE";
  row.code_hash = std::string(64, 'a');
  row.overage_peak = 3;
  row.first_activation_time = kNow + hours(1);
  row.emergency_codes = {{std::string(64, 'e'), std::nullopt}, {std::string(64, 'f'), kNow}};
  row.emergency_end_time = kNow + hours(72);
  row.labels = {{"k", "v"}};
  row.meta = AMeta();
  return row;
}

domain::Machine AMachine(std::string id, std::string license_id) {
  domain::Machine row;
  row.public_key = "key of " + id + std::string(1, '\0') + "\xff";
  row.fingerprint = {{1, std::string(32, '\x01')}, {4, "disk of " + id}};
  row.id = std::move(id);
  row.license_id = std::move(license_id);
  row.product_version = "4.2.1";
  row.last_check_time = kNow;
  row.rekey_times = {kNow - hours(48), kNow - hours(1)};
  row.fork_detected_time = kNow;
  row.meta = AMeta();
  return row;
}

domain::Lease ALease(std::string id, std::string license_id, std::string machine_id) {
  domain::Lease row;
  row.id = std::move(id);
  row.license_id = std::move(license_id);
  row.machine_id = std::move(machine_id);
  row.process_id = "4711";
  row.generation = 2;
  row.counter = 18'446'744'073'709'551'615U;
  row.issue_time = kNow;
  row.expire_time = kNow + hours(24);
  row.offline_time = kNow + hours(48);
  row.key_id = "01hkey";
  row.last_request_id = "6f1c2f0e-3b1a-4d8b-9c1e-0a1b2c3d4e5f";
  row.last_request_hash = std::string(64, 'b');
  row.last_answer = std::string("\0\xff binary \x80", 11);
  return row;
}

domain::User AUser(std::string id) {
  domain::User row;
  row.id = std::move(id);
  row.display_name = "Anna 安娜";
  row.roles = {domain::Role::kOwner, domain::Role::kAuditor};
  row.email = "anna@example.com";
  row.meta = AMeta();
  return row;
}

domain::Token AToken(std::string id, std::string user_id) {
  domain::Token row;
  row.id = std::move(id);
  row.display_name = "laptop";
  row.user_id = std::move(user_id);
  row.role = domain::Role::kLicenseAdmin;
  row.secret_hash = std::string(64, 'c');
  row.expire_time = kNow + hours(24 * 90);
  row.meta = AMeta();
  return row;
}

domain::Contract AContract(std::string id) {
  const CivilDate day{std::chrono::year{2028}, std::chrono::February, std::chrono::day{29}};
  domain::Contract row;
  row.id = std::move(id);
  row.customer_id = "acme";
  row.title = "ERP 二期 \"合同\"";
  domain::ContractTerms& terms = row.terms;
  terms.currency_code = "CNY";
  terms.time_zone = "Asia/Shanghai";
  terms.calendar = {"china", 1};
  terms.due_rule = {domain::DueBase::kInspectionEnd, {30, domain::DayKind::kCalendar, true}};
  terms.acceptance = {
      {10, domain::DayKind::kBusiness, false}, true, domain::Severity::kMajor, 30, 2};
  terms.service_clause = true;
  terms.part_completion_agreed = true;
  terms.jurisdiction = domain::Jurisdiction::kChina;
  terms.enforcement = domain::Enforcement::kFull;
  terms.enforcement_clause = "第十条\n停用条款";
  terms.offline_clause = "附件三\n离线授权";
  terms.threshold = domain::Rate::OfUnits(1);
  terms.ladder = {1, 2, 3, 4, 5, 6};
  terms.limitation = {24, 120};
  terms.interest = {domain::RateBasis::kActual,
                    domain::RateRule::kFixed,
                    {{std::nullopt, domain::Rate::OfUnits(50'000'000'000'000'000)},
                     {day, domain::Rate::OfUnits(9 * domain::Rate::kOne)}}};
  terms.allocation_order = {domain::ClaimPart::kPrincipal, domain::ClaimPart::kCosts,
                            domain::ClaimPart::kInterest};
  terms.early_payment = {10, domain::Rate::OfUnits(20'000'000'000'000'000)};
  terms.blackouts = {{day, day}};
  terms.consumer = true;
  terms.service_contact_id = "lei";
  terms.overdue_note = true;
  terms.agreed = {
      domain::Enforcement::kFull, domain::Rate::OfUnits(2), {1, 2, 3, 4, 5, 6}, {{day, day}}};
  row.signed_before = true;
  row.state = domain::ContractState::kActive;
  row.active_since = day;
  row.ended_on = day;
  row.labels = {{"region", "华东"}};
  row.meta = AMeta();
  return row;
}

domain::SubContract ASubContract(std::string id, std::string contract_id) {
  domain::SubContract row;
  row.id = std::move(id);
  row.contract_id = std::move(contract_id);
  row.title = "财务模块";
  row.price = {"CNY", 18'000'000};
  row.core = true;
  row.entitlements = {"finance", "reports"};
  row.safety_critical = true;
  row.dependents = "仓储模块\n报表";
  row.meta = AMeta();
  return row;
}

domain::Disclosure ADisclosure(std::string id, std::string contract_id) {
  domain::Disclosure row;
  row.id = std::move(id);
  row.contract_id = std::move(contract_id);
  row.date = {std::chrono::year{2026}, std::chrono::January, std::chrono::day{5}};
  row.text_sha256 = std::string(64, 'a');
  row.how = "随投标文件";
  row.contact_id = "lei";
  row.meta = AMeta();
  return row;
}

domain::Assent AnAssent(std::string id, std::string contract_id) {
  domain::Assent row;
  row.id = std::move(id);
  row.contract_id = std::move(contract_id);
  row.date = {std::chrono::year{2026}, std::chrono::January, std::chrono::day{9}};
  row.text_sha256 = std::string(64, 'a');
  row.contact_id = "lei";
  row.method = domain::SignatureMethod::kPaper;
  row.paper_sha256 = std::string(64, 'b');
  row.meta = AMeta();
  return row;
}

domain::Milestone AMilestone(std::string id, std::string contract_id, std::string sub_contract_id) {
  domain::Milestone row;
  row.id = std::move(id);
  row.contract_id = std::move(contract_id);
  row.sub_contract_id = std::move(sub_contract_id);
  row.title = "初验";
  row.trigger = domain::Trigger::kPreliminaryAcceptance;
  row.amount = {"CNY", 5'400'000};
  row.share = domain::Rate::OfUnits(300'000'000'000'000'000);
  row.criteria = {{"c1", "Reports open, \"all\" of them"}, {"c2", "培训完成"}};
  row.items = {{"i1", "Migration", {domain::Rate::One(), domain::Rate::OfUnits(5)}}};
  row.review_term = {15, domain::DayKind::kBusiness, true};
  row.retention_rate = domain::Rate::OfUnits(50'000'000'000'000'000);
  row.retention_release_date =
      CivilDate{std::chrono::year{2027}, std::chrono::December, std::chrono::day{31}};
  row.meta = AMeta();
  return row;
}

domain::Round ARound() {
  const CivilDate day = std::chrono::year{2026} / std::chrono::March / std::chrono::day{10};
  domain::Round round;
  round.delivery = {day, {std::string(64, 'a')}, "4.2", {"wang"}, true, std::string(64, 'b')};
  round.receipt = {domain::ReceiptClass::kRegistered, day, std::string(64, 'c')};
  round.reminder = {domain::ReceiptClass::kArrived, day, std::string(64, 'd')};
  round.review_end = day;
  domain::Signature signature;
  signature.date = day;
  signature.contact_id = "wang";
  signature.method = domain::SignatureMethod::kPaper;
  signature.document_sha256 = std::string(64, 'b');
  signature.paper_sha256 = std::string(64, 'e');
  signature.items = {"i1"};
  signature.punch_list = {{"p1", "标签", day}};
  round.signatures = {signature};
  round.defects = {{"d1", "c1", "i1", "崩溃 \"twice\"", domain::Severity::kCritical, true}};
  round.rejected_on = day;
  round.use_days = {day, day};
  round.use_seen_through = day;
  return round;
}

domain::Milestone AnAcceptedMilestone(std::string id, std::string contract_id,
                                      std::string sub_contract_id) {
  domain::Milestone row =
      AMilestone(std::move(id), std::move(contract_id), std::move(sub_contract_id));
  const CivilDate day = std::chrono::year{2026} / std::chrono::March / std::chrono::day{20};
  row.warranty_end = day;
  row.rounds = {ARound(), ARound()};
  row.rounds.back().receipt.reset();
  row.acceptance = domain::Acceptance{domain::AcceptanceMode::kByUse, day};
  row.punch_list = {{"p1", "标签", {}}, {"d2", "slow", day}};
  row.retention_released_on = day;
  row.next_action = domain::MilestoneAction::kReleaseRetention;
  row.next_action_time = kNow;
  row.reminder_time = kNow + std::chrono::microseconds(1);
  return row;
}

Result<void> InsertContract(app::Transaction& transaction, const std::string& id) {
  RETURN_IF_ERROR(transaction.contracts().Insert(AContract(id)));
  RETURN_IF_ERROR(transaction.sub_contracts().Insert(ASubContract(id + "-s", id)));
  RETURN_IF_ERROR(transaction.milestones().Insert(AMilestone(id + "-m", id, id + "-s")));
  RETURN_IF_ERROR(transaction.disclosures().Insert(ADisclosure(id + "-d", id)));
  return transaction.assents().Insert(AnAssent(id + "-a", id));
}

domain::Settlement ASettlement(std::string id, std::string contract_id) {
  domain::Settlement row;
  row.id = std::move(id);
  row.contract_id = std::move(contract_id);
  row.made_on = *ParseCivilDate("2026-02-01");
  row.date = *ParseCivilDate("2026-02-02");
  row.last_day = *ParseCivilDate("2026-02-28");
  row.expire_time = kNow;
  row.discount = {"CNY", 300};
  row.quote.lines = {
      {domain::SettlementRule::kAcceptedStage, "contracts/c1/milestones/m1", {"CNY", 10'000}, {}},
      {domain::SettlementRule::kDiscount, "", {"CNY", -300}, row.last_day}};
  row.quote.total = {"CNY", 9'700};
  row.quote.total_without_discount = {"CNY", 10'000};
  row.unsettled = {"CNY", 4'000};
  row.document_sha256 = std::string(64, 'd');
  row.state = domain::SettlementState::kAccepted;
  row.acceptance = {*ParseCivilDate("2026-02-03"), "wang", std::string(64, 'e')};
  row.commitment = {{"CNY", 4'000}, *ParseCivilDate("2026-06-30"), "when it runs", "wang"};
  row.invoice_ids = {"i1", "i2"};
  row.credit_note_ids = {"n1"};
  row.meta = {1, kNow, kNow};
  return row;
}

domain::Approval AnApproval(std::string id) {
  domain::Approval row;
  row.id = std::move(id);
  row.method = "countersign.v1.ContractService/TerminateContract";
  row.content_hash = std::string(64, 'c');
  row.resource = "contracts/c1";
  row.act = domain::kTerminateContract;
  row.summary = "Terminate contracts/c1 (ERP)";
  row.reason = "the project ended";
  row.requested_by = "users/anna";
  row.decider = "users/wang";
  row.state = domain::ApprovalState::kApproved;
  row.decided_by = "users/bert";
  row.decide_time = kNow;
  row.decide_note = "as agreed";
  row.use_time = kNow + std::chrono::hours(1);
  row.expire_time = kNow + domain::kApprovalLife;
  row.meta = {1, kNow, kNow};
  return row;
}

domain::Blob ABlob(std::string id, std::string subject) {
  return {.id = std::move(id),
          .sha256 = Sha256("content"),
          .subject = std::move(subject),
          .size = 7,
          .media_type = "application/pdf",
          .file_name = "验收单.pdf",
          .uploader = "users/anna",
          .create_time = kNow};
}

app::Answered AnAnswer(std::string request_id) {
  return {.request_id = std::move(request_id),
          .method = "/countersign.v1.CatalogService/CreateProduct",
          .actor = "users/anna",
          .content_hash = std::string(64, 'd'),
          .reply = std::string("\x0a\0\xfe reply", 9),
          .time = kNow};
}

Result<void> InsertLicense(app::Transaction& transaction, std::string license_id) {
  RETURN_IF_ERROR(transaction.customers().Insert(ACustomer("acme")));
  RETURN_IF_ERROR(transaction.products().Insert(AProduct("cad")));
  RETURN_IF_ERROR(transaction.policies().Insert(APolicy("std")));
  return transaction.licenses().Insert(ALicense(std::move(license_id)));
}

std::string Repeat(std::string_view text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}

}  // namespace countersign::store

namespace countersign::domain {
bool operator==(const Product& a, const Product& b) {
  const auto key = [](const Product& row) {
    return std::tuple_cat(std::tie(row.id, row.display_name, row.entitlements, row.always_available,
                                   row.versions, row.safety_critical, row.state, row.labels),
                          Key(row.meta));
  };
  return key(a) == key(b);
}

bool operator==(const Policy& a, const Policy& b) {
  const auto key = [](const Policy& row) {
    return std::tuple_cat(
        std::tie(row.id, row.display_name, row.kind, row.max_machines, row.overage, row.lease,
                 row.offline, row.fingerprint_policy, row.max_version, row.releases_until,
                 row.max_rekeys, row.trial, row.max_offline_key, row.state, row.labels),
        Key(row.meta));
  };
  return key(a) == key(b);
}

bool operator==(const Customer& a, const Customer& b) {
  const auto key = [](const Customer& row) {
    return std::tuple_cat(std::tie(row.id, row.display_name, row.segment, row.state, row.labels,
                                   row.payment_profile, row.credit_limit, row.consumer),
                          Key(row.meta));
  };
  return key(a) == key(b);
}

bool operator==(const Contact& a, const Contact& b) {
  const auto key = [](const Contact& row) {
    return std::tuple_cat(
        std::tie(row.id, row.customer_id, row.display_name, row.roles, row.email, row.phone,
                 row.postal_address, row.language, row.time_zone, row.window_start, row.window_end,
                 row.retain_until, row.retain_reason),
        Key(row.meta));
  };
  return key(a) == key(b);
}

bool operator==(const License& a, const License& b) {
  const auto key = [](const License& row) {
    return std::tuple_cat(
        std::tie(row.id, row.display_name, row.customer_id, row.product_id, row.policy_id,
                 row.entitlements, row.start_time, row.end_time, row.max_machines, row.state,
                 row.suspension_cause, row.suspension_reason, row.suspension_end_time,
                 row.suspension_approval_id, row.revocation_reason, row.license_version,
                 row.code_lookup, row.code_hash, row.overage_peak, row.first_activation_time,
                 row.contract_id, row.emergency_codes, row.emergency_end_time, row.labels),
        Key(row.meta));
  };
  return key(a) == key(b);
}

bool operator==(const Approval& a, const Approval& b) {
  const auto key = [](const Approval& row) {
    return std::tuple_cat(
        std::tie(row.id, row.method, row.content_hash, row.resource, row.act, row.summary,
                 row.reason, row.requested_by, row.decider, row.state, row.decided_by,
                 row.decide_time, row.decide_note, row.use_time, row.expire_time),
        Key(row.meta));
  };
  return key(a) == key(b);
}

bool operator==(const Machine& a, const Machine& b) {
  const auto key = [](const Machine& row) {
    return std::tuple_cat(
        std::tie(row.id, row.license_id, row.state, row.public_key, row.fingerprint,
                 row.product_version, row.last_check_time, row.rekey_times, row.fork_detected_time),
        Key(row.meta));
  };
  return key(a) == key(b);
}

bool operator==(const Lease& a, const Lease& b) {
  const auto key = [](const Lease& row) {
    return std::tie(row.id, row.license_id, row.machine_id, row.process_id, row.generation,
                    row.counter, row.issue_time, row.expire_time, row.offline_time,
                    row.release_time, row.key_id, row.last_request_id, row.last_request_hash,
                    row.last_answer);
  };
  return key(a) == key(b);
}

bool operator==(const User& a, const User& b) {
  const auto key = [](const User& row) {
    return std::tuple_cat(std::tie(row.id, row.display_name, row.roles, row.email, row.state),
                          Key(row.meta));
  };
  return key(a) == key(b);
}

bool operator==(const Token& a, const Token& b) {
  const auto key = [](const Token& row) {
    return std::tuple_cat(std::tie(row.id, row.display_name, row.user_id, row.role, row.secret_hash,
                                   row.expire_time, row.revoke_time),
                          Key(row.meta));
  };
  return key(a) == key(b);
}

bool operator==(const Contract& a, const Contract& b) {
  const auto key = [](const Contract& row) {
    return std::tuple_cat(std::tie(row.id, row.customer_id, row.title, row.terms, row.signed_before,
                                   row.state, row.active_since, row.ended_on, row.labels),
                          Key(row.meta));
  };
  return key(a) == key(b);
}

bool operator==(const SubContract& a, const SubContract& b) {
  const auto key = [](const SubContract& row) {
    return std::tuple_cat(std::tie(row.id, row.contract_id, row.title, row.price, row.core,
                                   row.entitlements, row.safety_critical, row.dependents),
                          Key(row.meta));
  };
  return key(a) == key(b);
}

bool operator==(const Disclosure& a, const Disclosure& b) {
  const auto key = [](const Disclosure& row) {
    return std::tuple_cat(
        std::tie(row.id, row.contract_id, row.date, row.text_sha256, row.how, row.contact_id),
        Key(row.meta));
  };
  return key(a) == key(b);
}

bool operator==(const Assent& a, const Assent& b) {
  const auto key = [](const Assent& row) {
    return std::tuple_cat(std::tie(row.id, row.contract_id, row.date, row.text_sha256,
                                   row.contact_id, row.method, row.paper_sha256),
                          Key(row.meta));
  };
  return key(a) == key(b);
}

bool operator==(const Milestone& a, const Milestone& b) {
  const auto key = [](const Milestone& row) {
    return std::tuple_cat(
        std::tie(row.id, row.contract_id, row.sub_contract_id, row.title, row.trigger, row.amount,
                 row.share, row.criteria, row.items, row.review_term, row.retention_rate,
                 row.retention_release_date, row.state),
        std::tie(row.warranty_end, row.invoice_id, row.retention_released_on,
                 row.retention_invoice_id, row.split_from, row.next_action, row.next_action_time,
                 row.reminder_time),
        std::tuple(store::ToJson(row.rounds), store::ToJson(row.punch_list),
                   row.acceptance ? store::ToJson(*row.acceptance) : ""),
        Key(row.meta));
  };
  return key(a) == key(b);
}

}  // namespace countersign::domain

namespace countersign::app {

bool operator==(const Entry& a, const Entry& b) {
  const auto key = [](const Entry& row) {
    return std::tie(row.id, row.time, row.actor, row.action, row.resource, row.request_id,
                    row.body);
  };
  return key(a) == key(b);
}

bool operator==(const Answered& a, const Answered& b) {
  const auto key = [](const Answered& row) {
    return std::tie(row.request_id, row.method, row.actor, row.content_hash, row.reply, row.time,
                    row.subject, row.erased);
  };
  return key(a) == key(b);
}

}  // namespace countersign::app
