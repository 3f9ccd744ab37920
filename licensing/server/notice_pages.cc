#include "licensing/server/notice_pages.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <chrono>
#include <utility>

namespace countersign::server {
namespace {

using domain::ConfirmPage;
using domain::ConfirmProblem;

constexpr std::string_view kPath = "/notices/";
constexpr int kThreads = 2;
constexpr std::size_t kWaiting = 64;
constexpr std::string_view kRetryAfterSeconds = "60";

int StatusOf(ConfirmProblem problem) {
  switch (problem) {
    case ConfirmProblem::kNameMissing:
    case ConfirmProblem::kNotUnderstood:
      return 400;
    case ConfirmProblem::kWrongCode:
    case ConfirmProblem::kCodeUsedUp:
    case ConfirmProblem::kCodeExpired:
    case ConfirmProblem::kElsewhere:
      return 403;
    case ConfirmProblem::kUnknown:
      return 404;
    case ConfirmProblem::kNoAddress:
    case ConfirmProblem::kNotCurrent:
      return 409;
    case ConfirmProblem::kExpired:
    case ConfirmProblem::kRevoked:
      return 410;
    case ConfirmProblem::kTooManyCodes:
    case ConfirmProblem::kTooOften:
      return 429;
    case ConfirmProblem::kFault:
      break;
  }
  return 503;
}

// As the log has it.
std::pair<Code, Reason> CodeOf(ConfirmProblem problem) {
  switch (StatusOf(problem)) {
    case 400:
      return {Code::kInvalidArgument, Reason::kFieldInvalid};
    case 404:
      return {Code::kNotFound, Reason::kResourceNotFound};
    case 429:
      return {Code::kResourceExhausted, Reason::kRateLimited};
    case 503:
      return {Code::kUnavailable, Reason::kOverloaded};
    default:
      return {Code::kFailedPrecondition, Reason::kStateConflict};
  }
}

gateway::HttpAnswer PageAnswer(const ConfirmPage& page) {
  gateway::HttpAnswer answer;
  if (page.problem) answer.status = StatusOf(*page.problem);
  answer.content_type = "text/html; charset=utf-8";
  answer.body = ToHtml(page);
  // The address is the secret: it goes to no other site, and stays in no cache.
  answer.headers = {{"Content-Security-Policy", domain::ConfirmPagePolicy()},
                    {"Referrer-Policy", "no-referrer"}};
  if (answer.status == 429) answer.headers.emplace_back("Retry-After", kRetryAfterSeconds);
  return answer;
}

ConfirmPage Problem(ConfirmProblem problem) {
  ConfirmPage page;
  page.problem = problem;
  return page;
}

// The members of a posted form; nothing if it is none.
struct Form {
  std::string act;
  std::string code;
  std::string name;
};
std::optional<Form> ReadForm(std::string_view body) {
  // A form is encoded as a query is.
  const std::string target = "/?" + std::string(body);
  const auto url = boost::urls::parse_origin_form(target);
  if (!url) return std::nullopt;
  Form form;
  for (const auto& parameter : url->params()) {
    if (parameter.key == "do") form.act = parameter.value;
    if (parameter.key == "code") form.code = parameter.value;
    if (parameter.key == "name") form.name = parameter.value;
  }
  return form;
}

// "https://licences.example.com", of an address that may have a path.
std::string OriginOf(const std::string& address) {
  const auto url = boost::urls::parse_absolute_uri(address);
  return url ? std::string(url->encoded_origin()) : std::string();
}

}  // namespace

// What is answered, and what the log has of it.
struct NoticePages::Told {
  gateway::HttpAnswer answer;
  std::string_view method = "portal/ReadNotice";
  Code code = Code::kOk;
  Reason reason = Reason::kUnspecified;
  std::string fault;

