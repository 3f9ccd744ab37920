#include "licensing/delivery/mail.h"

#include <algorithm>

#include "licensing/base/encoding.h"
#include "licensing/delivery/gmime.h"

namespace countersign::delivery {
namespace {

bool IsOneLine(std::string_view text) {
  return IsCleanUtf8(text) && std::ranges::all_of(text, [](char c) {
           return static_cast<unsigned char>(c) >= ' ' && c != '\x7f';
         });
}

// "<" something without brackets or spaces ">".
bool IsMessageId(std::string_view id) {
  return id.size() > 2 && id.front() == '<' && id.back() == '>' &&
         IsSendable(id.substr(1, id.size() - 2));
}

// Lines of text in mail end in CRLF, also within base64 (RFC 2045, 6.8).
std::string WithCrLf(std::string_view text) {
  std::string lines;
  lines.reserve(text.size() + text.size() / 32);
  for (const char c : text) {
    if (c == '\r') continue;
    if (c == '\n') lines += '\r';
    lines += c;
  }
  return lines;
}

GObjectPtr<GMimePart> TextPart(const char* subtype, std::string_view text) {
  GObjectPtr<GMimePart> part(g_mime_part_new_with_type("text", subtype));
  g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset", "utf-8");
  const std::string lines = WithCrLf(text);
  const GObjectPtr<GMimeStream> stream(
      g_mime_stream_mem_new_with_buffer(lines.data(), lines.size()));
  const GObjectPtr<GMimeDataWrapper> content(
      g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  g_mime_part_set_content(part.get(), content.get());
  g_mime_part_set_content_encoding(part.get(), GMIME_CONTENT_ENCODING_BASE64);
  return part;
}

void SetBody(GMimeMessage* message, const Mail& mail) {
  const auto text = TextPart("plain", mail.text);
  if (mail.html.empty()) {
    g_mime_message_set_mime_part(message, GMIME_OBJECT(text.get()));
    return;
  }
  const GObjectPtr<GMimeMultipart> both(g_mime_multipart_new_with_subtype("alternative"));
  // The plainest first (RFC 2046, 5.1.4).
  g_mime_multipart_add(both.get(), GMIME_OBJECT(text.get()));
  const auto html = TextPart("html", mail.html);
  g_mime_multipart_add(both.get(), GMIME_OBJECT(html.get()));
  g_mime_message_set_mime_part(message, GMIME_OBJECT(both.get()));
}

void AddMailbox(GMimeMessage* message, GMimeAddressType type, const Mailbox& mailbox) {
  g_mime_message_add_mailbox(message, type, mailbox.name.empty() ? nullptr : mailbox.name.c_str(),
                             mailbox.address.c_str());
}

void SetHeaders(GMimeMessage* message, const Mail& mail) {
  AddMailbox(message, GMIME_ADDRESS_TYPE_FROM, mail.from);
  AddMailbox(message, GMIME_ADDRESS_TYPE_TO, mail.to);
  if (!mail.reply_to.empty()) AddMailbox(message, GMIME_ADDRESS_TYPE_REPLY_TO, {"", mail.reply_to});
  g_mime_message_set_subject(message, mail.subject.c_str(), "utf-8");
  const std::string id = mail.message_id.substr(1, mail.message_id.size() - 2);
  g_mime_message_set_message_id(message, id.c_str());
  GDateTime* const date = g_date_time_new_from_unix_utc(ToSeconds(mail.date));
  g_mime_message_set_date(message, date);
  g_date_time_unref(date);
  g_mime_object_set_header(GMIME_OBJECT(message), "Auto-Submitted", "auto-generated", nullptr);
}

}  // namespace

bool IsSendable(std::string_view address) {
  const std::size_t at = address.find('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == address.size()) return false;
  if (address.find('@', at + 1) != std::string_view::npos) return false;
  return std::ranges::all_of(address, [](char c) {
    return c > ' ' && c < '\x7f' &&
           std::string_view("<>()[],;:\\\"").find(c) == std::string_view::npos;
  });
}

std::optional<std::string> Compose(const Mail& mail) {
  PrepareGMime();
  const bool sound = IsOneLine(mail.from.name) && IsOneLine(mail.to.name) &&
                     IsOneLine(mail.subject) && IsSendable(mail.from.address) &&
                     IsSendable(mail.to.address) && IsMessageId(mail.message_id) &&
                     (mail.reply_to.empty() || IsSendable(mail.reply_to));
  if (!sound) return std::nullopt;
  const GObjectPtr<GMimeMessage> message(g_mime_message_new(TRUE));
  SetHeaders(message.get(), mail);
  SetBody(message.get(), mail);
  GMimeFormatOptions* const format = g_mime_format_options_new();
  g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
  const GText text(g_mime_object_to_string(GMIME_OBJECT(message.get()), format));
  g_mime_format_options_free(format);
  return std::string(text.get());
}

}  // namespace countersign::delivery
