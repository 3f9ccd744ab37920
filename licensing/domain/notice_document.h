// Internal. A message as blocks, from which its plain text and its HTML are made, so that the two
// never say different things; and how values from elsewhere are cleaned before they become words.
#ifndef COUNTERSIGN_DOMAIN_NOTICE_DOCUMENT_H_
#define COUNTERSIGN_DOMAIN_NOTICE_DOCUMENT_H_

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace countersign::domain {

struct NoticeTitle {
  std::string text;
};
struct NoticeHeading {
  std::string text;
};
struct NoticeParagraph {
  std::string text;
};
struct NoticeList {
  std::vector<std::string> items;
};
// Labels and their values; a value may have lines.
struct NoticePairs {
  std::vector<std::pair<std::string, std::string>> pairs;
};
struct NoticeTable {
  struct Column {
    std::string header;
    bool number = false;  // flush right
  };
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> totals;  // the last row; empty: none
};
// Somebody's own words; may have lines.
struct NoticeQuote {
  std::string text;
};
// What stands line by line, like a signature.
struct NoticeLines {
  std::vector<std::string> lines;
};
struct NoticeLink {
  std::string label;
  std::string url;
};
using NoticeBlock = std::variant<NoticeTitle, NoticeHeading, NoticeParagraph, NoticeList,
                                 NoticePairs, NoticeTable, NoticeQuote, NoticeLines, NoticeLink>;

struct NoticeDocument {
  std::string language;  // as HTML names it, e.g. "zh-CN"
  std::string title;
  std::vector<NoticeBlock> blocks;
};

inline constexpr std::size_t kNoticeColumns = 78;

// Lines of at most kNoticeColumns but for longer words; a Chinese character takes two columns.
std::string ToText(const NoticeDocument& document);
// With what means something in HTML taken for text, in an element or a quoted attribute.
std::string EscapeHtml(std::string_view text);
// A complete document that loads nothing.
std::string ToHtml(const NoticeDocument& document);

// Without control characters and those that change the direction of what follows (U+061C, U+200E,
// U+200F, U+202A to U+202E, U+2066 to U+2069) or cannot be seen (U+200B, U+2060, U+FEFF); each run
// of white space is one space, and what is not UTF-8 is U+FFFD.
std::string CleanLine(std::string_view value);
// The same for each of its lines; empty ones at its beginning and end are left out.
std::string CleanLines(std::string_view value);

// The lines of a text, split at '\n'; at least one.
std::vector<std::string> LinesOf(std::string_view text);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_NOTICE_DOCUMENT_H_
