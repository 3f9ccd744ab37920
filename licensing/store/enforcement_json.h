// Parts of the records of enforcement as they are stored; form and errors as in json.h.
#ifndef COUNTERSIGN_STORE_ENFORCEMENT_JSON_H_
#define COUNTERSIGN_STORE_ENFORCEMENT_JSON_H_

#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/result.h"
#include "licensing/domain/enforcement.h"

namespace countersign::store {

std::string ToJson(const std::vector<domain::NoticedClaim>& claims);
std::string ToJson(const std::vector<domain::NoticeReceipt>& receipts);
std::string ToJson(const std::vector<domain::CaseContact>& contacts);

Result<void> FromJson(std::string_view json, std::vector<domain::NoticedClaim>& claims);
Result<void> FromJson(std::string_view json, std::vector<domain::NoticeReceipt>& receipts);
Result<void> FromJson(std::string_view json, std::vector<domain::CaseContact>& contacts);

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_ENFORCEMENT_JSON_H_
