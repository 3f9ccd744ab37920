#include "licensing/store/webhook_table.h"

namespace countersign::store {

Result<std::vector<domain::Webhook>> WebhookTable::ListEnabled() {
  static const std::string sql =
      SelectSql<domain::Webhook>() + "WHERE state = 'ENABLED' ORDER BY id";
  ASSIGN_OR_RETURN(auto statement, connection_.Prepare(sql));
  return ReadRows<domain::Webhook>(*statement);
}

}  // namespace countersign::store
