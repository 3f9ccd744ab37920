#include "licensing/delivery/smtp.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <string_view>

#include "licensing/base/encoding.h"
#include "licensing/delivery/curl.h"

namespace countersign::delivery {
namespace {

using domain::DeliveryFailure;

tl::unexpected<Error> ConfigInvalid(std::string message) {
  return Fail(Code::kInvalidArgument, Reason::kConfigInvalid, std::move(message));
}

std::string DomainOf(const std::string& address) { return address.substr(address.find('@') + 1); }

// RFC 3461, 4: what may stand in a parameter's value.
std::string XText(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (c > ' ' && c < '\x7f' && c != '+' && c != '=') {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out.append(1, '+').append(1, kDigits[byte >> 4]).append(1, kDigits[byte & 15]);
  }
  return out;
}

// Other lines are what follows AUTH, which is nobody's business.
constexpr std::array<std::string_view, 7> kVerbs = {"EHLO", "STAR", "AUTH", "NOOP",
                                                    "MAIL", "RCPT", "DATA"};

bool StartsWithIgnoringCase(std::string_view text, std::string_view start) {
  return text.size() >= start.size() &&
         std::equal(start.begin(), start.end(), text.begin(),
                    [](char a, char b) { return a == (b >= 'a' && b <= 'z' ? b - 'a' + 'A' : b); });
}

// What a reply of 4xx or 5xx to a command means.
DeliveryFailure FailureOf(std::string_view command, int reply) {
  const bool later = reply < 500;
  if (command == "RCPT")
    return later ? DeliveryFailure::kDeferred : DeliveryFailure::kRecipientRefused;
  // 552: larger than the relay takes.
  if (command == "DATA" || (command == "MAIL" && reply == 552))
    return later ? DeliveryFailure::kDeferred : DeliveryFailure::kMessageRefused;
  if (command == "MAIL")
    return later ? DeliveryFailure::kDeferred : DeliveryFailure::kSenderRefused;
  if (command == "AUTH" && !later) return DeliveryFailure::kLoginRefused;
  return DeliveryFailure::kUnreachable;
}

}  // namespace

// The connection, and what was said on it that matters.
struct SmtpSender::Session {
  CurlPtr curl = NewCurl();
  std::string command;  // the verb that was sent last, but for the QUIT that libcurl ends with
  int reply = 0;        // the last to it
  bool over = false;
  bool offers_dsn = false;
  CurlList recipients;
  std::string body;
  std::size_t sent = 0;

  // Of what goes out only the verb is looked at: the rest may be a password or an address.
  static int Overhear(CURL*, curl_infotype type, char* data, std::size_t size, void* self) {
    auto& session = *static_cast<Session*>(self);
    const std::string_view line(data, size);
    if (type == CURLINFO_HEADER_OUT) {
      session.over = session.over || line.starts_with("QUIT");
      if (session.over) return 0;
      const std::string_view verb = line.substr(0, 4);
      if (std::ranges::find(kVerbs, verb) != kVerbs.end()) session.command = verb;
      if (session.command == "EHLO") session.offers_dsn = false;
    }
    if (type == CURLINFO_HEADER_IN && !session.over) session.Hear(line);
    return 0;
  }

  void Hear(std::string_view line) {
    const auto digits = line.substr(0, 3);
    std::from_chars(digits.data(), digits.data() + digits.size(), reply);
    if (command == "EHLO" && line.size() > 4 && StartsWithIgnoringCase(line.substr(4), "DSN"))
      offers_dsn = true;
  }

