// Walks the interface's descriptors: every mutating method of the admin surface is served, and
// leaves an entry that names its caller. A method that is added without a sample here fails.
#include <google/protobuf/descriptor.h>

#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

#include "countersign/v1/enforcement.pb.h"
#include "countersign/v1/license.pb.h"
#include "licensing/app/claims.h"
#include "licensing/app/missing_records.h"
#include "licensing/app/notice_links.h"
#include "licensing/app/resource.h"
#include "tests/rpc/admin_surface.h"
#include "tests/rpc/offline_request.h"

namespace countersign::rpc {
namespace {

using google::protobuf::MethodDescriptor;

std::filesystem::path SourceDir() {
  const char* directory = std::getenv("COUNTERSIGN_SOURCE_DIR");
  if (directory == nullptr) throw std::runtime_error("COUNTERSIGN_SOURCE_DIR is not set");
  return directory;
}

// Every method of every service in proto/countersign/v1.
std::vector<const MethodDescriptor*> AllMethods() {
  v1::CheckLicenseRequest::descriptor();  // links the only file that nothing else here uses
  std::vector<const MethodDescriptor*> methods;
  for (const auto& file :
       std::filesystem::directory_iterator(SourceDir() / "proto/countersign/v1")) {
    const std::string name = "countersign/v1/" + file.path().filename().string();
    const auto* descriptor =
        google::protobuf::DescriptorPool::generated_pool()->FindFileByName(name);
    EXPECT_NE(descriptor, nullptr) << name;
    for (int s = 0; descriptor != nullptr && s < descriptor->service_count(); ++s)
      for (int m = 0; m < descriptor->service(s)->method_count(); ++m)
        methods.push_back(descriptor->service(s)->method(m));
  }
  return methods;
}

std::string NameOf(const MethodDescriptor& method) {
  return method.service()->name() + "/" + method.name();
}

v1::Access AccessOf(const MethodDescriptor& method) {
  return method.options().GetExtension(v1::access);
}

struct Sample {
  std::string method;
  std::string request;
};

// One successful call of every mutating method, each on what those before it left.
const std::vector<Sample>& Samples() {
  static const std::vector<Sample> samples = {
      {"CatalogService/CreateProduct",
       R"({"productId":"crm","product":{"displayName":"CRM","versions":[{"version":"1.0",
           "releaseDate":"2026-01-31"}]}})"},
      {"CatalogService/UpdateProduct", R"({"product":{"name":"products/crm","displayName":"C"}})"},
      {"CatalogService/ArchiveProduct", R"({"name":"products/crm"})"},
      {"CatalogService/CreatePolicy",
       R"({"policyId":"float","policy":{"displayName":"F","kind":"LICENSE_KIND_FLOATING"}})"},
      {"CatalogService/UpdatePolicy",
       R"({"policy":{"name":"policies/float","lease":"3600s","maxRekeys":0}})"},
      {"CatalogService/ArchivePolicy", R"({"name":"policies/float"})"},
      {"CustomerService/CreateCustomer",
       R"({"customerId":"acme-inc","customer":{"displayName":"ACME Inc."}})"},
      {"CustomerService/UpdateCustomer",
       R"({"customer":{"name":"customers/acme-inc","segment":"enterprise"}})"},
      {"CustomerService/ArchiveCustomer", R"({"name":"customers/acme-inc"})"},
      {"CustomerService/CreateContact",
       R"({"parent":"customers/huzhou","contactId":"wang","contact":{"displayName":"王强",
           "roles":["PAYER"],"timeZone":"Asia/Shanghai","language":"zh-CN"}})"},
      {"CustomerService/UpdateContact",
       R"({"contact":{"name":"customers/huzhou/contacts/wang","phone":"+8657255501234"}})"},
      {"CustomerService/EraseContact",
       R"({"name":"customers/huzhou/contacts/wang","reason":"OBJECTION"})"},
      {"LicenseAdminService/CreateLicense",
       R"({"licenseId":"second","license":{"customer":"customers/huzhou",
           "product":"products/acme","policy":"policies/node"}})"},
      {"LicenseAdminService/UpdateLicense",
       R"({"license":{"name":"licenses/second","endTime":"2027-01-01T00:00:00Z"}})"},
      {"LicenseAdminService/SuspendLicense",
       R"({"name":"licenses/second","cause":"FRAUD","reason":"resold"})"},
      {"LicenseAdminService/RestoreLicense", R"({"name":"licenses/second"})"},
      {"LicenseAdminService/SuspendLicense",
       R"({"name":"licenses/second","cause":"FRAUD","reason":"resold again"})"},
      {"EnforcementService/Approve", R"({"name":"APPROVAL","note":"seen"})"},
      {"LicenseAdminService/SuspendLicense",
       R"({"name":"licenses/erp","cause":"SECURITY","reason":"key leaked"})"},
      {"EnforcementService/Decline", R"({"name":"APPROVAL"})"},
      {"LicenseAdminService/RotateActivationCode", R"({"name":"licenses/second"})"},
      {"LicenseAdminService/IssueOfflineKey",
       R"({"name":"licenses/second","request":"REQUEST TEXT"})"},
      {"LicenseAdminService/RotateEmergencyCodes", R"({"name":"licenses/second","count":3})"},
      {"LicenseAdminService/RevokeLicense", R"({"name":"licenses/second","reason":"resold"})"},
      {"LicenseAdminService/ReleaseMachine", R"({"name":"licenses/erp/machines/m1"})"},
      {"CustomerService/CreateContact",
       R"({"parent":"customers/huzhou","contactId":"li","contact":{"displayName":"李敏",
           "roles":["SIGNATORY"]}})"},
      {"ContractService/CreateContract",
       R"({"contractId":"ht","contract":{"displayName":"ERP","customer":"customers/huzhou",
           "currencyCode":"CNY","timeZone":"Asia/Shanghai","enforcement":"ENFORCEMENT_FULL",
           "enforcementClause":"停用条款"}})"},
      {"ContractService/UpdateContract",
       R"({"contract":{"name":"contracts/ht","calendar":{"id":"china"},
           "dueBase":"DUE_BASE_INVOICE_DATE","creditTerm":{"days":30},"reviewTerm":{"days":10},
           "deemedAcceptance":true}})"},
      {"ContractService/CreateSubContract",
       R"({"parent":"contracts/ht","subcontractId":"erp","subcontract":{"displayName":"ERP",
           "price":{"currencyCode":"CNY","minorUnits":"1"}}})"},
      {"ContractService/UpdateSubContract",
       R"({"subcontract":{"name":"contracts/ht/subcontracts/erp",
           "price":{"currencyCode":"CNY","minorUnits":"18000000"}}})"},
      {"MilestoneService/CreateMilestone",
       R"({"parent":"contracts/ht","milestoneId":"all","milestone":{"displayName":"All",
           "subcontract":"contracts/ht/subcontracts/erp","share":"0.5",
           "criteria":[{"id":"c1","text":"works"}],
           "items":[{"id":"i1","weight":"1","title":"All"}],"retentionRate":"0.1"}})"},
      {"MilestoneService/CreateMilestone",
       R"({"parent":"contracts/ht","milestoneId":"signing","milestone":{"displayName":"Signing",
           "subcontract":"contracts/ht/subcontracts/erp","share":"0.1",
           "trigger":"TRIGGER_SIGNING"}})"},
      {"MilestoneService/UpdateMilestone",
       R"({"milestone":{"name":"contracts/ht/milestones/all","share":"0.9"}})"},
      {"ContractService/RecordDisclosure",
       R"({"name":"contracts/ht","contact":"customers/huzhou/contacts/li","how":"p. 14"})"},
      {"ContractService/RecordAssent",
       R"({"name":"contracts/ht","contact":"customers/huzhou/contacts/li",
           "paperSha256":")" +
           std::string(kPaperSha256) + R"("})"},
      {"ContractService/ActivateContract", R"({"name":"contracts/ht"})"},
      {"MilestoneService/FulfilMilestone", R"({"name":"contracts/ht/milestones/signing"})"},
      {"MilestoneService/MeasureMilestone",
       R"({"name":"contracts/ht/milestones/all","complete":{"i1":"0.5"}})"},
      {"MilestoneService/DeliverMilestone",
       R"({"name":"contracts/ht/milestones/all","release":"4.2",
           "recipients":["customers/huzhou/contacts/li"]})"},
      {"MilestoneService/RecordReceipt",
       R"({"name":"contracts/ht/milestones/all","proofSha256":")" + std::string(kPaperSha256) +
           R"("})"},
      {"MilestoneService/WithdrawReceipt", R"({"name":"contracts/ht/milestones/all"})"},
      {"MilestoneService/RejectMilestone",
       R"({"name":"contracts/ht/milestones/all","defects":[{"criterion":"c1",
           "description":"it does not"}]})"},
      {"MilestoneService/DeliverMilestone",
       R"({"name":"contracts/ht/milestones/all","release":"4.3",
           "recipients":["customers/huzhou/contacts/li"]})"},
      {"MilestoneService/RecordReceipt",
       R"({"name":"contracts/ht/milestones/all","proofSha256":")" + std::string(kPaperSha256) +
           R"("})"},
      {"MilestoneService/RecordReminder",
       R"({"name":"contracts/ht/milestones/all","proofSha256":")" + std::string(kPaperSha256) +
           R"("})"},
      {"MilestoneService/AcceptMilestone",
       R"({"name":"contracts/ht/milestones/all","contact":"customers/huzhou/contacts/li",
           "punchItems":["labels"],"paperSha256":")" +
           std::string(kPaperSha256) + R"("})"},
      {"MilestoneService/CompletePunchItem",
       R"({"name":"contracts/ht/milestones/all","punchItem":"p1"})"},
      {"MilestoneService/ReleaseRetention", R"({"name":"contracts/ht/milestones/all"})"},
      {"ContractService/AddChangeOrder",
       R"({"name":"contracts/ht/subcontracts/erp","changeOrderId":"second-warehouse",
           "change":{"currencyCode":"CNY","minorUnits":"500"},"description":"one more warehouse",
           "contact":"customers/huzhou/contacts/li","paperSha256":")" +
           std::string(kPaperSha256) +
           R"(","milestones":[{"milestoneId":"more","displayName":"Second warehouse",
           "amount":{"currencyCode":"CNY","minorUnits":"500"}}]})"},
      {"ContractService/AmendContract",
       R"({"contract":{"name":"contracts/ht","creditTerm":{"days":45}},"updateMask":"creditTerm",
           "description":"forty-five days","contact":"customers/huzhou/contacts/li",
           "paperSha256":")" +
           std::string(kPaperSha256) + R"("})"},
      {"EnforcementService/UpdateCase",
       R"({"name":"cases/late","reason":"CASE_REASON_CASH_FLOW","grounds":"they said so"})"},
      {"EnforcementService/RecordContact",
       R"({"name":"cases/late","contact":{"kind":"call","summary":"will answer by Friday"}})"},
      {"EnforcementService/RecordNoticeReceipt",
       R"({"name":"notices/sent","receiptClass":"RECEIPT_CLASS_ACKNOWLEDGED","proofSha256":")" +
           std::string(kPaperSha256) + R"("})"},
      {"EnforcementService/WithdrawNoticeReceipt",
       R"({"name":"notices/sent","number":1,"reason":"another customer's letter"})"},
      {"EnforcementService/SendLetter",
       R"({"name":"notices/sent","trackingNumber":"RR123456785CN","paperSha256":")" +
           std::string(kPaperSha256) + R"(","sealingSha256":")" + std::string(kPaperSha256) +
           R"("})"},
      {"EnforcementService/RevokeNoticeLink", R"({"name":"notices/sent"})"},
      {"EnforcementService/ResendNotice", R"({"name":"notices/sent"})"},
      {"EnforcementService/PlaceHold",
       R"({"holdId":"talks","hold":{"contract":"contracts/ht","reason":"talks",
           "lastDate":"2026-04-30"}})"},
      {"EnforcementService/ReleaseHold", R"({"name":"holds/talks"})"},
      {"EnforcementService/LiftCap", R"({"date":"2026-04-01","reason":"a bank holiday is over"})"},
      {"EnforcementService/ConfirmRecords",
       R"({"findTime":"2026-03-02T08:00:00Z","reason":"the bank's statement was imported again"})"},
      {"ContractService/CompleteContract", R"({"name":"contracts/paid"})"},
      {"ContractService/ImportCalendar",
       R"({"name":"calendars/plant","format":"CALENDAR_FORMAT_CSV","firstDate":"2027-01-01",
           "lastDate":"2027-12-31","content":"date,kind\n2027-01-01,holiday\n"})"},
      {"MilestoneService/QuoteSettlement",
       R"({"parent":"contracts/ht","settlementId":"rest","lastDate":"2026-04-10"})"},
      {"MilestoneService/AcceptSettlement",
       R"({"name":"contracts/ht/settlements/rest","contact":"customers/huzhou/contacts/li",
           "paperSha256":")" +
           std::string(kPaperSha256) + R"("})"},
      {"ReceivableService/CreateInvoice",
       R"({"invoiceId":"first","invoice":{"customer":"customers/huzhou","amount":{
           "currencyCode":"CNY","minorUnits":"18000000"},"invoiceDate":"2026-03-01",
           "creditTermDays":30}})"},
      {"ReceivableService/RecordPayment",
       R"({"paymentId":"part","payment":{"customer":"customers/huzhou","amount":{
           "currencyCode":"CNY","minorUnits":"6000000"},"date":"2026-03-20",
           "designatedInvoices":["invoices/first"]}})"},
      {"ReceivableService/ReversePayment", R"({"name":"payments/part","reason":"bounced"})"},
      {"EnforcementService/RecordPaymentSlip",
       R"({"slipId":"slip","slip":{"customer":"customers/huzhou","invoices":["invoices/first"],
           "paperSha256":")" +
           std::string(kPaperSha256) + R"("}})"},
      {"ReceivableService/RecordPayment",
       R"({"paymentId":"bill","payment":{"customer":"customers/huzhou","kind":"PAYMENT_KIND_BILL",
           "amount":{"currencyCode":"CNY","minorUnits":"100"},"date":"2026-03-20",
           "maturityDate":"2026-09-20"}})"},
      {"ReceivableService/RecordDishonour", R"({"name":"payments/bill","reason":"no cover"})"},
      {"ReceivableService/CreateInvoice",
       R"({"invoiceId":"uk","invoice":{"customer":"customers/huzhou","amount":{
           "currencyCode":"GBP","minorUnits":"100000"},"invoiceDate":"2026-02-01",
           "creditTermDays":30}})"},
      {"ReceivableService/IssueInterestNote",
       R"({"name":"invoices/uk","compensation":"COMPENSATION_BASIS_UK"})"},
      {"ReceivableService/AttachTaxInvoice",
       R"({"name":"invoices/first","number":"2644","date":"2026-03-02","amount":{
           "currencyCode":"CNY","minorUnits":"18000000"}})"},
      {"ReceivableService/RecordTaxInvoiceReceipt",
       R"({"name":"invoices/first","number":"2644","date":"2026-03-05"})"},
      {"ReceivableService/RecordLimitationEvent",
       R"({"name":"invoices/first","kind":"LIMITATION_EVENT_KIND_DEMAND_RECEIVED"})"},
      {"ReceivableService/IssueCreditNote",
       R"({"name":"invoices/first","amount":{"currencyCode":"CNY","minorUnits":"1"},
           "reason":"rounding"})"},
      {"ReceivableService/OpenDispute",
       R"({"disputeId":"line-3","dispute":{"invoice":"invoices/first","grounds":"line 3",
           "amount":{"currencyCode":"CNY","minorUnits":"100"}}})"},
      {"ReceivableService/ResolveDispute",
       R"({"name":"disputes/line-3","outcome":"DISPUTE_STATE_FOR_CUSTOMER"})"},
      {"ContractService/TerminateContract", R"({"name":"contracts/ended","reason":"it failed"})"},
      {"ReceivableService/CreateImportMapping",
       R"({"mappingId":"erp","mapping":{"displayName":"ERP","columns":{"number":"Nr",
           "customer":"Customer","amount":"Amount","invoice_date":"Date"},
           "defaults":{"currency_code":"CNY"}}})"},
      {"ReceivableService/UpdateImportMapping",
       R"({"mapping":{"name":"importMappings/erp","delimiter":";"}})"},
      {"ReceivableService/ImportInvoices",
       R"({"mapping":"importMappings/erp","fileSha256":")" + std::string(kPaperSha256) + R"("})"},
      {"ReceivableService/ImportPayments",
       R"({"format":"IMPORT_FORMAT_CAMT053","fileSha256":")" + std::string(kPaperSha256) + R"("})"},
      {"ReceivableService/ConfirmBankEntry", R"({"name":"bankEntries/e1"})"},
      {"ReceivableService/DismissBankEntry", R"({"name":"bankEntries/e2","reason":"twice"})"},
      {"OperationService/CancelOperation", R"({"name":"operations/op"})"},
      {"ReceivableService/RecordPromise",
       R"({"promiseId":"april","promise":{"invoices":["invoices/first"],"date":"2026-04-10",
           "contact":"customers/huzhou/contacts/li",
           "amount":{"currencyCode":"CNY","minorUnits":"5000"}}})"},
      {"ReceivableService/WithdrawPromise", R"({"name":"promises/april","reason":"typed twice"})"},
      {"ReceivableService/CreateInstalmentPlan",
       R"({"planId":"two","plan":{"invoices":["invoices/first"],"paperSha256":")" +
           std::string(kPaperSha256) +
           R"(","contact":"customers/huzhou/contacts/li","dueDates":["2026-04-30","2026-05-31"]}})"},
      {"ReceivableService/CancelInstalmentPlan", R"({"name":"plans/two","reason":"paid at once"})"},
      {"ReceivableService/WriteOff",
       R"({"name":"invoices/first","reason":"rounding","paperSha256":")" +
           std::string(kPaperSha256) + R"(","amount":{"currencyCode":"CNY","minorUnits":"1"}})"},
      {"ReceivableService/SetOff",
       R"({"name":"invoices/first","reason":"agreed","counterClaim":"RE-17","paperSha256":")" +
           std::string(kPaperSha256) + R"(","amount":{"currencyCode":"CNY","minorUnits":"2"}})"},
      {"ReceivableService/ReverseAdjustment",
       R"({"name":"ADJUSTMENT","reason":"their claim does not exist"})"},
      {"ReceivableService/CreateInvoice",
       R"({"invoiceId":"second","invoice":{"customer":"customers/huzhou","amount":{
           "currencyCode":"CNY","minorUnits":"1000"},"invoiceDate":"2026-03-01",
           "creditTermDays":30,"contract":"contracts/ht"}})"},
      {"ContractService/AssignClaim",
       R"({"name":"contracts/ht","invoice":"invoices/second","assignee":"Factor Ltd",
           "amount":{"currencyCode":"CNY","minorUnits":"500"},"paperSha256":")" +
           std::string(kPaperSha256) + R"("})"},
      {"ContractService/RecordGuarantee",
       R"({"parent":"contracts/ht","guaranteeId":"parent-firm","guarantee":{
           "guarantor":"Holding Ltd","amount":{"currencyCode":"CNY","minorUnits":"18000000"},
           "paperSha256":")" +
           std::string(kPaperSha256) + R"("}})"},
      {"ContractService/ReleaseGuarantee",
       R"({"name":"contracts/ht/guarantees/parent-firm","reason":"paid up"})"},
      {"ReceivableService/SendStatement",
       R"({"statementId":"march","contact":"customers/huzhou/contacts/li",
           "method":"SEND_METHOD_COURIER","proofSha256":")" +
           std::string(kPaperSha256) + R"("})"},
      {"ReceivableService/ConfirmStatement",
       R"({"name":"statements/march","contact":"customers/huzhou/contacts/li","paperSha256":")" +
           std::string(kPaperSha256) + R"("})"},
      {"ReceivableService/SendStatement",
       R"({"statementId":"wrong","contact":"customers/huzhou/contacts/li",
           "method":"SEND_METHOD_COURIER","proofSha256":")" +
           std::string(kPaperSha256) + R"("})"},
      {"ReceivableService/ContradictStatement",
       R"({"name":"statements/wrong","contact":"customers/huzhou/contacts/li",
           "remarks":"line 1 was paid","paperSha256":")" +
           std::string(kPaperSha256) + R"("})"},
      {"ReceivableService/AttachPaper",
       R"({"parent":"invoices/first","paperId":"tax","paper":{"kind":"tax invoice",
           "paperSha256":")" +
           std::string(kPaperSha256) + R"("}})"},
      {"ReceivableService/RecordPaperReceipt",
       R"({"name":"invoices/first/papers/tax","proofSha256":")" + std::string(kPaperSha256) +
           R"("})"},
      {"ReceivableService/AttestPayments", R"({"note":"bank file of 31 March"})"},
      {"AccessService/CreateUser",
       R"({"userId":"carl","user":{"displayName":"Carl","roles":["ROLE_FINANCE"]}})"},
      {"AccessService/UpdateUser", R"({"user":{"name":"users/carl","email":"carl@example.org"}})"},
      {"AccessService/CreateToken", R"({"token":{"user":"users/carl","role":"ROLE_FINANCE"}})"},
      {"AccessService/RevokeToken", R"({"name":"TOKEN"})"},
      {"AccessService/DisableUser", R"({"name":"users/carl"})"},
      {"AccessService/CreateWebhook",
       R"({"webhookId":"crm","webhook":{"url":"https://hooks.example/","events":["token.*"]}})"},
      {"AccessService/RedeliverWebhook", R"({"name":"webhooks/told/deliveries/sent"})"},
      {"AccessService/DisableWebhook", R"({"name":"webhooks/crm"})"},
      {"SimulationService/AdvanceClock", R"({"to":"2026-04-01T00:00:00Z"})"},
  };
  return samples;
}

