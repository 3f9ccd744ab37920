// The plain text of a message.
#include <algorithm>
#include <boost/locale/utf.hpp>
#include <numeric>

#include "licensing/domain/notice_document.h"

namespace countersign::domain {
namespace {

namespace utf = boost::locale::utf;
using Traits = utf::utf_traits<char>;

// Whether a terminal, and a font of fixed width, gives the character two columns: Unicode Standard
// Annex 11, the blocks of wide and full-width characters.
bool IsWide(utf::code_point point) {
  return (point >= 0x1100 && point <= 0x115F) || (point >= 0x2E80 && point <= 0xA4CF) ||
         (point >= 0xAC00 && point <= 0xD7A3) || (point >= 0xF900 && point <= 0xFAFF) ||
         (point >= 0xFE30 && point <= 0xFE6F) || (point >= 0xFF00 && point <= 0xFF60) ||
         (point >= 0xFFE0 && point <= 0xFFE6) || (point >= 0x1F300 && point <= 0x1FAFF) ||
         (point >= 0x20000 && point <= 0x3FFFD);
}

bool IsAscii(utf::code_point point) { return point < 0x80; }

// What no line begins with, and what none ends with (GB/T 15834, JIS X 4051).
bool MayNotBegin(utf::code_point point) {
  return !IsAscii(point) && std::u32string_view(U"、。，；：？！）》」』】〉”’").find(point) !=
                                std::u32string_view::npos;
}
bool MayNotEnd(utf::code_point point) {
  return !IsAscii(point) &&
         std::u32string_view(U"（《「『【〈“‘").find(point) != std::u32string_view::npos;
}

bool IsDigit(utf::code_point point) { return point >= '0' && point <= '9'; }

// Whether the two stay on one line: a date as "2026年5月2日", an amount as "1,200.00元".
bool StayTogether(utf::code_point before, utf::code_point point) {
  const auto measures = [](utf::code_point c) {
    return !IsAscii(c) && std::u32string_view(U"年月日元份个").find(c) != std::u32string_view::npos;
  };
  return (IsDigit(before) && measures(point)) || (measures(before) && IsDigit(point));
}

struct Word {
  std::string_view text;
  std::size_t width = 0;
  bool space_before = false;
};

// What a line may not break within: between spaces, and between any two Chinese characters.
std::vector<Word> WordsOf(std::string_view text) {
  std::vector<Word> words;
  bool space = false;
  bool glue = false;  // the next character belongs to this word, whatever it is
  utf::code_point before = ' ';
  for (const char* at = text.begin(); at != text.end();) {
    const char* const start = at;
    const utf::code_point point = Traits::decode(at, text.end());
    if (point == ' ') {
      space = true;
      glue = false;
      continue;
    }
    const bool wide = IsWide(point);
    const bool same =
        !words.empty() && !space &&
        (glue || MayNotBegin(point) || StayTogether(before, point) || (!wide && !IsWide(before)));
    if (!same) words.push_back({{start, 0}, 0, space});
    words.back().text = {words.back().text.data(), at};
    words.back().width += wide ? 2 : 1;
    glue = MayNotEnd(point);
    before = point;
    space = false;
  }
  return words;
}

std::size_t WidthOf(std::string_view text) {
  std::size_t width = 0;
  for (const char* at = text.begin(); at != text.end();)
    width += IsWide(Traits::decode(at, text.end())) ? 2 : 1;
  return width;
}

// `first` begins the first line, `hanging`, as wide, those after it. Without a line break at the
// end.
std::string Wrapped(std::string_view first, std::string_view hanging, std::string_view text) {
  std::string wrapped(first);
  std::size_t column = WidthOf(first);
  bool line_begins = true;
  for (const Word& word : WordsOf(text)) {
    const std::size_t space = !line_begins && word.space_before ? 1 : 0;
    if (!line_begins && column + space + word.width > kNoticeColumns) {
      wrapped += "\n" + std::string(hanging);
      column = WidthOf(hanging);
    } else {
      wrapped.append(space, ' ');
      column += space;
    }
    wrapped += word.text;
    column += word.width;
    line_begins = false;
  }
  return wrapped;
}

std::string Spaces(std::size_t count) { return std::string(count, ' '); }

std::string PairsText(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::size_t width = 0;
  for (const auto& [label, value] : pairs) width = std::max(width, WidthOf(label));
  std::string text;
  for (const auto& [label, value] : pairs) {
    std::string first = label + Spaces(width + 2 - WidthOf(label));
    for (const std::string& line : LinesOf(value)) {
      text += Wrapped(first, Spaces(width + 2), line) + "\n";
      first = Spaces(width + 2);
    }
  }
  return text;
}

std::string RowText(const NoticeTable& table, const std::vector<std::string>& cells,
                    const std::vector<std::size_t>& widths) {
  std::string row;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string padding = Spaces(widths[i] - WidthOf(cells[i]));
    if (i > 0) row += "  ";
    row += table.columns[i].number ? padding + cells[i] : cells[i] + padding;
  }
  return row.substr(0, row.find_last_not_of(' ') + 1) + "\n";
}

// A row as pairs, where the table is too wide for a line.
std::string RowAsPairs(const NoticeTable& table, const std::vector<std::string>& cells) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (!cells[i].empty()) pairs.emplace_back(table.columns[i].header, cells[i]);
  return PairsText(pairs);
}