  static std::size_t Read(char* to, std::size_t size, std::size_t count, void* self) {
    auto& session = *static_cast<Session*>(self);
    const std::size_t piece = std::min(size * count, session.body.size() - session.sent);
    std::memcpy(to, session.body.data() + session.sent, piece);
    session.sent += piece;
    return piece;
  }
};

// A mail whose body is under way may be taken: that one is seen through.
int SmtpSender::GiveUp(void* sender, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& self = *static_cast<SmtpSender*>(sender);
  return self.interrupted_ && self.session_->command != "DATA" ? 1 : 0;
}

SmtpSender::SmtpSender(SmtpOptions options)
    : options_(std::move(options)),
      domain_(DomainOf(options_.from.address)),
      session_(std::make_unique<Session>()) {}

SmtpSender::~SmtpSender() = default;

Result<std::unique_ptr<SmtpSender>> SmtpSender::Create(SmtpOptions options) {
  const auto url = ParseUrl(options.url);
  if (!url || (url->scheme != "smtp" && url->scheme != "smtps") || url->has_user || url->has_path)
    return ConfigInvalid("delivery.smtp_url must be smtp://host:port or smtps://host:port");
  if (!IsSendable(options.from.address))
    return ConfigInvalid("delivery.from_address must be an e-mail address");
  if (!options.reply_to.empty() && !IsSendable(options.reply_to))
    return ConfigInvalid("delivery.reply_to must be an e-mail address");
  return std::unique_ptr<SmtpSender>(new SmtpSender(std::move(options)));
}

app::Attempt SmtpSender::Perform() {
  CURL* const curl = session_->curl.get();
  const ParsedUrl url = *ParseUrl(options_.url);
  // The path is the name that EHLO says.
  const std::string greeting = options_.url + "/" + domain_;
  curl_easy_setopt(curl, CURLOPT_URL, greeting.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_USE_SSL,
                   IsThisMachine(url.host) ? CURLUSESSL_TRY : CURLUSESSL_ALL);
  if (!options_.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, options_.user.c_str());
    std::string password(options_.password.View(SecretAccess{}));
    curl_easy_setopt(curl, CURLOPT_PASSWORD, password.c_str());
    Wipe(password);
  }
  session_->command.clear();
  session_->reply = 0;
  session_->over = false;
  curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, Session::Overhear);
  curl_easy_setopt(curl, CURLOPT_DEBUGDATA, session_.get());
  curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
  const CURLcode code = curl_easy_perform(curl);
  if (code == CURLE_OK) return {};
  const int reply = session_->reply;
  if (code == CURLE_OPERATION_TIMEDOUT) return {DeliveryFailure::kTimedOut};
  if (IsTlsFailure(code)) return {DeliveryFailure::kNotSecure};
  if (code == CURLE_LOGIN_DENIED) return {DeliveryFailure::kLoginRefused, reply};
  if (reply < 400) return {DeliveryFailure::kUnreachable};
  return {FailureOf(session_->command, reply), reply};
}

std::optional<DeliveryFailure> SmtpSender::Probe() {
  CURL* const curl = session_->curl.get();
  BeginTransfer(curl, options_.ca_file, GiveUp, this);
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "NOOP");
  curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  return Perform().failure;
}

// libcurl 7.88 has no option for the parameters of MAIL and RCPT, but puts what it is given between
// "<" and ">" as it is. So the address is ended here, and the last parameter's value begun by a
// "<", which RFC 3461 allows, that libcurl's ">" ends.
void SmtpSender::SetEnvelope(const std::string& message_id, const std::string& recipient) {
  std::string from =
      options_.verp != nullptr ? options_.verp->AddressOf(message_id) : options_.from.address;
  std::string to = recipient;
  if (session_->offers_dsn && options_.verp != nullptr) {
    from += "> RET=HDRS ENVID=<" + message_id;
    to += "> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;<" + XText(recipient);
  }
  curl_easy_setopt(session_->curl.get(), CURLOPT_MAIL_FROM, from.c_str());
  session_->recipients.reset(curl_slist_append(nullptr, to.c_str()));
  curl_easy_setopt(session_->curl.get(), CURLOPT_MAIL_RCPT, session_->recipients.get());
}

app::Attempt SmtpSender::Send(const domain::Message& message, const domain::Contact& contact,
                              Instant now) {
  Mail mail{options_.from,
            {contact.display_name, contact.email},
            options_.reply_to,
            message.message_id,
            now,
            message.subject,
            message.text,
            message.html};
  auto composed = Compose(mail);
  if (!composed) return {DeliveryFailure::kNoAddress};
  CURL* const curl = session_->curl.get();
  session_->body = *std::move(composed);
  session_->sent = 0;
  BeginTransfer(curl, options_.ca_file, GiveUp, this);
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, Session::Read);
  curl_easy_setopt(curl, CURLOPT_READDATA, session_.get());
  curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(session_->body.size()));
  SetEnvelope(message.id, contact.email);
  const app::Attempt attempt = Perform();
  session_->body.clear();
  return attempt;
}

}  // namespace countersign::delivery
