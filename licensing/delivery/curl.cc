#include "licensing/delivery/curl.h"

#include <boost/asio/ip/address.hpp>

namespace countersign::delivery {
namespace {

constexpr long kConnectSeconds = 15;
constexpr long kTransferSeconds = 60;
constexpr long kAnswerSeconds = 30;

std::string PartOf(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  std::string copy(text);
  curl_free(text);
  return copy;
}

}  // namespace

CurlPtr NewCurl() {
  static const CURLcode prepared = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(prepared);
  return CurlPtr(curl_easy_init());
}

void BeginTransfer(CURL* curl, const std::string& ca_file, curl_xferinfo_callback give_up,
                   void* about) {
  curl_easy_reset(curl);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, give_up);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, about);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kTransferSeconds);
  curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, kAnswerSeconds);
  if (!ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file.c_str());
}

std::optional<ParsedUrl> ParseUrl(const std::string& url) {
  const std::unique_ptr<CURLU, void (*)(CURLU*)> parsed(curl_url(), curl_url_cleanup);
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    return std::nullopt;
  ParsedUrl parts;
  parts.scheme = PartOf(parsed.get(), CURLUPART_SCHEME);
  parts.host = PartOf(parsed.get(), CURLUPART_HOST);
  parts.has_user = !PartOf(parsed.get(), CURLUPART_USER).empty() ||
                   !PartOf(parsed.get(), CURLUPART_PASSWORD).empty();
  const std::string path = PartOf(parsed.get(), CURLUPART_PATH);
  parts.has_path = !path.empty() && path != "/";
  return parts;
}

bool IsThisMachine(const std::string& host) {
  if (host == "localhost") return true;
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  boost::system::error_code no_address;
  const auto address =
      boost::asio::ip::make_address(bracketed ? host.substr(1, host.size() - 2) : host, no_address);
  return !no_address && address.is_loopback();
}

bool IsTlsFailure(CURLcode code) {
  switch (code) {
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
      return true;
    default:
      return false;
  }
}

}  // namespace countersign::delivery
