#include "licensing/app/takings.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "licensing/domain/taken_away.h"
#include "licensing/domain/validate.h"

namespace countersign::app {
namespace {

constexpr std::size_t kMaxReason = 500;
constexpr std::size_t kMostTold = 5;  // in a summary, which a person reads at a glance
constexpr std::int32_t kPage = 1000;

std::string Summary(const Taking& taking) {
  std::string summary = "Take away from licences in use by " + taking.resource + ":";
  const std::size_t told = std::min(taking.taken.size(), kMostTold);
  for (std::size_t i = 0; i < told; ++i) summary += (i == 0 ? " " : "; ") + taking.taken[i];
  if (told < taking.taken.size())
    summary += "; and " + std::to_string(taking.taken.size() - told) + " more";
  return summary;
}

}  // namespace

Result<void> ApproveTaking(Transaction& tx, const Act& act, const Taking& taking,
                           boost::json::object& body) {
  RETURN_IF_ERROR(
      domain::CheckText("reason", taking.reason, taking.taken.empty() ? 0 : 1, kMaxReason));
  if (!taking.reason.empty()) body["reason"] = taking.reason;
  if (taking.taken.empty()) return {};
  ASSIGN_OR_RETURN(body["approval"], RequireApproval(tx, act,
                                                     {std::string(taking.act), taking.resource,
                                                      Summary(taking), taking.reason}));
  body["taken"] = boost::json::array(taking.taken.begin(), taking.taken.end());
  return {};
}

Result<std::vector<std::string>> TakenIfInUse(View& view, std::string_view field,
                                              std::string_view id, std::vector<std::string> taken) {
  ListQuery query;
  query.limit = kPage;
  query.equals = {{std::string(field), std::string(id)}};
  for (bool more = !taken.empty(); more;) {
    ASSIGN_OR_RETURN(const auto licenses, view.licenses().List(query));
    if (std::ranges::any_of(licenses, domain::InUse)) return taken;
    more = licenses.size() == static_cast<std::size_t>(kPage);
    if (more) query.after_id = licenses.back().id;
  }
  return std::vector<std::string>();
}

}  // namespace countersign::app
