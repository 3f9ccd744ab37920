// Writes down what happens to one contract of the demo.
#ifndef COUNTERSIGN_CLI_DEMO_CONTRACT_H_
#define COUNTERSIGN_CLI_DEMO_CONTRACT_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "admin/cli/demo_story.h"

namespace countersign::cli {

using DemoEvents = std::vector<DemoEvent>;
using DemoFlags = std::map<std::string, std::vector<std::string>, std::less<>>;

inline std::string DemoPaper(std::string_view text) {
  return std::string(kDemoPaper) + std::string(text);
}
inline std::string DemoDay(int day) { return std::string(kDemoDay) + std::to_string(day); }

// Its milestones are called by their ids alone.
class DemoContract {
 public:
  // `signing`: the day on which it is drafted and signed.
  DemoContract(std::string_view id, std::string_view customer, int signing)
      : id_(id), customer_(customer), signing_(signing) {}

  DemoEvent& On(int day, std::string_view verb, DemoFlags flags) {
    return Add(day, "contract", verb, id_, "", std::move(flags));
  }
  // The clause is shown to the signatory, who agrees to it on a page of its own.
  void Agree(const std::string& signatory, const std::string& how, std::string_view paper) {
    On(signing_, "disclose", {{"contact", {signatory}}, {"how", {how}}});
    On(signing_, "assent", {{"contact", {signatory}}, {"paper-sha256", {DemoPaper(paper)}}});
  }
  void SubContract(std::string_view id, DemoFlags flags) {
    Add(signing_, "subcontract", "create", id, id_, std::move(flags));
  }
  DemoEvent& Milestone(int day, std::string_view verb, std::string_view id, DemoFlags flags) {
    return Add(day, "milestone", verb, id, id_, std::move(flags));
  }
  // Delivered and received on one day.
  void Deliver(int day, std::string_view milestone, const std::string& release,
               const std::string& recipient, std::string_view slip) {
    Milestone(day, "deliver", milestone, {{"release", {release}}, {"recipient", {recipient}}});
    Milestone(day, "receipt", milestone, {{"proof-sha256", {DemoPaper(slip)}}});
  }
  // A transfer for a milestone's invoice; `milestone` empty: for whatever is open.
  void Pay(int day, std::string_view id, const std::string& amount, const std::string& reference,
           const std::string& payer, std::string_view milestone = "") {
    DemoFlags flags = {{"customer", {std::string(customer_)}},
                       {"amount", {amount}},
                       {"kind", {"transfer"}},
                       {"reference", {reference}},
                       {"payer", {payer}}};
    if (!milestone.empty()) flags["designated-invoice"] = {InvoiceOf(milestone)};
    Add(day, "payment", "record", id, "", std::move(flags));
  }
  // Anything else.
  DemoEvent& Then(int day, std::string_view resource, std::string_view verb, std::string_view id,
                  DemoFlags flags) {
    return Add(day, resource, verb, id, "", std::move(flags));
  }
  std::string InvoiceOf(std::string_view milestone) const {
    return std::string(kDemoInvoice) + std::string(id_) + "/" + std::string(milestone);
  }
  DemoEvents Take() { return std::move(events_); }

 private:
  DemoEvent& Add(int day, std::string_view resource, std::string_view verb, std::string_view id,
                 std::string_view parent, DemoFlags flags) {
    return events_.emplace_back(
        DemoEvent{day, resource, verb, id, parent, std::move(flags), customer_});
  }

  std::string_view id_;
  std::string_view customer_;
  int signing_;
  DemoEvents events_;
};

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_DEMO_CONTRACT_H_
