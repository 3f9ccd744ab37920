#include "client-sdk/src/bytes.h"

#include <sodium.h>

namespace countersign::sdk {
namespace {

const unsigned char* Data(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}
unsigned char* Data(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }

constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;

}  // namespace

bool ReadyCrypto() { return sodium_init() >= 0; }

std::string Sha256(std::initializer_list<std::string_view> parts) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  for (const std::string_view part : parts) {
    crypto_hash_sha256_update(&state, Data(part), part.size());
  }
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256_final(&state, Data(digest));
  return digest;
}

std::string HexEncode(std::string_view bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), Data(bytes), bytes.size());
  text.pop_back();
  return text;
}

std::string Base64Encode(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), Data(bytes), bytes.size(), kVariant);
  text.pop_back();
  return text;
}

std::optional<std::string> Base64Decode(std::string_view text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  std::size_t size = 0;
  if (sodium_base642bin(Data(bytes), bytes.size(), text.data(), text.size(), nullptr, &size,
                        nullptr, kVariant) != 0) {
    return std::nullopt;
  }
  bytes.resize(size);
  return bytes;
}

std::string RandomBytes(std::size_t count) {
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string RandomUuid() { return UuidOf(RandomBytes(16)); }

std::string UuidOf(std::string_view random) {
  std::string bytes(random.substr(0, 16));
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);  // RFC 4122, version 4
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  std::string text = HexEncode(bytes);
  for (const std::size_t dash : {8, 13, 18, 23}) text.insert(dash, "-");
  return text;
}

double RandomFraction() { return randombytes_random() / 4294967296.0; }

}  // namespace countersign::sdk
