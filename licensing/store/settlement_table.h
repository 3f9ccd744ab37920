// Settlement quotes in their table.
#ifndef COUNTERSIGN_STORE_SETTLEMENT_TABLE_H_
#define COUNTERSIGN_STORE_SETTLEMENT_TABLE_H_

#include <string>
#include <string_view>

#include "licensing/store/contract_mappings.h"
#include "licensing/store/table.h"

namespace countersign::store {

template <>
struct Mapping<domain::Settlement> {
  static constexpr std::string_view kTable = "settlements";
  static constexpr FilterField kFilters[] = {
      {"contract_id", "contract_id", TextEquals},
      {"subcontract", "sub_contract_id", SubContractIs},
      {"state", "state", EnumEquals<domain::SettlementState>}};
  static std::string Name(const domain::Settlement& row) {
    return "contracts/" + row.contract_id + "/settlements/" + row.id;
  }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("contract_id", row.contract_id);
    io("sub_contract_id", row.sub_contract_id);
    io("made_date", row.made_on);
    io("date", row.date);
    io("last_date", row.last_day);
    io("expire_time", row.expire_time);
    io("discount_currency", row.discount.currency_code);
    io("discount_minor_units", row.discount.minor_units);
    io("quote", row.quote);
    io("unsettled_currency", row.unsettled.currency_code);
    io("unsettled_minor_units", row.unsettled.minor_units);
    io("document_sha256", row.document_sha256);
    io("state", row.state);
    io("acceptance", row.acceptance);
    io("commitment", row.commitment);
    io("invoice_ids", row.invoice_ids);
    io("credit_note_ids", row.credit_note_ids);
    MetaFields(io, row.meta);
  }
};

class SettlementTable final : public app::SettlementRepository, public Table<domain::Settlement> {
 public:
  using Table::Table;
  Result<std::vector<domain::Settlement>> FindDue(Instant now, int limit) override;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_SETTLEMENT_TABLE_H_