// The names that earlier samples' answers gave to what later ones are about.
class MadeNames {
 public:
  // Puts a name in the place of each word that stands for one.
  std::string In(std::string sample) const {
    for (const auto& [word, name] : names_)
      if (const auto at = sample.find(word); at != std::string::npos)
        sample.replace(at, word.size(), name);
    return sample;
  }
  void Learn(const google::protobuf::Message& answer) {
    if (const auto* made = dynamic_cast<const v1::CreateTokenResponse*>(&answer))
      names_["TOKEN"] = made->token().name();
    if (const auto* made = dynamic_cast<const v1::Adjustment*>(&answer))
      names_["ADJUSTMENT"] = made->name();
    if (const auto* made = dynamic_cast<const v1::RotateActivationCodeResponse*>(&answer))
      names_["REQUEST TEXT"] = InJson(OfflineRequest(made->activation_code()));
    const auto* license = dynamic_cast<const v1::License*>(&answer);
    if (license != nullptr && !license->suspension_approval().empty())
      names_["APPROVAL"] = license->suspension_approval();
  }

 private:
  std::map<std::string, std::string> names_;
};

class InterfaceTest : public AdminSurface {
 protected:
  void SetUp() override {
    MakeLicense();
    MakeMachine();
    MakePaper();
    MakeBankEntries();
    MakeActiveContract("paid");
    MakeActiveContract("ended");
    MakeNotice();
    MakeDelivery();
    LackRecords();
  }

