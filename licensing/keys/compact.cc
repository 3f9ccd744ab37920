#include "licensing/keys/compact.h"

#include "client-sdk/verify/verify.h"
#include "licensing/base/encoding.h"

namespace countersign::keys {

Result<std::string> SignCompact(const Signer& signer, std::string_view kind,
                                std::string_view payload) {
  std::string jws = Base64UrlEncode(verify::ProtectedHeader(kind, signer.kid()));
  jws += '.';
  jws += Base64UrlEncode(payload);
  ASSIGN_OR_RETURN(const std::string signature, signer.Sign(jws));
  jws += '.';
  jws += Base64UrlEncode(signature);
  return jws;
}

}  // namespace countersign::keys
