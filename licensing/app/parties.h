// Who customers are in files that others made.
#ifndef COUNTERSIGN_APP_PARTIES_H_
#define COUNTERSIGN_APP_PARTIES_H_

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "licensing/app/ports.h"

namespace countersign::app {

// All customers as they are when it is loaded. A customer is known by its id or name
// ("customers/acme"), by its display name, and by its labels `party_id`, `payer_name` and
// `bank_account`, each also with something after a dot ("bank_account.eur"). Letters of ASCII are
// the same in either case, runs of white space as one space, and accounts without any.
class PartyDirectory {
 public:
  static Result<PartyDirectory> Load(View& view);

  // Ids of the customers that are known by it: none, one, or several.
  std::set<std::string> ById(std::string_view text) const;
  std::set<std::string> ByName(std::string_view text) const;
  std::set<std::string> ByAccount(std::string_view text) const;

 private:
  using Index = std::multimap<std::string, std::string, std::less<>>;
  void Add(const domain::Customer& customer);

  Index ids_;
  Index names_;
  Index accounts_;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_PARTIES_H_