  // As if a backup had been restored.
  void LackRecords() {
    const app::Act act{"system", "", *ParseInstant("2026-03-02T08:00:00Z"), entropy_};
    const auto made = store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
      RETURN_IF_ERROR(
          tx.settings().Put(app::kRecordsMissing, "2026-03-01T08:00:00Z/2026-03-02T08:00:00Z"));
      RETURN_IF_ERROR(app::Record(tx, act, "enforcement.doubt_records", "enforcement", {}));
      return app::Finish::kCommit;
    });
    ASSERT_TRUE(made) << made.error().message;
  }

  // To a webhook that is told of nothing else.
  void MakeDelivery() {
    const app::Act act{"users/anna", "", now_, entropy_};
    const auto made = store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
      domain::Webhook webhook;
      webhook.id = "told";
      webhook.url = "https://hooks.example/";
      webhook.events = {"never.told"};
      webhook.meta = app::NewMeta(act);
      RETURN_IF_ERROR(tx.webhooks().Insert(webhook));
      domain::Message message;
      message.id = "sent";
      message.channel = domain::MessageChannel::kEvent;
      message.webhook_id = "told";
      message.subject = "product.create";
      message.text = "{}";
      message.state = domain::MessageState::kSent;
      message.meta = app::NewMeta(act);
      RETURN_IF_ERROR(tx.messages().Insert(message));
      RETURN_IF_ERROR(app::Record(tx, act, "product.create", "products/p", {}));
      return app::Finish::kCommit;
    });
    ASSERT_TRUE(made) << made.error().message;
  }

  // Of that contract: a notice that was sent, and an open case.
  void MakeNotice() {
    const app::Act act{"users/anna", "", now_, entropy_};
    const auto made = store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
      domain::Notice notice;
      notice.id = "sent";
      notice.contract_id = "paid";
      notice.customer_id = "huzhou";
      notice.state = domain::NoticeState::kSent;
      notice.sent_time = now_;
      notice.meta = app::NewMeta(act);
      RETURN_IF_ERROR(tx.enforcement().notices().Insert(notice));
      RETURN_IF_ERROR(app::KeepNoticeLink(tx, act, notice, "secret"));
      domain::Case open;
      open.id = "late";
      open.contract_id = "paid";
      open.sub_contract_id = "paid-s";
      open.customer_id = "huzhou";
      open.meta = app::NewMeta(act);
      RETURN_IF_ERROR(tx.enforcement().cases().Insert(open));
      RETURN_IF_ERROR(app::Record(tx, act, "notice.sent", "notices/sent", {}));
      return app::Finish::kCommit;
    });
    ASSERT_TRUE(made) << made.error().message;
  }

  // Another user than the caller approves the sample's call, if it takes two.
  void ApproveFirst(const std::string& method, const std::string& sample) {
    if (!method.ends_with("/TerminateContract") && !method.ends_with("/RevokeLicense") &&
        !method.ends_with("/WithdrawPromise") && !method.ends_with("/CancelInstalmentPlan") &&
        !method.ends_with("/LiftCap") && !method.ends_with("/ConfirmRecords"))
      return;
    const auto asked = CallAny(method, sample);
    ASSERT_FALSE(asked);
    ASSERT_EQ(asked.error().reason, Reason::kApprovalRequired) << asked.error().message;
    const Caller caller =
        std::exchange(caller_, {"users/admin", "tokens/t2", domain::Role::kOwner});
    EXPECT_TRUE(CallAny("EnforcementService/Approve",
                        R"({"name":")" + asked.error().metadata.at("approval") + R"("})"));
    caller_ = caller;
  }

  // An operation that runs, and two entries that it left to be confirmed.
  void MakeBankEntries() {
    const app::Act act{"users/anna", "", now_, entropy_};
    const auto made = store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
      domain::Operation operation;
      operation.id = "op";
      operation.meta = app::NewMeta(act);
      RETURN_IF_ERROR(tx.imports().operations().Insert(operation));
      for (const char* id : {"e1", "e2"}) {
        domain::BankEntry entry;
        entry.id = id;
        entry.customer_id = "huzhou";
        entry.reference = id;
        entry.amount = {"CNY", 100};
        entry.date = TimeZone::Find("UTC")->DateAt(now_);
        entry.operation_id = operation.id;
        entry.meta = app::NewMeta(act);
        RETURN_IF_ERROR(tx.imports().bank_entries().Insert(entry));
      }
      RETURN_IF_ERROR(app::Record(tx, act, "payment.import", "operations/op", {}));
      return app::Finish::kCommit;
    });
    ASSERT_TRUE(made) << made.error().message;
  }

  // An active contract on which nothing is left to be paid.
  void MakeActiveContract(const std::string& id) {
    domain::Contract contract;
    contract.id = id;
    contract.customer_id = "huzhou";
    contract.title = "Paid";
    contract.terms.currency_code = "CNY";
    contract.terms.time_zone = "Asia/Shanghai";
    contract.state = domain::ContractState::kActive;
    contract.meta = {1, now_, now_};
    ASSERT_TRUE(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
      RETURN_IF_ERROR(tx.contracts().Insert(contract));
      domain::SubContract part;
      part.id = id + "-s";
      part.contract_id = id;
      part.title = "All of it";
      part.price = {"CNY", 0};
      part.meta = contract.meta;
      RETURN_IF_ERROR(tx.sub_contracts().Insert(part));
      const app::Act act{"users/anna", "", now_, entropy_};
      RETURN_IF_ERROR(app::Record(tx, act, "contract.create", app::Name("contracts", id), {}));
      return app::Finish::kCommit;
    }));
  }
};

