// Text in aligned columns, as a terminal shows it: a Chinese character is two columns wide.
#ifndef COUNTERSIGN_CLI_TABLE_H_
#define COUNTERSIGN_CLI_TABLE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace countersign::cli {

// Columns of the terminal that UTF-8 `text` takes.
std::size_t DisplayWidth(std::string_view text);

// `text` followed by spaces up to `width` columns.
std::string Padded(std::string_view text, std::size_t width);

using TableRow = std::vector<std::string>;

// One line a row, two spaces between columns, none at a line's end. `bold` marks up the header for
// a terminal. An empty cell is shown as "-".
std::string RenderTable(const TableRow& header, const std::vector<TableRow>& rows, bool bold);

// One "label  value" line each.
std::string RenderList(const std::vector<std::pair<std::string, std::string>>& lines, bool bold);

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_TABLE_H_
