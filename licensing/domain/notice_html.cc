// The HTML of a message: tables and inline styles only, since that is what mail programs show.
#include "licensing/domain/notice_document.h"

namespace countersign::domain {
namespace {

std::string Escaped(std::string_view text) {
  const std::vector<std::string> lines = LinesOf(text);
  std::string escaped;
  for (const std::string& line : lines)
    escaped += (&line == &lines.front() ? "" : "<br>\n") + EscapeHtml(line);
  return escaped;
}

constexpr std::string_view kCell = "padding:4px 10px;border-bottom:1px solid #d0d7de;";
constexpr std::string_view kPair = "padding:2px 14px 2px 0;vertical-align:top;text-align:left;";

std::string Cell(std::string_view tag, const NoticeTable::Column& column, std::string_view text,
                 bool bold) {
  std::string style(kCell);
  style += column.number ? "text-align:right;white-space:nowrap;" : "text-align:left;";
  style += bold ? "font-weight:bold;" : "font-weight:normal;";
  return "<" + std::string(tag) + " style=\"" + style + "\">" + Escaped(text) + "</" +
         std::string(tag) + ">";
}

std::string Row(std::string_view tag, const NoticeTable& table,
                const std::vector<std::string>& cells, bool bold) {
  std::string row = "<tr>";
  for (std::size_t i = 0; i < cells.size(); ++i) row += Cell(tag, table.columns[i], cells[i], bold);
  return row + "</tr>\n";
}

struct Writer {
  std::string operator()(const NoticeTitle& title) const {
    return "<h1 style=\"font-size:20px;margin:24px 0 12px\">" + Escaped(title.text) + "</h1>\n";
  }
  std::string operator()(const NoticeHeading& heading) const {
    return "<h2 style=\"font-size:16px;margin:20px 0 8px\">" + Escaped(heading.text) + "</h2>\n";
  }
  std::string operator()(const NoticeParagraph& paragraph) const {
    return "<p style=\"margin:8px 0\">" + Escaped(paragraph.text) + "</p>\n";
  }
  std::string operator()(const NoticeList& list) const {
    std::string html = "<ul style=\"margin:8px 0;padding-left:22px\">\n";
    for (const std::string& item : list.items) html += "<li>" + Escaped(item) + "</li>\n";
    return html + "</ul>\n";
  }
  std::string operator()(const NoticePairs& pairs) const {
    std::string html = "<table style=\"border-collapse:collapse;margin:8px 0\">\n";
    for (const auto& [label, value] : pairs.pairs)
      html += "<tr><th scope=\"row\" style=\"" + std::string(kPair) +
              "font-weight:normal;color:#57606a\">" + Escaped(label) + "</th><td style=\"" +
              std::string(kPair) + "\">" + Escaped(value) + "</td></tr>\n";
    return html + "</table>\n";
  }
  std::string operator()(const NoticeTable& table) const {
    std::vector<std::string> headers;
    headers.reserve(table.columns.size());
    for (const NoticeTable::Column& column : table.columns) headers.push_back(column.header);
    std::string html = "<table style=\"border-collapse:collapse;margin:8px 0\">\n" +
                       Row("th", table, headers, true);
    for (const auto& row : table.rows) html += Row("td", table, row, false);
    if (!table.totals.empty()) html += Row("td", table, table.totals, true);
    return html + "</table>\n";
  }
  std::string operator()(const NoticeQuote& quote) const {
    return "<blockquote style=\"margin:8px 0;padding:4px 14px;border-left:3px solid #d0d7de\">" +
           Escaped(quote.text) + "</blockquote>\n";
  }
  std::string operator()(const NoticeLines& lines) const {
    std::string html = "<p style=\"margin:16px 0 8px\">";
    for (const std::string& line : lines.lines)
      html += (&line == &lines.lines.front() ? "" : "<br>\n") + Escaped(line);
    return html + "</p>\n";
  }
  std::string operator()(const NoticeLink& link) const {
    const bool web = link.url.starts_with("https://") || link.url.starts_with("http://");
    const std::string url = Escaped(link.url);
    return "<p style=\"margin:8px 0\">" + Escaped(link.label) + "<br>\n" +
           (web ? "<a href=\"" + url + "\">" + url + "</a>" : url) + "</p>\n";
  }
};

}  // namespace

std::string EscapeHtml(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string ToHtml(const NoticeDocument& document) {
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"" + Escaped(document.language) +
      "\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
      Escaped(document.title) +
      "</title>\n</head>\n<body style=\"margin:0;padding:16px;color:#1f2328;background:#ffffff;"
      "font-family:'Segoe UI','PingFang SC','Microsoft YaHei',Arial,sans-serif;font-size:14px;"
      "line-height:1.5\">\n<div style=\"max-width:720px\">\n";
  for (const NoticeBlock& block : document.blocks) html += std::visit(Writer{}, block);
  return html + "</div>\n</body>\n</html>\n";
}

}  // namespace countersign::domain