TEST_F(InterfaceTest, EveryMethodOfTheAdminSurfaceIsServed) {
  for (const MethodDescriptor* method : AllMethods()) {
    if (AccessOf(*method).software()) continue;
    EXPECT_NE(table_.Find("countersign.v1." + NameOf(*method)), nullptr) << NameOf(*method);
    EXPECT_GT(AccessOf(*method).roles_size(), 0) << NameOf(*method);
  }
}

TEST_F(InterfaceTest, EveryMutatingMethodTakesARequestId) {
  for (const MethodDescriptor* method : AllMethods()) {
    const auto* field = method->input_type()->FindFieldByName("request_id");
    EXPECT_EQ(field != nullptr, AccessOf(*method).mutation()) << NameOf(*method);
  }
}

TEST_F(InterfaceTest, EveryMutatingMethodLeavesAnEntryOfItsCaller) {
  std::set<std::string> unsampled;
  for (const MethodDescriptor* method : AllMethods())
    if (AccessOf(*method).mutation() && !AccessOf(*method).software())
      unsampled.insert(NameOf(*method));

  MadeNames names;
  int number = 0;
  for (const auto& [method, sample] : Samples()) {
    SCOPED_TRACE(method);
    caller_.user = "users/caller-" + std::to_string(++number);
    ApproveFirst(method, names.In(sample));
    std::set<std::string> before;
    for (const app::Entry& entry : Entries()) before.insert(entry.id);
    const auto answer = CallAny(method, names.In(sample));
    ASSERT_TRUE(answer) << answer.error().message;
    names.Learn(**answer);
    int added = 0;
    for (const app::Entry& entry : Entries()) {
      if (before.contains(entry.id)) continue;
      ++added;
      EXPECT_EQ(entry.actor, caller_.user) << entry.action;
      EXPECT_FALSE(entry.resource.empty());
    }
    EXPECT_GE(added, 1);
    unsampled.erase(method);
  }
  EXPECT_EQ(unsampled, std::set<std::string>()) << "mutating methods without a sample";
}

