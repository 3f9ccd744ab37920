#include "licensing/base/entropy.h"

#include <sodium.h>

#include <cstdlib>

namespace countersign {

void SystemEntropy::Fill(std::span<std::uint8_t> out) {
  static const bool ready = sodium_init() >= 0;
  if (!ready) std::abort();  // no source of randomness: nothing that follows could be trusted
  randombytes_buf(out.data(), out.size());
}

std::string RandomBytes(Entropy& entropy, std::size_t size) {
  std::string bytes(size, '\0');
  entropy.Fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  return bytes;
}

}  // namespace countersign
