#include "tests/server_faults/ladder_world.h"

#include <algorithm>

#include "licensing/app/account_statements.h"
#include "licensing/app/blobs.h"
#include "licensing/app/contacts.h"
#include "licensing/app/contracts.h"
#include "licensing/app/customers.h"
#include "licensing/app/licenses.h"
#include "licensing/app/messages.h"
#include "licensing/app/milestones.h"
#include "licensing/app/notice_receipts.h"
#include "licensing/app/policies.h"
#include "licensing/app/products.h"
#include "licensing/app/reassess.h"
#include "licensing/app/receivables.h"
#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"
#include "tests/support/must.h"

namespace countersign::app {
namespace {

constexpr char kZone[] = "Europe/Berlin";
constexpr int kAtOnce = 100;

domain::ContractTerms Terms(std::string_view zone) {
  domain::ContractTerms terms;
  terms.currency_code = "EUR";
  terms.time_zone = zone;
  terms.calendar = {"target", 1};
  terms.due_rule = {domain::DueBase::kInvoiceDate, {30, domain::DayKind::kCalendar, false}};
  terms.enforcement = domain::Enforcement::kFull;
  terms.enforcement_clause = "The vendor may suspend what is not paid for.";
  terms.jurisdiction = domain::Jurisdiction::kChina;
  terms.ladder = domain::PresetLadder(domain::Jurisdiction::kChina);
  return terms;
}

domain::Milestone Stage(const std::string& number) {
  domain::Milestone draft;
  draft.id = "k" + number + "-all";
  draft.contract_id = "k" + number;
  draft.sub_contract_id = "k" + number + "-part";
  draft.title = "All of it";
  draft.trigger = domain::Trigger::kSigning;
  draft.amount = {"EUR", 100'000};
  return draft;
}

Result<void> AddInvoice(Transaction& tx, const Act& act, const std::string& number,
                        const std::string& id, std::string_view due) {
  NewInvoice draft;
  draft.id = id;
  draft.customer_id = "c" + number;
  draft.amount = {"EUR", 50'000};
  draft.due_date = *ParseCivilDate(due);
  draft.credit_term_days = 30;
  draft.contract = "contracts/k" + number;
  draft.sub_contract = draft.contract + "/subcontracts/k" + number + "-part";
  RETURN_IF_ERROR(CreateInvoice(tx, act, draft));
  return {};
}

}  // namespace

std::string PaperOfTests() { return HexEncode(Sha256("paper")); }

NoticeSettings VendorOfTests() {
  NoticeSettings settings;
  settings.sender = {"Vendor Ltd", "Anna Example",     "Head of Receivables",
                     "1 Road",     "+44 20 0000 0000", "anna@vendor.example"};
  settings.pay_to = "Bank, account 1";
  settings.disputes_to = "disputes@vendor.example";
  settings.instalments_to = "anna@vendor.example";
  settings.export_from = "the program's export menu";
  return settings;
}

LadderWorld::LadderWorld(Store& store, Entropy& entropy)
    : store_(store),
      entropy_(entropy),
      desk_(VendorOfTests()),
      steps_(desk_, [](Instant) { return std::string(); }),
      follower_(VendorOfTests()) {}

Instant LadderWorld::StartOf(std::string_view day) {
  return TimeZone::Find(kZone)->StartOf(*ParseCivilDate(day));
}

void LadderWorld::Do(const Work& work) {
  const Act act{"users/anna", "", now_, entropy_};
  testing::Must(store_.Write([&](Transaction& tx) -> Result<Finish> {
    RETURN_IF_ERROR(work(tx, act));
    RETURN_IF_ERROR(Reassess(tx, act));
    return Finish::kCommit;
  }));
}

Result<void> LadderWorld::AddParties(Transaction& tx, const Act& act, const std::string& number) {
  domain::Customer customer;
  customer.id = "c" + number;
  customer.display_name = "Customer " + number;
  RETURN_IF_ERROR(CreateCustomer(tx, act, customer));
  domain::Contact contact;
  contact.id = "payer" + number;
  contact.customer_id = customer.id;
  contact.display_name = "Payer " + number;
  contact.roles = {domain::ContactRole::kPayer, domain::ContactRole::kSignatory};
  contact.email = "payer@c" + number + ".example";
  contact.time_zone = kZone;
  RETURN_IF_ERROR(CreateContact(tx, act, contact));
  const BlobUpload upload{.id = NewId(act.now, entropy_),
                          .sha256 = Sha256("paper"),
                          .resource = "customers/" + customer.id,
                          .size = 5,
                          .media_type = "text/plain",
                          .file_name = "p.txt"};
  RETURN_IF_ERROR(PutBlob(tx, act, upload, NewBlobKey(entropy_)));
  return {};
}

Result<void> LadderWorld::AddContract(Transaction& tx, const Act& act, const std::string& number,
                                      std::string_view zone) {
  domain::Contract contract;
  contract.id = "k" + number;
  contract.customer_id = "c" + number;
  contract.title = "Contract " + number;
  contract.terms = Terms(zone);
  RETURN_IF_ERROR(CreateContract(tx, act, contract));
  domain::SubContract sub;
  sub.id = contract.id + "-part";
  sub.contract_id = contract.id;
  sub.title = "Part";
  sub.price = {"EUR", 100'000};
  sub.entitlements = {"reports"};
  RETURN_IF_ERROR(CreateSubContract(tx, act, sub));
  RETURN_IF_ERROR(CreateMilestone(tx, act, Stage(number)));
  ClauseAct clause;
  clause.contract_id = contract.id;
  clause.customer_id = contract.customer_id;
  clause.contact_id = "payer" + number;
  clause.how = "handed over";
  RETURN_IF_ERROR(RecordDisclosure(tx, act, clause));
  clause.how.clear();
  clause.paper_sha256 = PaperOfTests();
  RETURN_IF_ERROR(RecordAssent(tx, act, clause));
  RETURN_IF_ERROR(ActivateContract(tx, act, contract.id, ""));
  return {};
}

void LadderWorld::AddContracts(int first, int count, std::string_view zone) {
  for (int begin = first; begin < first + count; begin += kAtOnce) {
    const int end = std::min(begin + kAtOnce, first + count);
    const auto each =
        [&](const std::function<Result<void>(const std::string&)>& add) -> Result<void> {
      for (int number = begin; number < end; ++number) RETURN_IF_ERROR(add(std::to_string(number)));
      return {};
    };
    now_ = StartOf("2026-02-02");
    Do([&](Transaction& tx, const Act& act) {
      return each([&](const std::string& number) -> Result<void> {
        RETURN_IF_ERROR(AddParties(tx, act, number));
        return AddContract(tx, act, number, zone);
      });
    });
    now_ = StartOf("2026-03-01");
    Do([&](Transaction& tx, const Act& act) {
      return each([&](const std::string& number) {
        return app::AddInvoice(tx, act, number, "i" + number, "2026-03-31");
      });
    });
  }
}

void LadderWorld::AddInvoice(int number, const std::string& id, std::string_view due) {
  Do([&](Transaction& tx, const Act& act) {
    return app::AddInvoice(tx, act, std::to_string(number), id, due);
  });
}

std::string LadderWorld::AddLicense() {
  std::string code;
  Do([&](Transaction& tx, const Act& act) -> Result<void> {
    domain::Product product;
    product.id = "acme";
    product.display_name = "ACME";
    product.entitlements = {{"reports", {}}, {"export", {}}};
    product.always_available = {"export"};
    RETURN_IF_ERROR(CreateProduct(tx, act, product));
    domain::Policy policy;
    policy.id = "node";
    policy.display_name = "Node-locked";
    RETURN_IF_ERROR(CreatePolicy(tx, act, policy));
    domain::License license;
    license.id = "erp";
    license.customer_id = "c0";
    license.contract_id = "k0";
    license.product_id = "acme";
    license.policy_id = "node";
    license.start_time = act.now;
    ASSIGN_OR_RETURN(const auto made, CreateLicense(tx, act, license));
    code = std::string(made.activation_code.View(SecretAccess{}));
    return {};
  });
  return code;
}

void LadderWorld::Run(std::string_view first, std::string_view last) {
  const CivilDate end = *ParseCivilDate(last);
  for (CivilDate day = *ParseCivilDate(first); day <= end; day = *PlusDays(day, 1)) {
    now_ = TimeZone::Find(kZone)->StartOf(day) + std::chrono::hours(9);
    Attest();
    TakeDue();
    SendMail();
    TakeDue();
  }
}

void LadderWorld::Attest(std::string_view zone) {
  NewAttestation attestation;
  attestation.time_zone = zone;
  Do([&](Transaction& tx, const Act& act) -> Result<void> {
    RETURN_IF_ERROR(AttestPayments(tx, act, attestation));
    return {};
  });
}

void LadderWorld::TakeDue() {
  std::vector<DueStep> due;
  do {
    testing::Must(store_.Read([&](View& view) -> Result<void> {
      ASSIGN_OR_RETURN(due, steps_.Due(view, now_, 1));
      return {};
    }));
    for (const DueStep& step : due)
      Do([&](Transaction& tx, const Act& act) -> Result<void> {
        RETURN_IF_ERROR(steps_.Take(tx, act, step));
        return {};
      });
  } while (!due.empty());
}

void LadderWorld::SendMail() {
  std::vector<domain::Message> due;
  do {
    testing::Must(store_.Read([&](View& view) -> Result<void> {
      ASSIGN_OR_RETURN(due, view.messages().FindDue(domain::MessageChannel::kMail, now_, kAtOnce));
      return {};
    }));
    for (const domain::Message& message : due)
      Do([&](Transaction& tx, const Act& act) -> Result<void> {
        ASSIGN_OR_RETURN(const auto begun,
                         BeginAttempt(tx, act, follower_, message.id, "vendor.example"));
        if (!begun) return {};
        return EndAttempt(tx, act, follower_, begun->id, {});
      });
  } while (!due.empty());
}

void LadderWorld::AcknowledgeFormalNotice(int number) {
  Do([&](Transaction& tx, const Act& act) -> Result<void> {
    ASSIGN_OR_RETURN(auto notices,
                     tx.enforcement().notices().OfContract("k" + std::to_string(number)));
    std::erase_if(notices, [](const domain::Notice& notice) {
      return notice.kind != domain::NoticeKind::kFormalNotice;
    });
    NewNoticeReceipt receipt;
    receipt.notice_id = notices.at(0).id;
    receipt.contact_id = "payer" + std::to_string(number);
    receipt.proof_sha256 = PaperOfTests();
    RETURN_IF_ERROR(RecordNoticeReceipt(tx, act, receipt));
    return {};
  });
}

}  // namespace countersign::app