// The sample with an etag of another state of its resource: on the request, or on the resource that
// an update carries. Nullopt for methods that take none.
std::optional<std::string> WithStaleEtag(const MethodDescriptor& method,
                                         const std::string& sample) {
  constexpr char kStale[] = R"("etag":"AAAAAAAAAAAAAAAA",)";
  if (method.input_type()->FindFieldByName("etag") != nullptr)
    return "{" + (kStale + sample.substr(1));
  if (!method.name().starts_with("Update")) return std::nullopt;
  const auto body = sample.find(":{") + 2;
  return sample.substr(0, body) + kStale + sample.substr(body);
}

TEST_F(InterfaceTest, EveryMethodThatTakesAnEtagRefusesAStaleOne) {
  std::set<std::string> untried;
  for (const MethodDescriptor* method : AllMethods())
    if (AccessOf(*method).mutation() && WithStaleEtag(*method, R"({"x":{}})"))
      untried.insert(NameOf(*method));
  MadeNames names;
  int number = 0;
  for (auto [name, sample] : Samples()) {
    SCOPED_TRACE(name);
    caller_.user = "users/caller-" + std::to_string(++number);
    sample = names.In(std::move(sample));
    const MethodDescriptor& method = *table_.Find("countersign.v1." + name)->descriptor;
    if (const auto stale = WithStaleEtag(method, sample)) {
      Refused(Code::kAborted, Reason::kEtagMismatch, name, *stale);
      untried.erase(name);
    }
    ApproveFirst(name, sample);
    const auto answer = CallAny(name, sample);
    ASSERT_TRUE(answer) << answer.error().message;
    names.Learn(**answer);
  }
  EXPECT_EQ(untried, std::set<std::string>());
}

