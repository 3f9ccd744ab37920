#include "licensing/base/sha256.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

#include "licensing/base/encoding.h"

namespace countersign {
namespace {

// OpenSSL uses the processor's own instructions, which libsodium's SHA-256 does not: four times as
// fast. It has to look the algorithm up by its name, which takes longer than most hashes: once.
const EVP_MD* Algorithm() {
  static const EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return algorithm;
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

void Sha256Of(std::initializer_list<std::string_view> parts, char* out) {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  bool done = EVP_DigestInit_ex(context.get(), Algorithm(), nullptr) == 1;
  for (const std::string_view part : parts)
    done = done && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  done = done &&
         EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(out), nullptr) == 1;
  if (!done) std::abort();  // no memory, or an OpenSSL without SHA-256
}

std::string Sha256(std::string_view bytes) {
  std::string digest(kSha256Bytes, '\0');
  Sha256Of({bytes}, digest.data());
  return digest;
}

}  // namespace countersign
