// What the use cases of notices' links need of a store.
#ifndef COUNTERSIGN_APP_NOTICE_LINK_PORTS_H_
#define COUNTERSIGN_APP_NOTICE_LINK_PORTS_H_

#include <optional>
#include <string>
#include <string_view>

#include "licensing/app/repository.h"

namespace countersign::domain {
struct PersonalLink;
}  // namespace countersign::domain

namespace countersign::app {

// `equals` fields: contact_id.
class NoticeLinkReader : public virtual Reader<domain::PersonalLink> {
 public:
  virtual Result<std::optional<domain::PersonalLink>> FindBySecret(
      std::string_view secret_sha256) = 0;
  // With which receipt was confirmed. Empty: it was not, or the name went with the contact's key.
  virtual Result<std::string> FindName(const domain::PersonalLink& link) = 0;
};
class NoticeLinkRepository : public virtual NoticeLinkReader,
                             public virtual Repository<domain::PersonalLink> {
 public:
  // Keeps the name under the contact's subject key, which is made if there is none.
  virtual Result<void> KeepName(const domain::PersonalLink& link, std::string_view name) = 0;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_NOTICE_LINK_PORTS_H_
