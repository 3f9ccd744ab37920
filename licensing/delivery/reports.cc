#include "licensing/delivery/reports.h"

#include <algorithm>

#include "licensing/delivery/gmime.h"

namespace countersign::delivery {
namespace {

constexpr const char* kAddressHeaders[] = {"Delivered-To", "X-Original-To", "Envelope-To", "To"};

// The id in one header's addresses.
std::optional<std::string> MessageIn(const char* value, const Verp& verp) {
  const GObjectPtr<InternetAddressList> list(internet_address_list_parse(nullptr, value));
  if (!list) return std::nullopt;
  for (int i = 0; i < internet_address_list_length(list.get()); ++i) {
    InternetAddress* const address = internet_address_list_get_address(list.get(), i);
    if (!INTERNET_ADDRESS_IS_MAILBOX(address)) continue;
    const char* const text = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address));
    if (text == nullptr) continue;
    if (auto id = verp.MessageOf(text)) return id;
  }
  return std::nullopt;
}

std::optional<std::string> MessageOf(GMimeMessage* mail, const Verp& verp) {
  GMimeHeaderList* const headers = g_mime_object_get_header_list(GMIME_OBJECT(mail));
  for (int i = 0; i < g_mime_header_list_get_count(headers); ++i) {
    GMimeHeader* const header = g_mime_header_list_get_header_at(headers, i);
    const auto is_named = [header](const char* name) {
      return g_ascii_strcasecmp(g_mime_header_get_name(header), name) == 0;
    };
    if (std::ranges::none_of(kAddressHeaders, is_named)) continue;
    if (auto id = MessageIn(g_mime_header_get_value(header), verp)) return id;
  }
  return std::nullopt;
}

bool IsType(GMimeObject* part, const char* type, const char* subtype) {
  return g_mime_content_type_is_type(g_mime_object_get_content_type(part), type, subtype);
}

// The part that programs read, of a mail that is a report about delivery.
GMimePart* StatusPart(GMimeMessage* mail) {
  GMimeObject* const whole = g_mime_message_get_mime_part(mail);
  if (whole == nullptr || !GMIME_IS_MULTIPART(whole) || !IsType(whole, "multipart", "report"))
    return nullptr;
  GMimeMultipart* const parts = GMIME_MULTIPART(whole);
  for (int i = 0; i < g_mime_multipart_get_count(parts); ++i) {
    GMimeObject* const part = g_mime_multipart_get_part(parts, i);
    const bool is_status = IsType(part, "message", "delivery-status") ||
                           IsType(part, "message", "global-delivery-status");
    if (is_status && GMIME_IS_PART(part)) return GMIME_PART(part);
  }
  return nullptr;
}

std::string ContentOf(GMimePart* part) {
  GMimeDataWrapper* const content = g_mime_part_get_content(part);
  if (content == nullptr) return "";
  const GObjectPtr<GMimeStream> memory(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(content, memory.get());
  const GByteArray* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory.get()));
  std::string text(reinterpret_cast<const char*>(bytes->data), bytes->len);
  std::erase(text, '\r');
  return text;
}

// The fields of one group, which have the form of a part's headers.
GObjectPtr<GMimeObject> FieldsOf(const std::string& group) {
  const std::string text = group + "\n\n";
  const GObjectPtr<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(text.data(), text.size()));
  const GObjectPtr<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  return GObjectPtr<GMimeObject>(g_mime_parser_construct_part(parser.get(), nullptr));
}

std::optional<Instant> TimeOf(const char* value) {
  if (value == nullptr) return std::nullopt;
  GDateTime* const date = g_mime_utils_header_decode_date(value);
  if (date == nullptr) return std::nullopt;
  const Instant time = FromSeconds(g_date_time_to_unix(date));
  g_date_time_unref(date);
  return time;
}

// What a group of fields says of its recipient; our mails have one.
void ReadGroup(const std::string& group, MailReport& report) {
  const auto fields = FieldsOf(group);
  if (!fields) return;
  const char* const action = g_mime_object_get_header(fields.get(), "Action");
  if (action == nullptr) return;
  const std::string_view text(action);
  const auto is = [text](std::string_view name) {
    return text.size() >= name.size() &&
           g_ascii_strncasecmp(text.data(), name.data(), name.size()) == 0;
  };
  if (is("failed")) report.report = app::DeliveryReport::kBounced;
  if (is("delivered")) report.report = app::DeliveryReport::kArrived;
  if (const auto time = TimeOf(g_mime_object_get_header(fields.get(), "Last-Attempt-Date")))
    report.time = time;
}

}  // namespace

std::optional<MailReport> ReadReport(GMimeMessage* mail, const Verp& verp) {
  auto id = MessageOf(mail, verp);
  if (!id) return std::nullopt;
  MailReport report;
  report.message_id = *std::move(id);
  report.time = TimeOf(g_mime_object_get_header(GMIME_OBJECT(mail), "Date"));
  GMimePart* const status = StatusPart(mail);
  if (status == nullptr) return report;
  std::string rest = ContentOf(status);
  while (!rest.empty()) {
    const std::size_t end = rest.find("\n\n");
    ReadGroup(rest.substr(0, end), report);
    rest = end == std::string::npos ? "" : rest.substr(end + 2);
  }
  return report;
}

}  // namespace countersign::delivery
