// Mails that come to the mailbox of reports, from the first byte on: whatever they are, reading one
// ends, and none is about a message whose tag it does not have. The first byte says whether the
// mail has the tag.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "licensing/delivery/gmime.h"
#include "licensing/delivery/reports.h"

namespace countersign::delivery {
namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

void TryReading(bool tagged, std::string_view bytes) {
  static const Verp verp(SecretBytes(std::string(32, 'k')), "b.example");
  std::string text = tagged ? "To: <" + verp.AddressOf("m1") + ">\n" : "";
  text += bytes;
  const GObjectPtr<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(text.data(), text.size()));
  const GObjectPtr<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  const GObjectPtr<GMimeMessage> mail(g_mime_parser_construct_message(parser.get(), nullptr));
  if (!mail) return;
  const auto report = ReadReport(mail.get(), verp);
  if (!tagged) Require(!report);
  if (report) Require(report->message_id == "m1");
}

}  // namespace
}  // namespace countersign::delivery

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  countersign::delivery::PrepareGMime();
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (!bytes.empty()) countersign::delivery::TryReading((bytes[0] & 1) != 0, bytes.substr(1));
  return 0;
}
