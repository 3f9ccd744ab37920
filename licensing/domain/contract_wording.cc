// Example wording of the clauses that CheckTerms finds missing. Examples for the parties' counsel
// to work on, not advice.
#include <algorithm>
#include <iterator>

#include "licensing/domain/contract_steps.h"

namespace countersign::domain {
namespace {

// {threshold}, {supply} and {suspend} stand for numbers of the terms.
struct Example {
  std::string_view finding_id;
  std::string_view en;
  std::string_view zh;
};

constexpr Example kExamples[] = {
    {"due_rule",
     "Each invoice is due 30 days after the date of acceptance of the stage that it is for.",
     "每一付款节点的款项自该节点验收合格之日起三十日内付清。"},
    {"acceptance",
     "The Customer reviews each delivery within 10 business days after receipt and either accepts "
     "it or names in writing each defect and the acceptance criterion that it offends.",
     "客户应自收到交付物之日起十个工作日内完成验收，并书面确认验收合格，或者书面列明各项缺陷及其所"
     "违"
     "反的验收标准。"},
    {"deemed_acceptance",
     "If the Customer, although reminded with at least one third of the acceptance term left, "
     "neither accepts nor names such a defect within the term, the delivery is deemed accepted "
     "when the term has ended.",
     "验收期限届满前至少三分之一期限时，供应商已提醒客户，而客户在期限内既未确认验收合格，也未提出"
     "上述"
     "缺陷的，自期限届满时起视为验收合格。"},
    {"acceptance_by_use",
     "Use of the delivery in production on 30 different days after its receipt is acceptance, "
     "provided that the Supplier has announced this rule to the Customer beforehand.",
     "供应商事先告知后，客户在收到交付物后累计三十日将其用于生产经营的，视为验收合格。"},
    {"interest",
     "An amount that is not paid when due bears simple interest of 0.05 % a day from the day "
     "after "
     "the due date through the day of payment.",
     "逾期付款的，自逾期之日起至实际付清之日止，按照每日万分之五支付逾期利息。"},
    {"service_clause",
     "Notices are sent to the postal and e-mail addresses given in this contract. A notice by "
     "e-mail is received when it arrives at the recipient's server; one by registered mail that "
     "is "
     "refused or returned, on the day of the refusal or return. Each party tells the other of a "
     "change of address in writing.",
     "双方确认本合同所载通信地址及电子邮箱为送达地址。电子邮件到达收件方系统之日为送达之日；挂号信"
     "被拒收"
     "或者退回的，拒收或者退回之日为送达之日。送达地址变更的，应当书面通知对方。"},
    {"part_completion",
     "If work on a stage stops for a reason for which the Supplier does not answer, the Customer "
     "pays for the part that is done, by the weights and the measured completion of its items.",
     "非因供应商原因导致某一付款节点停工的，客户应当按照各工作项的权重及经确认的完成比例支付已完成"
     "部分"
     "的款项。"},
    {"enforcement_clause",
     "If an undisputed amount of at least {threshold} % of a sub-contract's price is overdue and "
     "is "
     "not paid after receipt of a formal notice that names the invoices and announces what "
     "follows, "
     "the Supplier may stop the supply of additional machines and releases under that sub-contract "
     "when {supply} full days have passed, and may suspend the functions delivered under it until "
     "payment when {suspend} full days have passed. Log-in, reading, export and backup of the "
     "Customer's data remain available. [To be disclosed and signed separately.]",
     "某一分项合同项下无争议的逾期款项达到该分项价款的{threshold}%"
     "，且客户收到载明相关款项并告知后果的"
     "书面催告后仍未付清的，届满{supply}日后供应商有权停止就该分项合同增供设备授权和版本，届满{"
     "suspend}"
     "日后有权停用该分项合同所交付的功能，直至款项付清；客户登录、查阅、导出和备份其数据不受影响。"
     "【本条须单独告知并单独签署确认】"},
    {"dependents",
     "The functions delivered under the other sub-contracts cannot be used without this one: [list "
     "them]. If it is suspended, they stop with it. [To be disclosed and signed with the clause on "
     "suspension.]",
     "其他分项合同所交付的下列功能须依赖本分项方可使用：【逐项列明】。本分项被停用的，上述功能随之"
     "停用。【本条须与停用条款一并告知并签署确认】"},
    {"offline_clause",
     "A key for a machine without a network runs to the day on which a suspension under this "
     "contract could begin, {suspend} full days after receipt of a formal notice at the earliest, "
     "and is renewed without charge for as long as nothing is overdue. The program warns 45, 30, "
     "15 "
     "and 7 days ahead. [To be disclosed and signed with the clause on suspension.]",
     "未联网设备的授权密钥有效期至本合同项下停用措施最早可能开始之日，即收到正式催告届满{suspend}"
     "日之后；"
     "无逾期款项的，供应商免费续发。程序在到期前四十五日、三十日、十五日和七日发出提示。"
     "【本条须与停用条款一并告知并签署确认】"},
};

void Fill(std::string& text, std::string_view name, const std::string& number) {
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at))
    text.replace(at, name.size(), number);
}

// "5", "2.5"
std::string PercentOf(Rate share) {
  constexpr std::int64_t kPercent = Rate::kOne / 100;
  std::string text = std::to_string(share.units() / kPercent);
  std::string rest = std::to_string(kPercent + share.units() % kPercent).substr(1);
  rest.erase(rest.find_last_not_of('0') + 1);
  return rest.empty() ? text : text + "." + rest;
}

std::string Filled(std::string_view example, const ContractTerms& terms) {
  std::string text(example);
  Fill(text, "{threshold}", PercentOf(terms.threshold));
  Fill(text, "{supply}", std::to_string(terms.ladder.supply_cure_days));
  Fill(text, "{suspend}", std::to_string(terms.ladder.suspend_cure_days));
  return text;
}

}  // namespace

Wording WordingOf(std::string_view finding_id, const ContractTerms& terms) {
  const std::string_view clause = finding_id.substr(0, finding_id.find(':'));
  const auto* const example = std::ranges::find(kExamples, clause, &Example::finding_id);
  if (example == std::end(kExamples)) return {};
  return {Filled(example->en, terms), Filled(example->zh, terms)};
}

}  // namespace countersign::domain
