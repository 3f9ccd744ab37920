// The SHA-256 of what is too large to hold.
#ifndef COUNTERSIGN_BASE_SHA256_STREAM_H_
#define COUNTERSIGN_BASE_SHA256_STREAM_H_

#include <sodium.h>

#include <string>
#include <string_view>

namespace countersign {

class Sha256Stream {
 public:
  Sha256Stream() { crypto_hash_sha256_init(&state_); }

  void Add(std::string_view bytes) {
    crypto_hash_sha256_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()),
                              bytes.size());
  }

  // 32 bytes. The last call.
  std::string Digest() {
    std::string digest(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256_final(&state_, reinterpret_cast<unsigned char*>(digest.data()));
    return digest;
  }

 private:
  crypto_hash_sha256_state state_;
};

}  // namespace countersign

#endif  // COUNTERSIGN_BASE_SHA256_STREAM_H_
