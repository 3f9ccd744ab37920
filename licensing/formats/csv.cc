#include "licensing/formats/csv.h"

#include <stdexcept>
#include <utility>

namespace countersign::formats {
namespace {

constexpr std::string_view kBlank = " \t\n";

}  // namespace

CsvReader::CsvReader(ByteSource text, char delimiter)
    : text_(std::move(text)), delimiter_(delimiter) {
  if (csv_init(&parser_, CSV_STRICT) != 0) throw std::runtime_error("csv_init");
  csv_set_delim(&parser_, static_cast<unsigned char>(delimiter_));
}

CsvReader::~CsvReader() { csv_free(&parser_); }

void CsvReader::Restart() {
  csv_free(&parser_);
  csv_init(&parser_, CSV_STRICT);
  csv_set_delim(&parser_, static_cast<unsigned char>(delimiter_));
  cells_.clear();
  row_lines_.clear();
  row_bytes_ = 0;
}

// The next line as it is in the file, with LF as its end.
Result<std::optional<CsvReader::Line>> CsvReader::ReadLine() {
  Line line{lines_read_ + 1, {}, false};
  bool any = false;
  while (true) {
    if (at_ == piece_.size()) {
      ASSIGN_OR_RETURN(piece_, text_());
      at_ = 0;
      if (piece_.empty()) break;
    }
    if (std::exchange(after_return_, false) && piece_[at_] == '\n' && ++at_ == piece_.size())
      continue;
    const std::size_t end = piece_.find_first_of("\r\n", at_);
    const std::string_view part = std::string_view(piece_).substr(at_, end - at_);
    any = true;
    if (line.text.size() + part.size() > kMaxCsvRowBytes) {
      line.too_long = true;
    } else {
      line.text += part;
    }
    if (end == piece_.npos) {
      at_ = piece_.size();
      continue;
    }
    after_return_ = piece_[end] == '\r';
    at_ = end + 1;
    break;
  }
  if (!any) return std::optional<Line>();
  ++lines_read_;
  line.text += '\n';
  return std::optional(std::move(line));
}

Result<std::optional<CsvReader::Line>> CsvReader::NextLine() {
  if (again_.empty()) return ReadLine();
  Line line = std::move(again_.front());
  again_.pop_front();
  return std::optional(std::move(line));
}

// False if it is no part of a row.
bool CsvReader::Parse(const Line& line) {
  row_ended_ = false;
  const auto cell = [](void* text, std::size_t size, void* self) {
    static_cast<CsvReader*>(self)->cells_.emplace_back(static_cast<const char*>(text), size);
  };
  const auto end = [](int, void* self) { static_cast<CsvReader*>(self)->row_ended_ = true; };
  return csv_parse(&parser_, line.text.data(), line.text.size(), cell, end, this) ==
         line.text.size();
}

Row<CsvCells> CsvReader::Refuse(std::string why) {
  const std::int64_t number = row_lines_.front().number;
  again_.insert(again_.begin(), std::make_move_iterator(row_lines_.begin() + 1),
                std::make_move_iterator(row_lines_.end()));
  Restart();
  return {number, {}, RowMalformed(std::move(why))};
}

Result<std::optional<Row<CsvCells>>> CsvReader::Next() {
  while (true) {
    ASSIGN_OR_RETURN(std::optional<Line> line, NextLine());
    if (!line) {
      if (row_lines_.empty()) return std::optional<Row<CsvCells>>();
      return std::optional(Refuse("a quote that is opened on this line is not closed"));
    }
    if (row_lines_.empty() && line->text.find_first_not_of(kBlank) == std::string::npos) continue;
    row_bytes_ += line->text.size();
    row_lines_.push_back(*std::move(line));
    const bool too_long = row_lines_.back().too_long || row_bytes_ > kMaxCsvRowBytes;
    if (too_long)
      return std::optional(
          Refuse("the row has more than 64 KiB, or a quote that is opened on this "
                 "line is not closed"));
    if (!Parse(row_lines_.back()))
      return std::optional(
          Refuse("a quote is out of place on this line: cells with quotes are "
                 "quoted, and quotes in them doubled"));
    if (!row_ended_) continue;
    Row<CsvCells> row{row_lines_.front().number, {}, std::exchange(cells_, {})};
    row_lines_.clear();
    row_bytes_ = 0;
    return std::optional(std::move(row));
  }
}

}  // namespace countersign::formats
