// Files of others, from the first byte on: no reader crashes, hangs or keeps more than a row of
// them, whatever pieces they come in, and pieces make no difference. The first byte picks a reader,
// the second the size of the pieces.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "licensing/formats/camt053.h"
#include "licensing/formats/csv_documents.h"
#include "licensing/formats/text_decoder.h"
#include "licensing/formats/ubl.h"

namespace countersign::formats {
namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

ByteSource Pieces(std::string_view bytes, std::size_t size) {
  return [rest = bytes, size]() mutable -> Result<std::string> {
    std::string piece(rest.substr(0, size));
    rest.remove_prefix(piece.size());
    return piece;
  };
}

const domain::ImportMapping& Mapping() {
  static const domain::ImportMapping mapping = [] {
    domain::ImportMapping made;
    made.columns = {{"number", "n"},          {"reference", "n"},    {"customer", "c"},
                    {"amount", "a"},          {"invoice_date", "d"}, {"date", "d"},
                    {"credit_term_days", "t"}};
    made.defaults = {{"currency_code", "BHD"}};
    return made;
  }();
  return mapping;
}

// What a reader made of a file, as a text.
template <class T, class Show>
std::string Read(RowReader<T>& reader, Show show) {
  std::string text;
  std::int64_t line = 0;
  while (true) {
    const auto row = reader.Next();
    if (!row) return text + "!" + row.error().message;
    if (!*row) return text;
    Require((*row)->line >= line);
    line = (*row)->line;
    text += std::to_string(line) + (*row)->document;
    text += (*row)->content ? show(*(*row)->content) : (*row)->content.error().message;
  }
}

std::string ShowInvoice(const InvoiceDocument& document) {
  Require(!document.number.empty() && document.invoice_date.ok());
  return document.number + std::to_string(document.amount.minor_units);
}
std::string ShowPayment(const PaymentEntry& entry) {
  Require(!entry.reference.empty() && entry.date.ok());
  return entry.reference + std::to_string(entry.amount.minor_units) + entry.text;
}

std::string ReadAs(char format, std::string_view bytes, std::size_t size) {
  switch (format) {
    case 'i':
      return Read(
          *ReadCsvInvoices(Decoded(Pieces(bytes, size), domain::TextEncoding::kUtf8), Mapping()),
          ShowInvoice);
    case 'g':
      return Read(
          *ReadCsvPayments(Decoded(Pieces(bytes, size), domain::TextEncoding::kGb18030), Mapping()),
          ShowPayment);
    case 'u':
      return Read(*ReadUbl(Pieces(bytes, size), {}), ShowInvoice);
    case 'c':
      return Read(*ReadCamt053(Pieces(bytes, size)), ShowPayment);
    default:
      return {};
  }
}

}  // namespace
}  // namespace countersign::formats

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t piece = 1 + static_cast<unsigned char>(bytes[1]);
  const std::string read = countersign::formats::ReadAs(bytes[0], bytes.substr(2), piece);
  // libxml2 may word a fault otherwise, or find it at another place, where the file is cut
  // elsewhere.
  const std::string whole = countersign::formats::ReadAs(bytes[0], bytes.substr(2), size);
  const bool csv = bytes[0] == 'i' || bytes[0] == 'g';
  if (csv && read != whole) std::abort();
  return 0;
}
