// Webhooks in their table. The key of each one's signatures is derived from its subject key
// (app/webhooks.h), so that no secret stands here.
#ifndef COUNTERSIGN_STORE_WEBHOOK_TABLE_H_
#define COUNTERSIGN_STORE_WEBHOOK_TABLE_H_

#include <string>
#include <string_view>

#include "licensing/store/table.h"

namespace countersign::store {

template <>
struct EnumNames<domain::WebhookState> {
  static constexpr std::pair<domain::WebhookState, std::string_view> kNames[] = {
      {domain::WebhookState::kEnabled, "ENABLED"}, {domain::WebhookState::kDisabled, "DISABLED"}};
};

template <>
struct Mapping<domain::Webhook> {
  static constexpr std::string_view kTable = "webhooks";
  static constexpr FilterField kFilters[] = {{"state", "state", EnumEquals<domain::WebhookState>}};
  static std::string Name(const domain::Webhook& row) { return "webhooks/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("url", row.url);
    io("events", row.events);
    io("state", row.state);
    MetaFields(io, row.meta);
  }
};

class WebhookTable final : public app::WebhookRepository, public Table<domain::Webhook> {
 public:
  using Table::Table;
  Result<std::vector<domain::Webhook>> ListEnabled() override;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_WEBHOOK_TABLE_H_