// As docs/api.md lists a method: its name and who may call it.
std::string DocumentedRow(const MethodDescriptor& method) {
  const v1::Access access = AccessOf(method);
  std::string roles;
  for (const int role : access.roles()) {
    std::string name = v1::Role_Name(role).substr(std::string("ROLE_").size());
    for (char& c : name) c = static_cast<char>(std::tolower(c));
    roles += (roles.empty() ? "" : ", ") + name;
  }
  if (access.software()) roles = "software";
  if (access.roles_size() >= 8)
    roles = access.roles_size() == 9 ? "every role" : "every role but account_manager";
  return "| `" + NameOf(method) + "` | " + roles + " |";
}

TEST(Documentation, ListsEveryMethodWithItsRoles) {
  std::ifstream file(SourceDir() / "docs/api.md");
  std::stringstream text;
  text << file.rdbuf();
  for (const MethodDescriptor* method : AllMethods())
    EXPECT_NE(text.str().find(DocumentedRow(*method)), std::string::npos)
        << "docs/api.md lacks: " << DocumentedRow(*method);
}

TEST(Documentation, ListsEveryReason) {
  std::ifstream file(SourceDir() / "docs/api.md");
  std::stringstream text;
  text << file.rdbuf();
  const auto* reasons = v1::Reason_descriptor();
  for (int i = 1; i < reasons->value_count(); ++i)
    EXPECT_NE(text.str().find("`" + reasons->value(i)->name() + "`"), std::string::npos)
        << "docs/api.md lacks " << reasons->value(i)->name();
}

}  // namespace
}  // namespace countersign::rpc