  static Told Page(const ConfirmPage& page) {
    Told told{.answer = PageAnswer(page), .fault = {}};
    if (page.problem) std::tie(told.code, told.reason) = CodeOf(*page.problem);
    return told;
  }
  static Told Fault(const Error& error) {
    Told told{.answer = PageAnswer(Problem(ConfirmProblem::kFault)),
              .code = error.code,
              .reason = error.reason,
              .fault = error.message};
    return told;
  }
};

NoticePages::NoticePages(const Parts& parts, app::NoticeSettings settings,
                         std::uint32_t calls_per_minute)
    : parts_(parts),
      settings_(std::move(settings)),
      calls_per_minute_(calls_per_minute),
      executor_(kThreads, kWaiting) {}

bool NoticePages::Has(std::string_view path) const {
  return !settings_.portal_address.empty() && path.starts_with(kPath);
}

void NoticePages::Answer(gateway::FormRequest request, gateway::AnswerDone done) {
  const auto posted = executor_.Post([this, request = std::move(request), done] {
    const auto begin = std::chrono::steady_clock::now();
    Told told = Do(request);
    gateway::NameCall(told.answer, request.call.id);
    const rpc::Caller nobody;
    parts_.log.Add({.call = request.call,
                    .method = told.method,
                    .caller = nobody,
                    .code = told.code,
                    .reason = told.reason,
                    .fault = told.fault,
                    .duration = std::chrono::duration_cast<std::chrono::microseconds>(
                        std::chrono::steady_clock::now() - begin),
                    .request_bytes = request.body.size()});
    done(std::move(told.answer));
  });
  if (posted != rpc::Executor::Posted::kAccepted) done(PageAnswer(Problem(ConfirmProblem::kFault)));
}

NoticePages::Told NoticePages::Do(const gateway::FormRequest& request) {
  const std::string network = rpc::LimitedNetwork(request.call.peer);
  if (calls_per_minute_ > 0 && limiter_.Take(network, calls_per_minute_, rpc::SteadyTicks()))
    return Told::Page(Problem(ConfirmProblem::kTooOften));
  const std::string_view secret = std::string_view(request.path).substr(kPath.size());
  return request.posted ? Act(request, secret) : Show(secret, std::nullopt);
}

NoticePages::Told NoticePages::Show(std::string_view secret,
                                    std::optional<ConfirmProblem> problem) {
  ConfirmPage page;
  const auto read = parts_.store.Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(page, app::ReadConfirmPage(view, settings_, secret, parts_.clock.Now()));
    return {};
  });
  if (!read) return Told::Fault(read.error());
  if (!page.problem) page.problem = problem;
  return Told::Page(page);
}

// The link in the address lets whoever has it in, so that no other site can make a form that does
// anything; what a browser says of where a form comes from is heeded all the same. "null" is what
// it says of the page itself, which names itself to nobody.
bool NoticePages::FromElsewhere(const gateway::FormRequest& request) const {
  if (!request.fetch_site.empty()) return request.fetch_site != "same-origin";
  return !request.origin.empty() && request.origin != "null" &&
         request.origin != OriginOf(settings_.portal_address);
}

NoticePages::Told NoticePages::Act(const gateway::FormRequest& request, std::string_view secret) {
  if (FromElsewhere(request)) return Told::Page(Problem(ConfirmProblem::kElsewhere));
  const auto form = ReadForm(request.body);
  const bool sends = form && form->act == "send";
  if (!sends && !(form && form->act == "confirm"))
    return Told::Page(Problem(ConfirmProblem::kNotUnderstood));
  const app::PortalAct act{parts_.clock.Now(), parts_.entropy};
  app::PortalOutcome outcome;
  const auto written = parts_.store.Write([&](app::Transaction& tx) -> Result<app::Finish> {
    ASSIGN_OR_RETURN(outcome, sends ? app::SendNoticeCode(tx, act, settings_, secret)
                                    : app::ConfirmNotice(tx, act, secret, form->code, form->name));
    return app::Finish::kCommit;
  });
  Told told = !written ? Told::Fault(written.error()) : Told{.answer = {}, .fault = {}};
  if (written && outcome) told = Show(secret, outcome);
  told.method = sends ? "portal/SendCode" : "portal/ConfirmNotice";
  if (!written || outcome) return told;
  // Back to the page, which shows what is so now: to load it again asks for nothing again.
  // Relative, since a proxy may have it under another path.
  told.answer.status = 303;
  told.answer.content_type = "text/plain";
  told.answer.headers = {{"Location", std::string(secret)}, {"Referrer-Policy", "no-referrer"}};
  return told;
}

}  // namespace countersign::server