struct Writer {
  std::string operator()(const NoticeTitle& title) const {
    return Wrapped("", "", title.text) + "\n" +
           std::string(std::min(WidthOf(title.text), kNoticeColumns), '=') + "\n";
  }
  std::string operator()(const NoticeHeading& heading) const {
    return Wrapped("", "", heading.text) + "\n";
  }
  std::string operator()(const NoticeParagraph& paragraph) const {
    return Wrapped("", "", paragraph.text) + "\n";
  }
  std::string operator()(const NoticeList& list) const {
    std::string text;
    for (const std::string& item : list.items) text += Wrapped("- ", "  ", item) + "\n";
    return text;
  }
  std::string operator()(const NoticePairs& pairs) const { return PairsText(pairs.pairs); }
  std::string operator()(const NoticeTable& table) const;
  std::string operator()(const NoticeQuote& quote) const {
    std::string text;
    for (const std::string& line : LinesOf(quote.text)) text += Wrapped("> ", "> ", line) + "\n";
    return text;
  }
  std::string operator()(const NoticeLines& lines) const {
    std::string text;
    for (const std::string& line : lines.lines) text += Wrapped("", "", line) + "\n";
    return text;
  }
  std::string operator()(const NoticeLink& link) const {
    return Wrapped("", "", link.label) + "\n" + link.url + "\n";
  }
};

std::string Writer::operator()(const NoticeTable& table) const {
  std::vector<std::vector<std::string>> rows(1);
  for (const NoticeTable::Column& column : table.columns) rows.front().push_back(column.header);
  rows.insert(rows.end(), table.rows.begin(), table.rows.end());
  if (!table.totals.empty()) rows.push_back(table.totals);
  std::vector<std::size_t> widths(table.columns.size(), 0);
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], WidthOf(row[i]));
  const std::size_t width =
      std::accumulate(widths.begin(), widths.end(), 2 * (table.columns.size() - 1));
  std::string text;
  if (width <= kNoticeColumns) {
    for (const auto& row : rows) {
      if (!table.totals.empty() && &row == &rows.back()) text += std::string(width, '-') + "\n";
      text += RowText(table, row, widths);
      if (&row == &rows.front()) text += std::string(width, '-') + "\n";
    }
    return text;
  }
  for (std::size_t i = 1; i < rows.size(); ++i)
    text += (i > 1 ? "\n" : "") + RowAsPairs(table, rows[i]);
  return text;
}

}  // namespace

std::string ToText(const NoticeDocument& document) {
  std::string text;
  for (const NoticeBlock& block : document.blocks)
    text += (text.empty() ? "" : "\n") + std::visit(Writer{}, block);
  return text;
}

}  // namespace countersign::domain
