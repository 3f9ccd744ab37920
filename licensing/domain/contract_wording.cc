// Example wording of the clauses that CheckTerms finds missing. Examples for the parties' counsel
// to work on, not advice.
#include <algorithm>
#include <iterator>

#include "licensing/domain/contract_steps.h"

namespace countersign::domain {
namespace {

struct Example {
  std::string_view finding_id;
  Wording wording;
};

constexpr Example kExamples[] = {
    {"due_rule",
     {"Each invoice is due 30 days after the date of acceptance of the stage that it is for.",
      "每一付款节点的款项自该节点验收合格之日起三十日内付清。"}},
    {"acceptance",
     {"The Customer reviews each delivery within 10 business days after receipt and either accepts "
      "it or names in writing each defect and the acceptance criterion that it offends.",
      "客户应自收到交付物之日起十个工作日内完成验收，并书面确认验收合格，或者书面列明各项缺陷及其所"
      "违"
      "反的验收标准。"}},
    {"deemed_acceptance",
     {"If the Customer, although reminded with at least one third of the acceptance term left, "
      "neither accepts nor names such a defect within the term, the delivery is deemed accepted "
      "when the term has ended.",
      "验收期限届满前至少三分之一期限时，供应商已提醒客户，而客户在期限内既未确认验收合格，也未提出"
      "上述"
      "缺陷的，自期限届满时起视为验收合格。"}},
    {"acceptance_by_use",
     {"Use of the delivery in production on 30 different days after its receipt is acceptance, "
      "provided that the Supplier has announced this rule to the Customer beforehand.",
      "供应商事先告知后，客户在收到交付物后累计三十日将其用于生产经营的，视为验收合格。"}},
    {"interest",
     {"An amount that is not paid when due bears simple interest of 0.05 % a day from the day "
      "after "
      "the due date through the day of payment.",
      "逾期付款的，自逾期之日起至实际付清之日止，按照每日万分之五支付逾期利息。"}},
    {"service_clause",
     {"Notices are sent to the postal and e-mail addresses given in this contract. A notice by "
      "e-mail is received when it arrives at the recipient's server; one by registered mail that "
      "is "
      "refused or returned, on the day of the refusal or return. Each party tells the other of a "
      "change of address in writing.",
      "双方确认本合同所载通信地址及电子邮箱为送达地址。电子邮件到达收件方系统之日为送达之日；挂号信"
      "被拒收"
      "或者退回的，拒收或者退回之日为送达之日。送达地址变更的，应当书面通知对方。"}},
    {"part_completion",
     {"If work on a stage stops for a reason for which the Supplier does not answer, the Customer "
      "pays for the part that is done, by the weights and the measured completion of its items.",
      "非因供应商原因导致某一付款节点停工的，客户应当按照各工作项的权重及经确认的完成比例支付已完成"
      "部分"
      "的款项。"}},
    {"enforcement_clause",
     {"If an undisputed amount of at least 5 % of a sub-contract's price is overdue and is not "
      "paid "
      "within 30 days after receipt of a formal notice that names the invoices and announces the "
      "suspension, the Supplier may suspend the functions delivered under that sub-contract until "
      "payment. Log-in, reading, export and backup of the Customer's data remain available. [To be "
      "disclosed and signed separately.]",
      "某一分项合同项下无争议的逾期款项达到该分项价款的百分之五，且客户收到载明相关款项并告知停用后"
      "果的书面"
      "催告后三十日内仍未付清的，供应商有权停用该分项合同所交付的功能，直至款项付清；客户登录、查阅"
      "、导出"
      "和备份其数据不受影响。【本条须单独告知并单独签署确认】"}},
};

}  // namespace

Wording WordingOf(std::string_view finding_id) {
  const auto* const example = std::ranges::find(kExamples, finding_id, &Example::finding_id);
  return example == std::end(kExamples) ? Wording{} : example->wording;
}

}  // namespace countersign::domain
