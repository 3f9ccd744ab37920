#include "licensing/base/hmac.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <cstdlib>
#include <memory>

#include "licensing/base/sha256.h"

namespace countersign {
namespace {

struct FreeContext {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MAC_CTX, FreeContext>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// HMAC-SHA-256 without a key. Algorithms are looked up by name, which takes long: once.
Context NewTemplate() {
  EVP_MAC* hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  Context context(EVP_MAC_CTX_new(hmac));
  EVP_MAC_free(hmac);
  std::string digest = "SHA256";
  const std::array parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_end()};
  if (EVP_MAC_CTX_set_params(context.get(), parameters.data()) != 1) std::abort();
  return context;
}

}  // namespace

std::string HmacSha256(const SecretBytes& key, std::string_view message) {
  static const Context keyless = NewTemplate();
  // One of its own for each key: what is freed, OpenSSL wipes.
  const Context context(EVP_MAC_CTX_dup(keyless.get()));
  const std::string_view bytes = key.View(SecretAccess{});
  std::string mac(kSha256Bytes, '\0');
  const bool done = EVP_MAC_init(context.get(), Bytes(bytes), bytes.size(), nullptr) == 1 &&
                    EVP_MAC_update(context.get(), Bytes(message), message.size()) == 1 &&
                    EVP_MAC_final(context.get(), reinterpret_cast<unsigned char*>(mac.data()),
                                  nullptr, mac.size()) == 1;
  if (!done) std::abort();  // no memory, or an OpenSSL without HMAC
  return mac;
}

}  // namespace countersign
