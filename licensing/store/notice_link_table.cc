#include "licensing/store/notice_link_table.h"

#include "licensing/store/sealed.h"

namespace countersign::store {
namespace {

using domain::PersonalLink;

std::string SubjectOf(const PersonalLink& link) {
  return std::string(Mapping<domain::Contact>::kTable) + "/" + link.contact_id;
}

constexpr std::string_view kPurpose = "countersign/notice-links/v1";

}  // namespace

Result<std::optional<PersonalLink>> NoticeLinkTable::FindBySecret(std::string_view secret_sha256) {
  static const std::string sql = SelectSql<PersonalLink>() + "WHERE secret_sha256 = ?1";
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, sql, secret_sha256));
  return ReadOptionalRow<PersonalLink>(*statement);
}

Result<std::string> NoticeLinkTable::FindName(const PersonalLink& link) {
  ASSIGN_OR_RETURN(const auto key, keys_.Find(SubjectOf(link)));
  if (!key) return std::string();
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_,
                                               "SELECT sealed_name FROM notice_links"
                                               " WHERE id = ?1 AND sealed_name IS NOT NULL",
                                               link.id));
  ASSIGN_OR_RETURN(const bool found, statement->Step());
  if (!found) return std::string();
  const auto sealed = HexDecode(statement->Text(0));
  // Under another key where the contact was erased and somebody else has the name by now.
  const auto name = sealed ? Unseal(*sealed, link.id, DerivedKey(*key, kPurpose)) : std::nullopt;
  return name.value_or(std::string());
}

Result<void> NoticeLinkTable::KeepName(const PersonalLink& link, std::string_view name) {
  ASSIGN_OR_RETURN(const SecretBytes key, keys_.FindOrMake(SubjectOf(link)));
  const std::string sealed = HexEncode(Seal(name, link.id, DerivedKey(key, kPurpose)));
  ASSIGN_OR_RETURN(
      auto statement,
      PrepareWith(connection_, "UPDATE notice_links SET sealed_name = ?1 WHERE id = ?2",
                  std::string_view(sealed), link.id));
  RETURN_IF_ERROR(ExecuteFor(*statement, link));
  journal_.Wrote(Mapping<PersonalLink>::kTable, link.id);
  return {};
}

}  // namespace countersign::store
