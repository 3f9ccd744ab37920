// What every transfer by libcurl has in common.
#ifndef COUNTERSIGN_DELIVERY_CURL_H_
#define COUNTERSIGN_DELIVERY_CURL_H_

#include <curl/curl.h>

#include <memory>
#include <optional>
#include <string>

namespace countersign::delivery {

struct CurlCleanup {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlPtr = std::unique_ptr<CURL, CurlCleanup>;
using CurlList = std::unique_ptr<curl_slist, CurlCleanup>;

// A handle that keeps its connections between transfers.
CurlPtr NewCurl();

// Forgets the last transfer's options and sets what all have in common: deadlines, no signals, no
// proxy of the environment, certificates that `ca_file` (empty: the system's authorities) vouches
// for. The transfer ends with CURLE_ABORTED_BY_CALLBACK once `give_up` says so of `about`.
void BeginTransfer(CURL* curl, const std::string& ca_file, curl_xferinfo_callback give_up,
                   void* about);

struct ParsedUrl {
  std::string scheme;
  std::string host;
  bool has_user = false;  // or a password
  bool has_path = false;
};
// Nothing for what is no URL.
std::optional<ParsedUrl> ParseUrl(const std::string& url);
// "localhost", "127.0.0.1" and the like: what is sent there stays on this machine.
bool IsThisMachine(const std::string& host);

// Whether the transfer failed for want of TLS that can be trusted.
bool IsTlsFailure(CURLcode code);

}  // namespace countersign::delivery

#endif  // COUNTERSIGN_DELIVERY_CURL_H_
