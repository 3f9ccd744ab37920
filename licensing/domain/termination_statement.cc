#include "licensing/domain/termination_statement.h"

#include "licensing/domain/notice_document.h"
#include "licensing/domain/notice_parts.h"

namespace countersign::domain {
namespace {

// Whoever changes a word raises it.
constexpr std::string_view kVersion = "1";

struct Words {
  std::string_view code, html_language;
  std::string_view title, contract, number, vendor, customer, ended, issued;
  std::string_view ended_text, paid, unpaid, data;
};

constexpr Words kEnglish = {
    .code = "en",
    .html_language = "en",
    .title = "STATEMENT OF TERMINATION",
    .contract = "Contract",
    .number = "Number",
    .vendor = "Supplier",
    .customer = "Customer",
    .ended = "Terminated on",
    .issued = "Issued on",
    .ended_text =
        "{vendor} states that the contract named above was terminated on {end}. From that day on "
        "nothing more is delivered under it, and no machines are added.",
    .paid = "What was paid for stays: these parts keep their functions, in the version accepted:",
    .unpaid = "The use of these parts has ended:",
    .data =
        "The customer keeps log-in, and reading, export and backup of its data, through {export} "
        "at least.",
};

constexpr Words kChinese = {
    .code = "zh",
    .html_language = "zh-CN",
    .title = "合同终止声明",
    .contract = "合同名称",
    .number = "合同编号",
    .vendor = "供应方",
    .customer = "客户",
    .ended = "终止日期",
    .issued = "出具日期",
    .ended_text =
        "{vendor}声明：上述合同已于{end}终止。自该日起，不再依该合同交付，也不再增加终端。",
    .paid = "已付清的部分继续有效，下列部分在已验收版本内保留其功能：",
    .unpaid = "下列部分的使用已终止：",
    .data = "客户至少在{export}之前仍可登录，并读取、导出和备份自己的数据。",
};

void AddParts(std::vector<NoticeBlock>& blocks, std::string_view intro,
              const std::vector<std::string>& parts) {
  if (parts.empty()) return;
  blocks.emplace_back(NoticeParagraph{std::string(intro)});
  NoticeList list;
  for (const std::string& part : parts) list.items.push_back(CleanLine(part));
  blocks.emplace_back(std::move(list));
}

Result<void> Check(const TerminationFacts& facts) {
  const std::string missing = std::string(facts.vendor.empty() ? "vendor" : "") +
                              (facts.vendor.empty() && facts.customer.empty() ? "," : "") +
                              (facts.customer.empty() ? "customer" : "");
  if (missing.empty()) return {};
  return Fail(Code::kFailedPrecondition, Reason::kNoticeIncomplete,
              "the statement lacks what it has to contain: " + missing, {{"missing", missing}});
}

}  // namespace

Result<NoticeText> RenderTermination(const TerminationFacts& raw, std::string_view language) {
  RETURN_IF_ERROR(Check(raw));
  const bool chinese = language.starts_with("zh");
  const Words& words = chinese ? kChinese : kEnglish;
  const auto date_text = (chinese ? ChineseNoticeWords() : EnglishNoticeWords()).date_text;
  const NoticeValues values = {{"vendor", CleanLine(raw.vendor)},
                               {"end", date_text(raw.end_date)},
                               {"export", date_text(raw.export_through)}};
  NoticeDocument document{std::string(words.html_language), std::string(words.title), {}};
  std::vector<NoticeBlock>& blocks = document.blocks;
  blocks.emplace_back(NoticeTitle{document.title});
  blocks.emplace_back(NoticePairs{{{std::string(words.contract), CleanLine(raw.contract_title)},
                                   {std::string(words.number), CleanLine(raw.contract_number)},
                                   {std::string(words.vendor), values.at("vendor")},
                                   {std::string(words.customer), CleanLine(raw.customer)},
                                   {std::string(words.ended), values.at("end")},
                                   {std::string(words.issued), date_text(raw.issue_date)}}});
  blocks.emplace_back(NoticeParagraph{Fill(words.ended_text, values)});
  AddParts(blocks, words.paid, raw.paid_parts);
  AddParts(blocks, words.unpaid, raw.unpaid_parts);
  blocks.emplace_back(NoticeParagraph{Fill(words.data, values)});
  NoticeText text;
  text.subject = document.title;
  text.text = ToText(document);
  text.html = ToHtml(document);
  text.template_version = Cat({"termination/", words.code, "/", kVersion});
  return text;
}

}  // namespace countersign::domain
