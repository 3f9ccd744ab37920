// Offers the ledger's readers foreign bytes. The first byte says where the rest goes: as it is, or
// signed with a good key, because no fuzzer guesses a signature and the checkpoint lies behind it.
#include <sodium.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "licensing/ledger/checkpoint.h"
#include "licensing/ledger/merkle.h"
#include "licensing/ledger/renewals.h"

namespace countersign::ledger {
namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

class Signing {
 public:
  Signing() {
    std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> public_key{};
    const std::array<unsigned char, crypto_sign_SEEDBYTES> seed{1};
    crypto_sign_seed_keypair(public_key.data(), secret_.data(), seed.data());
    key_ = {"urn:x", std::string(public_key.begin(), public_key.end())};
  }
  const NoteKey& key() const { return key_; }
  std::string Note(std::string_view text) const {
    std::array<unsigned char, crypto_sign_BYTES> signature{};
    crypto_sign_detached(signature.data(), nullptr,
                         reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                         secret_.data());
    return SignedNote(text, key_, std::string(signature.begin(), signature.end()));
  }

 private:
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret_{};
  NoteKey key_;
};

const Signing& Ledger() {
  static const Signing signing;
  return signing;
}

// No fuzzer has the key: nothing that it makes is taken.
void CheckNote(std::string_view note) { Require(!OpenCheckpoint(note, Ledger().key())); }

void CheckText(std::string_view text) {
  const auto checkpoint = OpenCheckpoint(Ledger().Note(text), Ledger().key());
  if (!checkpoint) return;
  Require(checkpoint->origin == Ledger().key().name && checkpoint->size >= 0);
  Require(checkpoint->root.size() == kHashBytes && text.starts_with(CheckpointText(*checkpoint)));
}

// Lines after the ledger's own change nothing, unless they spoil the note.
void CheckLines(std::string_view lines) {
  static const Checkpoint signed_one{"urn:x", 5, std::string(kHashBytes, 'r')};
  static const std::string note = Ledger().Note(CheckpointText(signed_one));
  const auto checkpoint = OpenCheckpoint(note + std::string(lines), Ledger().key());
  Require(!checkpoint || *checkpoint == signed_one);
}

void CheckProof(std::string_view text) {
  const auto proof = ParseProof(text);
  if (!proof) return;
  Require(proof->index >= 0 && !proof->checkpoint_note.empty());
  for (const std::string& hash : proof->hashes) Require(hash.size() == kHashBytes);
  const std::string again = ProofText(*proof);
  Require(ParseProof(again) == proof);
  Require(again == text || text.find("\nextra ") != text.npos);
}

void CheckKey(std::string_view text) {
  const auto key = ParseNoteKey(text);
  if (key) Require(NoteKeyText(*key) == text && key->public_key.size() == 32);
}

void CheckOrigin(std::string_view issuer) {
  if (issuer.empty()) return;
  const NoteKey key{OriginOf(issuer), std::string(32, 'k')};
  Require(ParseNoteKey(NoteKeyText(key)) == key);
}

void CheckRenewals(std::string_view list) {
  const auto renewals = ParseRenewals(list);
  if (!renewals) return;
  std::string again;
  for (const ListedRenewal& renewal : *renewals) Require(AppendRenewal(again, renewal));
  Require(again == list);
}

// A proof for a leaf, and for a size, that nobody has.
void CheckHashes(std::string_view bytes) {
  if (bytes.size() < 2) return;
  const std::int64_t a = bytes[0];
  const std::int64_t b = std::int64_t{1} << (static_cast<unsigned char>(bytes[1]) % 63);
  std::vector<std::string> proof;
  for (bytes.remove_prefix(2); !bytes.empty(); bytes.remove_prefix(proof.back().size()))
    proof.emplace_back(bytes.substr(0, kHashBytes));
  const std::string leaf = LeafHash("leaf");
  const std::string root = LeafHash("root");
  for (const std::int64_t size : {a, b - a, b, b + a}) {
    Require(!InclusionHolds(leaf, a, size, proof, root));
    Require(!InclusionHolds(leaf, size, b, proof, root));
    Require(!ConsistencyHolds(a, leaf, size, root, proof));
    Require(!ConsistencyHolds(size, leaf, b, root, proof));
  }
}

void Run(char where, std::string_view bytes) {
  switch (where) {
    case 'n':
      return CheckNote(bytes);
    case 't':
      return CheckText(bytes);
    case 'l':
      return CheckLines(bytes);
    case 'p':
      return CheckProof(bytes);
    case 'k':
      return CheckKey(bytes);
    case 'o':
      return CheckOrigin(bytes);
    case 'r':
      return CheckRenewals(bytes);
    case 'h':
      return CheckHashes(bytes);
    default:
      return;
  }
}

}  // namespace
}  // namespace countersign::ledger

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  countersign::ledger::Run(bytes.front(), bytes.substr(1));
  return 0;
}
