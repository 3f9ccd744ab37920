// Notices' links in their table. The name with which receipt was confirmed lies there encrypted,
// under a key derived from its contact's.
#ifndef COUNTERSIGN_STORE_NOTICE_LINK_TABLE_H_
#define COUNTERSIGN_STORE_NOTICE_LINK_TABLE_H_

#include <string>
#include <string_view>

#include "licensing/app/notice_link_ports.h"
#include "licensing/domain/notice_link.h"
#include "licensing/store/table.h"

namespace countersign::store {

// Without `sealed_name`, which only KeepName and FindName touch.
template <>
struct Mapping<domain::PersonalLink> {
  static constexpr std::string_view kTable = "notice_links";
  static constexpr FilterField kFilters[] = {{"contact_id", "contact_id", TextEquals}};
  static std::string Name(const domain::PersonalLink& row) { return "notices/" + row.id + "/link"; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("contact_id", row.contact_id);
    io("secret_sha256", row.secret_sha256);
    io("expire_time", row.expire_time);
    io("revoke_time", row.revoke_time);
    io("confirm_time", row.confirm_time);
    io.NullIfEmpty("code_mac", row.code_mac);
    io("code_expire_time", row.code_expire_time);
    io("code_attempts", row.code_attempts);
    io.NullIfEmpty("code_message_id", row.code_message_id);
    io("code_hour", row.code_hour);
    io("codes", row.codes);
    MetaFields(io, row.meta);
  }
};

class NoticeLinkTable final : public app::NoticeLinkRepository, public Table<domain::PersonalLink> {
 public:
  NoticeLinkTable(db::Connection& connection, Journal& journal, app::SubjectKeyRepository& keys)
      : Table(connection, journal), keys_(keys) {}
  Result<std::optional<domain::PersonalLink>> FindBySecret(std::string_view secret_sha256) override;
  Result<std::string> FindName(const domain::PersonalLink& link) override;
  Result<void> KeepName(const domain::PersonalLink& link, std::string_view name) override;

 private:
  app::SubjectKeyRepository& keys_;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_NOTICE_LINK_TABLE_H_
