#include "admin/cli/table.h"

#include <locale.h>
#include <wchar.h>

#include <algorithm>

namespace countersign::cli {
namespace {

// Character widths are a matter of the locale; the tables are UTF-8 whatever the user's is.
class Utf8Locale {
 public:
  Utf8Locale() : locale_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
    if (locale_ != nullptr) before_ = uselocale(locale_);
  }
  ~Utf8Locale() {
    if (locale_ == nullptr) return;
    uselocale(before_);
    freelocale(locale_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  locale_t locale_;
  locale_t before_ = nullptr;
};

std::string Bold(const std::string& text, bool bold) {
  return bold ? "\x1b[1m" + text + "\x1b[0m" : text;
}

std::string Line(const TableRow& cells, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string& cell = cells[i].empty() ? "-" : cells[i];
    line += i + 1 == cells.size() ? cell : Padded(cell, widths[i]) + "  ";
  }
  return line;
}

}  // namespace

std::size_t DisplayWidth(std::string_view text) {
  const Utf8Locale locale;
  std::size_t width = 0;
  mbstate_t state{};
  while (!text.empty()) {
    wchar_t character = 0;
    const std::size_t length = mbrtowc(&character, text.data(), text.size(), &state);
    if (length == 0 || length > text.size()) {  // NUL, or not UTF-8: a replacement character
      state = {};
      ++width;
      text.remove_prefix(1);
      continue;
    }
    width += static_cast<std::size_t>(std::max(0, wcwidth(character)));
    text.remove_prefix(length);
  }
  return width;
}

std::string Padded(std::string_view text, std::size_t width) {
  const std::size_t taken = DisplayWidth(text);
  return std::string(text) + std::string(width > taken ? width - taken : 0, ' ');
}

std::string RenderTable(const TableRow& header, const std::vector<TableRow>& rows, bool bold) {
  std::vector<std::size_t> widths;
  for (std::size_t column = 0; column < header.size(); ++column) {
    std::size_t width = DisplayWidth(header[column]);
    for (const TableRow& row : rows) width = std::max(width, DisplayWidth(row[column]));
    widths.push_back(std::max<std::size_t>(width, 1));
  }
  std::string text = Bold(Line(header, widths), bold) + "\n";
  for (const TableRow& row : rows) text += Line(row, widths) + "\n";
  return text;
}

std::string RenderList(const std::vector<std::pair<std::string, std::string>>& lines, bool bold) {
  std::size_t width = 0;
  for (const auto& [label, value] : lines) width = std::max(width, DisplayWidth(label));
  std::string text;
  for (const auto& [label, value] : lines) {
    text += Bold(Padded(label, width), bold) + "  " + value + "\n";
  }
  return text;
}

}  // namespace countersign::cli
