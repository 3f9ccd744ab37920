#include "admin/cli/command_rows.h"

namespace countersign::cli {

const std::vector<Row>& WebhookRows() {
  static const std::vector<Row> rows = {
      {"webhook", "create", "AccessService.CreateWebhook", {"url", "events"}},
      {"webhook", "get", "AccessService.GetWebhook"},
      {.resource = "webhook",
       .verb = "list",
       .method = "AccessService.ListWebhooks",
       .filters = {"state"}},
      {.resource = "webhook",
       .verb = "disable",
       .method = "AccessService.DisableWebhook",
       .done = "Disabled {name} for good. What was to be delivered to it is cancelled.",
       .summary = "Ends a webhook, and cancels what was to be delivered to it."},
      {.resource = "webhook",
       .verb = "deliveries",
       .method = "AccessService.ListWebhookDeliveries",
       .filters = {"state"},
       .summary = "Lists what a webhook was told of, or is to be; with --state dead what failed.",
       .columns = {"name", "type", "state", "attempts", "next_attempt_time", "last_failure",
                   "last_reply"},
       .empty_note = "There are no deliveries to show."},
      {.resource = "webhook",
       .verb = "redeliver",
       .method = "AccessService.RedeliverWebhook",
       .done = "{name} is being delivered again.",
       .summary =
           "Delivers again what is sent or dead, by its full name: webhooks/ID/deliveries/ID."},
  };
  return rows;
}

}  // namespace countersign::cli
