#include "licensing/formats/csv.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "licensing/formats/cells.h"
#include "licensing/formats/csv_documents.h"
#include "licensing/formats/text_decoder.h"
#include "tests/formats/pieces.h"

namespace countersign::formats {
namespace {

using domain::TextEncoding;

std::string RowsOf(const std::string& text, char delimiter = ',', std::size_t piece = 3) {
  CsvReader reader(Pieces(text, piece), delimiter);
  return Shown(reader, [](const CsvCells& cells) {
    std::string shown;
    for (const std::string& cell : cells) shown += "[" + cell + "]";
    return shown;
  });
}

TEST(Csv, ReadsRowsAndTheirLines) {
  const std::pair<std::string, std::string> cases[] = {
      {"", ""},
      {"a,b\n1,2\n", "1 : [a][b]\n2 : [1][2]\n"},
      {"a,b\r\n1,2\r\n", "1 : [a][b]\n2 : [1][2]\n"},
      {"a,b\r1,2", "1 : [a][b]\n2 : [1][2]\n"},
      {"a\n\n \n\nb\n", "1 : [a]\n5 : [b]\n"},
      {" a , b c ,\n", "1 : [a][b c][]\n"},
      {"\"a,\"\"b\"\"\",\" c \"\n", "1 : [a,\"b\"][ c ]\n"},
      {"\"two\r\nlines\",x\ny,z\n", "1 : [two\nlines][x]\n3 : [y][z]\n"},
      {"湖州,精密\n", "1 : [湖州][精密]\n"},
      {"a,b\nc\"d,e\nf,g\n", "1 : [a][b]\n2 : ROW_MALFORMED\n3 : [f][g]\n"},
      {"a,b\n\"c,d\ne,f\ng,h\n", "1 : [a][b]\n2 : ROW_MALFORMED\n3 : [e][f]\n4 : [g][h]\n"},
      {"\"a,1\n\"b\",2\n", "1 : ROW_MALFORMED\n2 : [b][2]\n"},
  };
  for (const auto& [text, rows] : cases)
    for (const std::size_t piece : {1u, 2u, 5u, 1000u})
      EXPECT_EQ(RowsOf(text, ',', piece), rows) << text << " in pieces of " << piece;
}

TEST(Csv, OtherDelimitersMayStandForNothing) {
  EXPECT_EQ(RowsOf("a;b,c;\n", ';'), "1 : [a][b,c][]\n");
  EXPECT_EQ(RowsOf("a\tb c\t\n", '\t'), "1 : [a][b c][]\n");
}

TEST(Csv, BoundsWhatItKeeps) {
  const std::string long_line(kMaxCsvRowBytes + 1, 'x');
  EXPECT_EQ(RowsOf("a\n" + long_line + "\nb\n", ',', 4096),
            "1 : [a]\n2 : ROW_MALFORMED\n3 : [b]\n");
  std::string open_quote = "\"a\n";
  for (int i = 0; i < 2000; ++i) open_quote += std::string(50, 'y') + "\n";
  const std::string rows = RowsOf(open_quote, ',', 4096);
  EXPECT_TRUE(rows.starts_with("1 : ROW_MALFORMED\n2 : [yyy")) << rows.substr(0, 80);
  EXPECT_EQ(std::ranges::count(rows, '\n'), 2001);
}

std::string Decode(const std::string& bytes, TextEncoding encoding, std::size_t piece) {
  const ByteSource text = Decoded(Pieces(bytes, piece), encoding);
  std::string all;
  while (true) {
    const auto next = text();
    if (!next || next->empty()) return all;
    all += *next;
  }
}

TEST(Text, IsKnownAndDecodedInWhicheverPieces) {
  const std::string gbk = "\xBA\xFE\xD6\xDD,1";         // 湖州
  const std::string four_bytes = "\x95\x32\x82\x36,1";  // U+20000, in GB18030 only
  const struct {
    std::string bytes;
    TextEncoding encoding;
    std::string text;
  } cases[] = {
      {"plain", TextEncoding::kUtf8, "plain"},
      {"\xEF\xBB\xBF湖州", TextEncoding::kUtf8, "湖州"},
      {"湖州", TextEncoding::kUtf8, "湖州"},
      {gbk, TextEncoding::kGb18030, "湖州,1"},
      {four_bytes, TextEncoding::kGb18030, "\U00020000,1"},
      {"\xEF\xBB\xBF"
       "a\xFFz",
       TextEncoding::kUtf8, "a\uFFFDz"},
      {"a\xFF\xFFz", TextEncoding::kGb18030, "a\uFFFD\uFFFDz"},
      {"\xBA\xFE\xD6", TextEncoding::kGb18030, "湖\uFFFD"},
  };
  for (const auto& c : cases) {
    for (const std::size_t piece : {1u, 2u, 1000u}) {
      if (piece > 2) {
        EXPECT_EQ(DetectEncoding(Pieces(c.bytes, piece)), c.encoding) << c.text;
      }
      EXPECT_EQ(Decode(c.bytes, c.encoding, piece), c.text) << "in pieces of " << piece;
    }
  }
}

TEST(Cells, DatesAreReadByTheirFormat) {
  const struct {
    const char* text;
    const char* format;
    const char* date;  // null: refused
  } cases[] = {
      {"2026-03-31", "YYYY-MM-DD", "2026-03-31"},
      {"31.03.2026", "DD.MM.YYYY", "2026-03-31"},
      {"2026/3/1", "YYYY/MM/DD", "2026-03-01"},
      {"20260331", "YYYYMMDD", "2026-03-31"},
      {"3/31/26", "MM/DD/YY", "2026-03-31"},
      {"2026年3月1日", "YYYY年MM月DD日", "2026-03-01"},
      {"2024-02-29", "YYYY-MM-DD", "2024-02-29"},
      {"2026-02-29", "YYYY-MM-DD", nullptr},
      {"2026-13-01", "YYYY-MM-DD", nullptr},
      {"2026-03-31 00:00", "YYYY-MM-DD", nullptr},
      {"31.03.2026", "YYYY-MM-DD", nullptr},
      {"", "YYYY-MM-DD", nullptr},
      {"soon", "YYYY-MM-DD", nullptr},
  };
  for (const auto& c : cases) {
    const auto date = ReadDate("d", c.text, c.format);
    ASSERT_EQ(date.has_value(), c.date != nullptr) << c.text << " as " << c.format;
    if (date) {
      EXPECT_EQ(FormatCivilDate(*date), c.date);
    }
  }
}

TEST(Cells, AmountsAreReadByTheirSeparator) {
  constexpr std::int64_t kRefused = std::numeric_limits<std::int64_t>::min();
  const struct {
    const char* text;
    char decimal;
    const char* currency;
    std::int64_t minor_units;
  } cases[] = {
      {"0", '.', "CNY", 0},
      {"0.01", '.', "CNY", 1},
      {"1", '.', "CNY", 100},
      {"1234.5", '.', "CNY", 123450},
      {"1,234.56", '.', "CNY", 123456},
      {"1.234,56", ',', "EUR", 123456},
      {"1 234,56", ',', "EUR", 123456},
      {"1\u00A0234\u202F567,00", ',', "EUR", 123456700},
      {"1'234.50", '.', "CHF", 123450},
      {"12,345,678", '.', "JPY", 12345678},
      {"1.250", '.', "BHD", 1250},
      {"-5.00", '.', "CNY", -500},
      {"92233720368547758.07", '.', "CNY", std::numeric_limits<std::int64_t>::max()},
      {"9,223,372,036,854,775,807", '.', "JPY", std::numeric_limits<std::int64_t>::max()},
      {"92233720368547758.08", '.', "CNY", kRefused},
      {"1.000", '.', "CNY", kRefused},  // a thousand?
      {"1,23", '.', "CNY", kRefused},
      {"1,2345", '.', "CNY", kRefused},
      {"1234,567", '.', "CNY", kRefused},
      {"1.5", '.', "JPY", kRefused},
      {"1.", '.', "JPY", kRefused},
      {"", '.', "CNY", kRefused},
      {".50", '.', "CNY", kRefused},
      {"--1", '.', "CNY", kRefused},
      {"+1", '.', "CNY", kRefused},
      {"1e3", '.', "CNY", kRefused},
      {"¥100", '.', "CNY", kRefused},
      {"1.00", '.', "XXX", kRefused},
  };
  for (const auto& c : cases) {
    const auto money = ReadAmount("a", c.text, c.decimal, c.currency);
    EXPECT_EQ(money ? money->minor_units : kRefused, c.minor_units) << c.text << " " << c.currency;
  }
}

TEST(CsvPayments, TellWhatEachRowSays) {
  domain::ImportMapping mapping;
  mapping.kind = domain::ImportKind::kPayments;
  mapping.columns = {{"reference", "流水号"}, {"amount", "金额"},  {"date", "日期"},
                     {"payer", "付款人"},     {"account", "账号"}, {"text", "摘要"}};
  mapping.defaults = {{"currency_code", "CNY"}};
  const auto reader =
      ReadCsvPayments(Pieces("流水号,日期,金额,付款人,账号,摘要\n"
                             "F1,2026-03-01,\"1,000.00\",湖州精密机械,6222 0001,货款INV-1\n"
                             "F2,2026-03-01,-5.00,银行,,手续费\n"
                             "F3,2026-03-01,,湖州精密机械,,\n"
                             "F4,2026-03-01,1.00,bad\xEF\xBF\xBD,,\n",
                             7),
                      mapping);
  EXPECT_EQ(Shown(*reader,
                  [](const PaymentEntry& entry) {
                    return std::to_string(entry.amount.minor_units) + " " + entry.payer + " " +
                           entry.payer_account + " " + entry.text;
                  }),
            "2 F1: 100000 湖州精密机械 6222 0001 货款INV-1\n"
            "3 F2: ENTRY_SKIPPED\n"
            "4 F3: FIELD_INVALID payment.amount\n"
            "5 : ROW_MALFORMED\n");
}

}  // namespace
}  // namespace countersign::formats
