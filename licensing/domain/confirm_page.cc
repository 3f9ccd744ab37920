#include "licensing/domain/confirm_page.h"

#include <algorithm>

#include "licensing/base/encoding.h"
#include "licensing/domain/confirm_words.h"
#include "licensing/domain/notice_document.h"
#include "licensing/domain/notice_link.h"
#include "licensing/domain/notice_parts.h"
#include "licensing/domain/notice_words.h"
#include "licensing/domain/validate.h"

namespace countersign::domain {
namespace {

constexpr std::string_view kStyle =
    "body{margin:0;background:#f3f5f7;color:#1f2328;"
    "font:16px/1.6 'Segoe UI','PingFang SC','Microsoft YaHei','Noto Sans CJK SC',Arial,sans-serif}"
    "main{max-width:46rem;margin:0 auto;padding:1.5rem 1rem 3rem}"
    "h1{font-size:1.5rem;line-height:1.3;margin:.25rem 0 1rem}"
    "h2{font-size:1.05rem;margin:0 0 .5rem}"
    "p{margin:.5rem 0}"
    ".vendor{color:#57606a;margin:0}"
    "section{background:#fff;border:1px solid #d0d7de;border-radius:8px;padding:1rem 1.25rem;"
    "margin:1rem 0}"
    ".problem{border-color:#cf222e;background:#fff5f5}"
    ".done{border-color:#1a7f37;background:#f3fbf5}"
    ".quiet{color:#57606a;font-size:.9rem}"
    "table{border-collapse:collapse;margin:.5rem 0}"
    "th{font-weight:normal;color:#57606a;text-align:left;vertical-align:top;padding:.1rem 1rem "
    ".1rem 0;white-space:nowrap}"
    "td{padding:.1rem 0;vertical-align:top;overflow-wrap:anywhere}"
    "label{display:block;margin:.75rem 0 .25rem;font-weight:600}"
    "input{font:inherit;width:100%;max-width:22rem;box-sizing:border-box;padding:.5rem .6rem;"
    "border:1px solid #8c959f;border-radius:6px}"
    "button{font:inherit;font-weight:600;margin:.75rem 0 .25rem;padding:.55rem 1.2rem;"
    "border:1px solid #0b5cad;border-radius:6px;background:#0b5cad;color:#fff;cursor:pointer}"
    "button.second{background:#fff;color:#0b5cad}"
    "input:focus-visible,button:focus-visible{outline:3px solid #80b9f0;outline-offset:1px}"
    "pre{font:.8rem/1.5 Menlo,Consolas,'Noto Sans Mono CJK SC','Sarasa Mono SC',monospace;"
    "margin:.5rem 0;white-space:pre-wrap;overflow-wrap:anywhere}";

bool IsChinese(const ConfirmPage& page) { return page.language.starts_with("zh"); }
const ConfirmWords& WordsFor(const ConfirmPage& page) {
  return IsChinese(page) ? ChineseConfirmWords() : EnglishConfirmWords();
}
const NoticeWords& LabelsFor(const ConfirmPage& page) {
  return IsChinese(page) ? ChineseNoticeWords() : EnglishNoticeWords();
}

std::string_view ProblemText(const ConfirmWords& words, ConfirmProblem problem) {
  return std::ranges::find(words.problems, problem, &ConfirmProblemWords::problem)->text;
}

NoticeValues ValuesOf(const ConfirmPage& page) {
  const NoticeWords& labels = LabelsFor(page);
  NoticeValues values{{"vendor", CleanLine(page.sender.vendor)},
                      {"contact", CleanLine(page.contact)},
                      {"customer", CleanLine(page.customer)},
                      {"email", CleanLine(page.email)},
                      {"notice", CleanLine(page.notice_id)},
                      {"name", CleanLine(page.confirmed_by)},
                      {"zone", CleanLine(page.time_zone)},
                      {"hash", page.text_sha256},
                      {"digits", std::to_string(kNoticeCodeDigits)},
                      {"minutes", std::to_string(kNoticeCodeLife.count())},
                      {"most", std::to_string(kMostConfirmedName)}};
  if (page.last_day) values["last_day"] = labels.date_text(*page.last_day);
  if (page.received) values["received"] = labels.date_text(*page.received);
  if (page.effects) {
    values["supply"] = labels.date_text(page.effects->stop_supply);
    values["suspend"] = labels.date_text(page.effects->suspend);
  }
  return values;
}

std::string Element(std::string_view open, std::string_view text, std::string_view close) {
  return Cat({open, EscapeHtml(text), close, "\n"});
}

// Writes the page of one language.
class Writer {
 public:
  explicit Writer(const ConfirmPage& page)
      : page_(page), words_(WordsFor(page)), labels_(LabelsFor(page)), values_(ValuesOf(page)) {}

