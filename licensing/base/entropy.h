// Random bytes, as a port so that tests can repeat themselves.
#ifndef COUNTERSIGN_BASE_ENTROPY_H_
#define COUNTERSIGN_BASE_ENTROPY_H_

#include <cstdint>
#include <span>
#include <string>

namespace countersign {

class Entropy {
 public:
  virtual ~Entropy() = default;
  // Fills `out` with bytes fit for keys. Safe to call from any thread.
  virtual void Fill(std::span<std::uint8_t> out) = 0;
};

// The operating system's generator, through libsodium.
class SystemEntropy final : public Entropy {
 public:
  void Fill(std::span<std::uint8_t> out) override;
};

// `size` random bytes as a string.
std::string RandomBytes(Entropy& entropy, std::size_t size);

}  // namespace countersign

#endif  // COUNTERSIGN_BASE_ENTROPY_H_
