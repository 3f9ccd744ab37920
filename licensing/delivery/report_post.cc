#include "licensing/delivery/report_post.h"

#include <boost/json.hpp>

#include "licensing/delivery/gmime.h"

namespace countersign::delivery {
namespace {

tl::unexpected<Error> Malformed(std::string message) {
  return Fail(Code::kInvalidArgument, Reason::kMessageMalformed, std::move(message));
}

std::optional<std::string_view> TextIn(const boost::json::object& object, std::string_view member) {
  const boost::json::value* const value = object.if_contains(member);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  const boost::json::string& text = value->get_string();
  return std::string_view(text.data(), text.size());
}

std::optional<app::DeliveryReport> ReportOf(std::string_view type) {
  if (type == "message.delivered") return app::DeliveryReport::kArrived;
  if (type == "message.bounced") return app::DeliveryReport::kBounced;
  return std::nullopt;
}

Result<std::optional<MailReport>> ReadJson(std::string_view body, const Verp& verp) {
  boost::system::error_code error;
  const boost::json::value json = boost::json::parse({body.data(), body.size()}, error);
  if (error || !json.is_object()) return Malformed("the body must be a JSON object");
  const boost::json::object& object = json.get_object();
  const auto type = TextIn(object, "type");
  if (!type) return FieldInvalid("type", "must be a text, such as message.bounced");
  const auto timestamp = TextIn(object, "timestamp");
  const auto time = ParseInstant(timestamp.value_or(""));
  if (!time) return FieldInvalid("timestamp", "must be an instant of RFC 3339");
  const boost::json::value* const data = object.if_contains("data");
  const auto report_to =
      data != nullptr && data->is_object() ? TextIn(data->get_object(), "report_to") : std::nullopt;
  if (!report_to) return FieldInvalid("data.report_to", "must be a text");
  auto id = report_to->find('@') == std::string_view::npos ? verp.MessageOfTaggedId(*report_to)
                                                           : verp.MessageOf(*report_to);
  if (!id) return std::nullopt;
  return MailReport{*std::move(id), ReportOf(*type), *time};
}

Result<std::optional<MailReport>> ReadMail(std::string_view body, const Verp& verp) {
  PrepareGMime();
  const GObjectPtr<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(body.data(), body.size()));
  const GObjectPtr<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  const GObjectPtr<GMimeMessage> mail(g_mime_parser_construct_message(parser.get(), nullptr));
  if (!mail) return Malformed("the body is no mail");
  return ReadReport(mail.get(), verp);
}

}  // namespace

Result<std::optional<MailReport>> ReadPostedReport(std::string_view media_type,
                                                   std::string_view body, const Verp& verp) {
  if (media_type == "application/json") return ReadJson(body, verp);
  if (media_type == "message/rfc822") return ReadMail(body, verp);
  return Fail(Code::kInvalidArgument, Reason::kContentTypeUnsupported,
              "a report of delivery is application/json or message/rfc822");
}

}  // namespace countersign::delivery