  std::string Title() const {
    if (page_.step == ConfirmStep::kClosed) return std::string(words_.closed_title);
    return std::string(page_.step == ConfirmStep::kConfirmed ? words_.confirmed_title
                                                             : words_.title);
  }

  std::string Body() const {
    std::string html = Element("<p class=\"vendor\">", CleanLine(page_.sender.vendor), "</p>") +
                       Element("<h1>", Title(), "</h1>") + Problem();
    if (page_.step == ConfirmStep::kConfirmed) html += Done();
    if (page_.step != ConfirmStep::kClosed) html += Matter();
    if (page_.step == ConfirmStep::kAskForCode) html += Ask();
    if (page_.step == ConfirmStep::kEnterCode) html += Enter();
    if (page_.step != ConfirmStep::kClosed) html += Text();
    return html + Reach();
  }

 private:
  std::string Say(std::string_view sentence) const {
    return Element("<p>", Fill(sentence, values_), "</p>");
  }
  std::string Quietly(std::string_view sentence) const {
    return Element("<p class=\"quiet\">", Fill(sentence, values_), "</p>");
  }
  static std::string Heading(std::string_view text) { return Element("<h2>", text, "</h2>"); }
  static std::string Section(std::string_view kind, std::string_view content) {
    return Cat({"<section", kind, ">\n", content, "</section>\n"});
  }

  std::string Problem() const {
    if (!page_.problem) return "";
    return Section(" class=\"problem\" role=\"alert\"", Say(ProblemText(words_, *page_.problem)));
  }

  std::string Done() const {
    return Section(" class=\"done\" role=\"status\"",
                   Say(page_.confirmed_by.empty() ? words_.received_nameless : words_.received) +
                       Say(page_.effects ? words_.follows : words_.nothing_follows));
  }

  static std::string Pairs(const std::vector<std::pair<std::string, std::string>>& pairs) {
    std::string html = "<table>\n";
    for (const auto& [label, value] : pairs)
      if (!value.empty())
        html += Cat({"<tr><th scope=\"row\">", EscapeHtml(label), "</th><td>", EscapeHtml(value),
                     "</td></tr>\n"});
    return html + "</table>\n";
  }

  std::string Matter() const {
    const std::string contract = Cat({CleanLine(page_.contract_title), labels_.open_bracket,
                                      CleanLine(page_.contract_number), labels_.close_bracket});
    std::string html;
    if (page_.step != ConfirmStep::kConfirmed) html += Say(words_.asks);
    html += Pairs({{std::string(labels_.notice_id), CleanLine(page_.notice_id)},
                   {std::string(labels_.from), CleanLine(page_.sender.vendor)},
                   {std::string(labels_.to), CleanLine(page_.customer)},
                   {std::string(labels_.contract), contract},
                   {std::string(labels_.sub_contract), CleanLine(page_.sub_contract_title)}});
    if (page_.step != ConfirmStep::kConfirmed) {
      html += Say(Cat({words_.until, IsChinese(page_) ? "" : " ", words_.otherwise}));
      html += Quietly(words_.meaning);
    }
    return Section("", html);
  }

  // The form goes to the page's own address, which is what lets it in.
  static std::string Form(std::string_view content, std::string_view act, std::string_view kind,
                          std::string_view button) {
    return Cat({"<form method=\"post\" autocomplete=\"off\">\n", content,
                "<button type=\"submit\" name=\"do\" value=\"", act, "\"", kind, ">",
                EscapeHtml(button), "</button>\n</form>\n"});
  }

  std::string Ask() const {
    return Section("", Heading(words_.send_heading) + Say(words_.send_intro) +
                           Form("", "send", "", words_.send_button));
  }

