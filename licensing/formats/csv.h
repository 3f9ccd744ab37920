// Rows of CSV text (RFC 4180), read as it comes.
#ifndef COUNTERSIGN_FORMATS_CSV_H_
#define COUNTERSIGN_FORMATS_CSV_H_

#include <csv.h>

#include <deque>
#include <string>
#include <vector>

#include "licensing/formats/documents.h"

namespace countersign::formats {

// More is no row, but a quote that was not closed.
inline constexpr std::size_t kMaxCsvRowBytes = 64 * 1024;

using CsvCells = std::vector<std::string>;

// Lines end in LF, CRLF or CR; a quoted cell may hold line ends and doubled quotes. Space around a
// cell that is not quoted is no part of it, and lines without anything are no rows. After a row
// that cannot be read (ROW_MALFORMED) reading goes on at its second line, so that one stray quote
// costs one line.
class CsvReader final : public RowReader<CsvCells> {
 public:
  // `text`: UTF-8.
  CsvReader(ByteSource text, char delimiter);
  ~CsvReader() override;
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  // `document` is empty.
  Result<std::optional<Row<CsvCells>>> Next() override;

 private:
  struct Line {
    std::int64_t number = 0;
    std::string text;  // ends in LF
    bool too_long = false;
  };

  Result<std::optional<Line>> NextLine();
  Result<std::optional<Line>> ReadLine();
  bool Parse(const Line& line);
  Row<CsvCells> Refuse(std::string why);
  void Restart();

  ByteSource text_;
  char delimiter_;
  csv_parser parser_{};
  std::string piece_;  // of the text, read up to `at_`
  std::size_t at_ = 0;
  bool after_return_ = false;  // a line feed that comes next is a part of the last line's end
  std::int64_t lines_read_ = 0;
  std::deque<Line> again_;       // lines to be parsed once more
  std::vector<Line> row_lines_;  // of the row that is being parsed
  std::size_t row_bytes_ = 0;
  CsvCells cells_;
  bool row_ended_ = false;
};

}  // namespace countersign::formats

#endif  // COUNTERSIGN_FORMATS_CSV_H_
