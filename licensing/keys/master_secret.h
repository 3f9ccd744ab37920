// The installation's master secret, and what is derived from it.
#ifndef COUNTERSIGN_KEYS_MASTER_SECRET_H_
#define COUNTERSIGN_KEYS_MASTER_SECRET_H_

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "licensing/base/result.h"
#include "licensing/base/secret_bytes.h"

namespace countersign::keys {

// 32 derived bytes on the stack, wiped when they go. Not SecretBytes, whose guarded pages would
// cost each renewal several system calls.
class DerivedSecret {
 public:
  static constexpr std::size_t kSize = 32;
  DerivedSecret() = default;
  DerivedSecret(DerivedSecret&& other) noexcept : bytes_(other.bytes_) { other.Wipe(); }
  DerivedSecret& operator=(DerivedSecret&& other) noexcept;
  ~DerivedSecret() { Wipe(); }
  std::string_view View(SecretAccess) const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }

 private:
  friend class MasterSecret;
  void Wipe();
  std::array<std::uint8_t, kSize> bytes_{};
};

// Safe to use from any number of threads.
class MasterSecret {
 public:
  // From the file lease-master.key of the key directory. FAILED_PRECONDITION / PASSPHRASE_WRONG or
  // KEY_UNUSABLE.
  static Result<MasterSecret> Read(const std::filesystem::path& directory,
                                   const SecretBytes& passphrase);

  MasterSecret(MasterSecret&&) noexcept;
  MasterSecret& operator=(MasterSecret&&) noexcept;
  ~MasterSecret();

  // HKDF-SHA-256. `info` tells what it is for, e.g. "countersign/entry-seal/v1".
  DerivedSecret Derive(std::string_view info) const;

 private:
  struct Parts;
  explicit MasterSecret(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace countersign::keys

#endif  // COUNTERSIGN_KEYS_MASTER_SECRET_H_
