// The messages in Chinese. Whoever changes a word raises the versions of the templates that have
// it, in notice_text.cc.
#include "licensing/domain/notice_words.h"

namespace countersign::domain {
namespace {

std::string DateText(CivilDate date) {
  return std::to_string(static_cast<int>(date.year())) + "年" +
         std::to_string(static_cast<unsigned>(date.month())) + "月" +
         std::to_string(static_cast<unsigned>(date.day())) + "日";
}

std::string DaysText(std::int64_t days) { return std::to_string(days) + "日"; }

std::string PeriodText(CivilDate first, CivilDate last) {
  if (first == last) return "（" + DateText(first) + "）";
  return "（" + DateText(first) + "至" + DateText(last) + "）";
}

std::string TermText(const Term& term) {
  return std::to_string(term.days) + (term.kind == DayKind::kBusiness ? "个工作日" : "日");
}

std::string AmountText(std::string_view currency_code, std::string_view number) {
  if (currency_code == "CNY") return "人民币" + std::string(number) + "元";
  return std::string(currency_code) + " " + std::string(number);
}

// At most ten sections.
std::string SectionText(std::size_t number) {
  static constexpr std::string_view kNumerals[] = {"一", "二", "三", "四", "五",
                                                   "六", "七", "八", "九", "十"};
  return std::string(kNumerals[number - 1]) + "、";
}

constexpr NoticeWords kWords = {
    .code = "zh",
    .html_language = "zh-CN",
    .kinds =
        {
            {NoticeKind::kPreDueReminder, "款项即将到期：{matter}", "到期前提醒",
             "以下应收款即将到期，特此提醒，以便贵方安排付款。"},
            {NoticeKind::kDueReminder, "款项到期：{matter}", "到期提醒",
             "以下应收款于所列到期日到期，感谢贵方按时付款。"},
            {NoticeKind::kOverdueReminder, "付款提醒：{matter}", "付款提醒",
             "以下应收款已过到期日，我方尚未查到回款记录，可能是贵方一时疏忽。"},
            {NoticeKind::kUrgentNotice, "紧急催款通知：{matter}", "紧急催款通知",
             "以下应收款已经逾期，请贵方尽快付款；如有原因暂不能付款，请立即告知我方。"},
            {NoticeKind::kFormalNotice, "催告函 {notice}：{matter}",
             "催告函（催告付款并告知停供、停用）", "就上列合同，我方现正式函告如下。"},
            {NoticeKind::kSupplyStopped, "停供通知：{matter}", "停供通知",
             "因以下应收款未付，{part}已自{effect_date}起停供。依据为我方催告函 "
             "{formal_notice}，贵方于{formal_received}收到。"},
            {NoticeKind::kSuspended, "停用通知：{matter}", "停用通知",
             "因以下应收款未付，{part}已自{effect_date}起停用。依据为我方催告函 "
             "{formal_notice}，贵方于{formal_received}收到。"},
            {NoticeKind::kRestored, "恢复通知：{matter}", "恢复通知", ""},
            {NoticeKind::kDispatch, "交付通知：{milestone}，{matter}", "交付通知",
             "我方已向贵方交付下列内容。"},
            {NoticeKind::kReceiptConfirmed, "交付物签收通知：{milestone}，{matter}",
             "交付物签收通知", "贵方已于{received}收到下列交付物。"},
        },
    .formal_title_without_effects = "催告函（催告付款）",

    .date_text = DateText,
    .days_text = DaysText,
    .period_text = PeriodText,
    .term_text = TermText,
    .amount_text = AmountText,
    .section_text = SectionText,
    .colon = "：",
    .open_bracket = "（",
    .close_bracket = "）",
    .separator = "，",

    .notice_id = "编号",
    .date = "日期",
    .from = "发函方",
    .to = "致",
    .contract = "合同",
    .sub_contract = "分项合同",
    .invoice = "应收款",
    .due_date = "到期日",
    .days_overdue = "逾期天数",
    .principal = "本金",
    .interest = "利息",
    .sum = "合计",
    .total = "总计",
    .noted_interest = "已开具利息单尚未付清",
    .corrected_interest = "对以前已计利息的更正",
    .together_interest = "合计",
    .no_interest = "无利息",
    .rounded_once = "（各段相加后一次四舍五入）",
    .person = "姓名",
    .position = "职务",
    .address = "地址",
    .phone = "电话",
    .email = "电子邮箱",
    .part_of_contract = "合同“{contract}”",
    .part_of_sub_contract = "分项合同“{sub_contract}”",
    .pay_to = "收款账户",
    .reference = "付款附言",
    .reference_text = "请注明应收款编号",
    .milestone = "付款节点",
    .round = "交付次数",
    .delivered_on = "发出日期",
    .received_on = "收到日期",
    .release = "版本",

    .h_claims = "欠付款项",
    .h_computation = "利息的计算",
    .h_ask = "我方的要求",
    .h_clause = "合同条款",
    .h_effects = "逾期不付的后果及最早日期",
    .h_stops = "停止的内容",
    .h_keeps = "继续可用的内容",
    .h_ways = "付款、提出异议、申请分期及导出数据的方式",
    .h_person = "联系人",
    .h_end = "如何恢复",
    .h_open = "尚未付清的款项",
    .h_items = "交付内容",
    .h_attachments = "附件及其 SHA-256",
    .h_terms = "期限",

    .greeting = "尊敬的{contact}：",
    .greeting_unnamed = "敬启者：",
    .regards = "顺颂商祺！",
    .regards_formal = "特此函告。",
    .closing_date = "{date}",
    .automatic = "本函由{vendor}的系统自动生成并发送。",
    .questions = "如有疑问，请联系：{person}。",
    .portal = "本函的网页版：",
    .portal_confirm =
        "请在以下页面阅读并答复本函。仅打开页面不视为收到；请在页面上以我方发送的验证码确认。",
    .together_subject = "{subject}（另有 {others} 份通知）",
    .together = "本函包含 {count} 份通知。",
    .together_with_formal = "本函包含 {count} 份通知，其中催告函列于最前，全文照录。",

    .undisputed = "贵方已提出异议的金额未计入。",
    .interest_through = "利息计算至{date}（含当日）。贵方已提出异议的金额未计入。",
    .total_computed = "总计：本金{principal} + 利息{interest} = {total}。",
    .computation_intro = "自到期日次日起，按当时未付的本金逐日计算单利：",
    .crossed = "如贵方已付款，请不必理会本函。",
    .formal_may_follow =
        "如上述款项仍未付清，且未收到贵方答复，我方可能发出催告函，最早日期为{formal_date}。",
    .dispute_short = "如对应收款或交付物有异议，请联系：{disputes_to}",
    .instalments_short = "如需宽限或分期付款，请联系：{instalments_to}",
    .dispute =
        "提出异议：请致 {disputes_to}，写明应收款及其明细行、缺陷或其他理由以及金额。"
        "异议未决期间，有异议的部分不计逾期；其余部分仍应支付。",
    .instalments =
        "申请分期：请向 {instalments_to} 提出各期金额和日期。分期协议履行期间，原到期日暂不适用。",
    .export_data = "导出数据：{export_from}。导出功能始终可用，停用期间亦然。",

    .ask = "请贵方在催告期内付清总计{total}，或者采用下述方式之一。",
    .ask_without_effects = "请贵方立即付清总计{total}，或者采用下述方式之一。",
    .clause_intro = "合同约定如下，该条款已于{disclosure_date}向贵方作停用权告知：",
    .cure_begins = "催告期自贵方收到本函之日的次日起算。贵方如于{date}收到本函，最早日期如下：",
    .supply_from = "{supply_date}（催告期满{supply_days}后）：停供",
    .suspend_from = "{suspend_date}（催告期满{suspend_days}后）：停用",
    .cure_conditions =
        "贵方收到本函的日期较晚的，上述日期相应顺延。款项已付清、已提出异议，或者有已接受的"
        "付款承诺、正在履行的分期协议或暂缓的，就该款项不停供、不停用。",

    .stopped_machines = "不再增加终端",
    .stopped_deliveries = "不再提供新的交付物和功能更新版本",
    .stopped_part_machines =
        "不再为其功能增加终端；软件授权同时涵盖其他分项合同的，新增终端仅可使用其他分项合同的功能",
    .stopped_part_deliveries =
        "不再提供新的交付物，亦不再为其功能提供功能更新版本；软件授权同时涵盖其他分项合同的，"
        "之后的版本仅可使用其他分项合同的功能",
    .stopped_features = "功能权限：{name}",
    .stopped_core = "{part}为软件的核心部分，停用后软件以受限模式运行。",
    .stopped_dependents = "依赖该核心部分、随之停用的内容（已向贵方披露）：",
    .supply_stops_intro = "停供后：",
    .suspension_stops_intro = "停用后，下列内容停止：",
    .keeps_supply = "停供期间，正在运行的终端一切功能照常；安全更新和终端的一对一更换始终提供。",
    .keeps_intro = "停用期间，下列内容始终可用：",
    .keeps_data = "登录，以及查阅、导出和备份贵方数据",
    .keeps_money = "查看应收款和付款",
    .keeps_rest = "上文未列明的其他一切功能，以及其他已付清的分项合同的内容",
    .keeps_named = "功能权限：{name}",
    .suspension_may_follow = "如上述款项仍未付清，我方可能予以停用，最早日期为{suspend_date}。",
    .ends_by_payment =
        "款项付清并入账后即予恢复；未付款项全部提出异议或者纳入分期协议的，亦予恢复。"
        "联网的软件会自动获知；未联网的场所，可向我方索取授权文件。",
    .not_charged = "停用期间不计费。",
    .restored_supply =
        "{part}自{effect_date}起的停供已经结束，新增终端、交付物和功能更新版本恢复提供。",
    .restored_suspension = "{part}自{effect_date}起的停用已经结束，全部功能恢复可用。",
    .restored_keys = "联网的软件会自动获知；未联网的场所，可向我方索取授权文件。",

    .term_starts = "验收期限为{term}，自收到本次交付物起算，以收到之日的次日为始。",
    .no_term = "本次交付未约定验收期限。",
    .deemed =
        "贵方在验收期限内既未确认验收合格，也未提出缺陷，且我方已及时提醒的，期限届满时"
        "视为验收合格。",
    .term_runs = "验收期限为{term}，自{review_from}起至{last_review_day}止（含当日）。",
    .payment_runs = "{payment}的付款期限自{payment_from}起至{payment_through}止（含当日）。",
    .payment_assumes = "以上为在验收期限最后一日验收时的日期；提前验收的，日期相应提前。",
    .confirm_receipt = "请确认收到本次交付物。",
};

}  // namespace

const NoticeWords& ChineseNoticeWords() { return kWords; }

}  // namespace countersign::domain
