// Pages for people, beside the interface for programs: each is read by GET and acted on by a form
// that is posted to the page's own address. Whoever makes them knows nothing of HTTP but this.
#ifndef COUNTERSIGN_GATEWAY_FORM_PAGES_H_
#define COUNTERSIGN_GATEWAY_FORM_PAGES_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "licensing/gateway/http_answer.h"

namespace countersign::gateway {

using AnswerDone = std::function<void(HttpAnswer)>;

struct FormRequest {
  rpc::Call call;    // its id and peer, for limits and logs
  std::string path;  // "/notices/…": it may be a secret
  bool posted = false;
  std::string origin;      // the header of this name, or empty
  std::string fetch_site;  // that of `Sec-Fetch-Site`
  std::string body;        // application/x-www-form-urlencoded; empty unless it was posted
};

class FormPages {
 public:
  // Of a form that is posted, in bytes.
  static constexpr std::size_t kMaxBody = 8 * 1024;

  virtual ~FormPages() = default;
  // Whether the path is for these pages. Thread-safe, as the next.
  virtual bool Has(std::string_view path) const = 0;
  // `done` is called once, on any thread; Answer itself must not block.
  virtual void Answer(FormRequest request, AnswerDone done) = 0;
};

}  // namespace countersign::gateway

#endif  // COUNTERSIGN_GATEWAY_FORM_PAGES_H_
