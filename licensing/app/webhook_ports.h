// What webhooks need of a store.
#ifndef COUNTERSIGN_APP_WEBHOOK_PORTS_H_
#define COUNTERSIGN_APP_WEBHOOK_PORTS_H_

#include <vector>

#include "licensing/app/repository.h"
#include "licensing/domain/webhook.h"

namespace countersign::app {

// `equals` fields: state.
class WebhookReader : public virtual Reader<domain::Webhook> {
 public:
  // By id. At little cost: it is asked with every entry.
  virtual Result<std::vector<domain::Webhook>> ListEnabled() = 0;
};
class WebhookRepository : public virtual WebhookReader,
                          public virtual Repository<domain::Webhook> {};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_WEBHOOK_PORTS_H_
