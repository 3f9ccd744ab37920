// Formal notices that were received: each is a demand for the claims that it names.
#ifndef COUNTERSIGN_APP_RECEIVED_DEMANDS_H_
#define COUNTERSIGN_APP_RECEIVED_DEMANDS_H_

#include <map>
#include <string>
#include <vector>

#include "licensing/app/ports.h"

namespace countersign::app {

struct ReceivedDemand {
  std::string notice_id;
  CivilDate date;  // of the receipt, in the contract's time zone
};

// Reads each contract's notices once.
class ReceivedDemands {
 public:
  explicit ReceivedDemands(View& view) : view_(view) {}

  // Those for the claim as of then: with a receipt of any class, on record by then and not
  // withdrawn by then. That a class is receipt by the contract was asked when it was recorded.
  Result<std::vector<ReceivedDemand>> For(const domain::Invoice& invoice,
                                          const domain::AsOf& as_of);

 private:
  Result<const std::vector<domain::Notice>*> OfContract(const std::string& contract);

  View& view_;
  std::map<std::string, std::vector<domain::Notice>> notices_;  // formal ones, by contract
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_RECEIVED_DEMANDS_H_