  std::string Enter() const {
    const std::string fields =
        Cat({Element("<label for=\"code\">", words_.code_label, "</label>"),
             "<input id=\"code\" name=\"code\" inputmode=\"numeric\" "
             "autocomplete=\"one-time-code\" maxlength=\"32\" required>\n",
             Element("<label for=\"name\">", words_.name_label, "</label>"),
             "<input id=\"name\" name=\"name\" autocomplete=\"name\" maxlength=\"200\" "
             "aria-describedby=\"hint\" required>\n",
             Element("<p class=\"quiet\" id=\"hint\">", words_.name_hint, "</p>")});
    return Section("", Heading(words_.enter_heading) + Say(words_.enter_intro) +
                           Form(fields, "confirm", "", words_.confirm_button)) +
           Section("", Quietly(words_.again_intro) +
                           Form("", "send", " class=\"second\"", words_.again_button));
  }

  std::string Text() const {
    return Section("", Heading(words_.text_heading) +
                           Element("<p><strong>", page_.subject, "</strong></p>") +
                           Element("<pre>", page_.text, "</pre>") + Quietly(words_.text_hash));
  }

  std::string Reach() const {
    NoticeSender sender = page_.sender;
    for (std::string* line : {&sender.name, &sender.title, &sender.phone, &sender.email})
      *line = CleanLine(*line);
    sender.address = CleanLine(sender.address);  // its lines as one
    return Section("", Heading(words_.reach_heading) + Pairs(PersonOf(labels_, sender).pairs));
  }

  const ConfirmPage& page_;
  const ConfirmWords& words_;
  const NoticeWords& labels_;
  const NoticeValues values_;
};

std::string Document(std::string_view language, std::string_view title, std::string_view body) {
  return Cat({"<!DOCTYPE html>\n<html lang=\"", language,
              "\">\n<head>\n<meta charset=\"utf-8\">\n"
              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
              "<meta name=\"robots\" content=\"noindex\">\n<title>",
              EscapeHtml(title), "</title>\n<style>", kStyle, "</style>\n</head>\n<body>\n<main>\n",
              body, "</main>\n</body>\n</html>\n"});
}

// What depends on no link names nobody.
std::string InBothLanguages(const ConfirmPage& page) {
  std::string body;
  for (const ConfirmWords* words : {&EnglishConfirmWords(), &ChineseConfirmWords()})
    body += Cat(
        {"<section class=\"problem\"",
         words == &ChineseConfirmWords() ? " lang=\"zh-CN\">\n" : ">\n",
         Element("<h2>", words->closed_title, "</h2>"),
         Element("<p>", ProblemText(*words, page.problem.value_or(ConfirmProblem::kFault)), "</p>"),
         "</section>\n"});
  return Document("en", EnglishConfirmWords().closed_title, body);
}

}  // namespace

std::string ToHtml(const ConfirmPage& page) {
  if (page.language.empty()) return InBothLanguages(page);
  const Writer writer(page);
  return Document(LabelsFor(page).html_language, writer.Title(), writer.Body());
}

const std::string& ConfirmPagePolicy() {
  static const std::string policy =
      "default-src 'none'; style-src 'sha256-" + Base64Encode(Sha256(kStyle)) +
      "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  return policy;
}

std::optional<std::string> TypedName(std::string_view typed) {
  std::string name = CleanLine(typed);
  if (!CheckText("name", name, 1, kMostConfirmedName)) return std::nullopt;
  return name;
}

NoticeText CodeMail(const ConfirmPage& page, std::string_view code, std::string_view link) {
  const ConfirmWords& words = WordsFor(page);
  const NoticeValues values = ValuesOf(page);
  NoticeDocument document;
  document.language = LabelsFor(page).html_language;
  document.title = Fill(words.mail_subject, values);
  document.blocks = {
      NoticeTitle{std::string(words.mail_title)},
      NoticeParagraph{Fill(words.mail_intro, values)},
      NoticePairs{{{std::string(words.mail_code), SpacedCode(code)}}},
      NoticeParagraph{Fill(words.mail_good, values)},
      NoticeLink{std::string(words.mail_page), std::string(link)},
      NoticeParagraph{Fill(words.mail_ignore, values)},
      NoticeLines{{CleanLine(page.sender.vendor)}},
  };
  return {document.title, ToText(document), ToHtml(document), ""};
}

}  // namespace countersign::domain
