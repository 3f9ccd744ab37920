// Secret bytes in locked memory: kept out of swap and core files, wiped at the end. Reading them
// takes a token that can be searched for, so that a review finds every place where a secret is
// used.
#ifndef COUNTERSIGN_BASE_SECRET_BYTES_H_
#define COUNTERSIGN_BASE_SECRET_BYTES_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace countersign {

struct SecretAccess {};  // say `SecretAccess{}` where a secret is read

class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(
      std::string_view bytes);  // copies; wiping the original is the caller's matter
  SecretBytes(SecretBytes&&) noexcept = default;
  SecretBytes& operator=(SecretBytes&&) noexcept = default;

  std::string_view View(SecretAccess) const { return {memory_.get(), size_}; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

 private:
  struct Wipe {
    void operator()(char* memory) const;
  };
  std::unique_ptr<char, Wipe> memory_;
  std::size_t size_ = 0;
};

// Overwrites `bytes` and empties it.
void Wipe(std::string& bytes);

}  // namespace countersign

#endif  // COUNTERSIGN_BASE_SECRET_BYTES_H_
