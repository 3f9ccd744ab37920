#include "licensing/base/secret_bytes.h"

#include <sodium.h>

#include <algorithm>
#include <new>

namespace countersign {

SecretBytes::SecretBytes(std::string_view bytes) : size_(bytes.size()) {
  if (bytes.empty()) return;
  if (sodium_init() < 0) throw std::bad_alloc();
  memory_.reset(static_cast<char*>(sodium_malloc(bytes.size())));
  if (!memory_) throw std::bad_alloc();
  std::copy(bytes.begin(), bytes.end(), memory_.get());
  sodium_mprotect_readonly(memory_.get());
}

void SecretBytes::Wipe::operator()(char* memory) const { sodium_free(memory); }

void Wipe(std::string& bytes) {
  sodium_memzero(bytes.data(), bytes.size());
  bytes.clear();
}

}  // namespace countersign
