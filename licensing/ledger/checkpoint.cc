#include "licensing/ledger/checkpoint.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "licensing/base/encoding.h"
#include "licensing/ledger/merkle.h"

namespace countersign::ledger {
namespace {

// Those of Go's note package. C2SP asks for 16 signatures at least.
constexpr std::size_t kMaxNoteBytes = 1'000'000;
constexpr int kMaxSignatures = 100;
// Of a proof's own lines: room for the longest path and for data that is not ours.
constexpr std::size_t kMaxProofHeadBytes = 64UL * 1024;
constexpr std::size_t kMaxPath = 63;  // of a tree of less than 2^63 leaves

constexpr std::string_view kSignatureStart = "\xe2\x80\x94 ";  // an em dash and a space
constexpr std::string_view kProofStart = "c2sp.org/tlog-proof@v1\n";
constexpr std::string_view kExtraStart = "extra ";
constexpr std::string_view kIndexStart = "index ";
constexpr char kEd25519 = 1;  // C2SP's signature type
constexpr std::size_t kKeyIdBytes = 4;
constexpr std::size_t kSignatureBytes = crypto_sign_BYTES;

// Beyond ASCII: the other characters with Unicode's property White_Space.
constexpr std::array<std::string_view, 19> kWideSpaces = {
    "\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
    "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a",
    "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};

bool IsGraphic(char c) { return c > ' ' && c < '\x7f'; }
bool IsControl(char c) { return static_cast<unsigned char>(c) < ' '; }

bool IsKeyName(std::string_view name) {
  const auto unfit = [](char c) { return IsControl(c) || c == ' ' || c == '+'; };
  return !name.empty() && IsCleanUtf8(name) && std::ranges::none_of(name, unfit) &&
         std::ranges::none_of(
             kWideSpaces, [name](std::string_view space) { return name.find(space) != name.npos; });
}

std::string KeyIdOf(const NoteKey& key) {
  return Sha256(key.name + "\n" + kEd25519 + key.public_key).substr(0, kKeyIdBytes);
}

// Takes the line that `text` begins with off it. Nothing if no line ends.
std::optional<std::string_view> TakeLine(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == text.npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

// The rest of the line if it begins so.
std::optional<std::string_view> After(std::string_view start, std::string_view line) {
  if (!line.starts_with(start)) return std::nullopt;
  return line.substr(start.size());
}

// From 0 on, without a sign and leading zeros.
std::optional<std::int64_t> ParseCount(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || std::to_string(count) != text || count < 0) return std::nullopt;
  return count;
}

std::optional<std::string> ParseHash(std::string_view text) {
  auto hash = Base64Decode(text);
  if (!hash || hash->size() != kHashBytes) return std::nullopt;
  return hash;
}

struct Signature {
  std::string_view name;
  std::string key_id;
  std::string bytes;
};

std::optional<Signature> ParseSignature(std::string_view line) {
  const auto rest = After(kSignatureStart, line);
  if (!rest) return std::nullopt;
  const std::size_t space = rest->find(' ');
  if (space == rest->npos || !IsKeyName(rest->substr(0, space))) return std::nullopt;
  const auto bytes = Base64Decode(rest->substr(space + 1));
  if (!bytes || bytes->size() <= kKeyIdBytes) return std::nullopt;
  return Signature{rest->substr(0, space), bytes->substr(0, kKeyIdBytes),
                   bytes->substr(kKeyIdBytes)};
}

struct Note {
  std::string_view text;
  std::vector<Signature> signatures;
};

// The signatures follow the last empty line.
std::optional<Note> ParseNote(std::string_view note) {
  const auto unfit = [](char c) { return IsControl(c) && c != '\n'; };
  if (note.size() > kMaxNoteBytes || !IsCleanUtf8(note) || std::ranges::any_of(note, unfit))
    return std::nullopt;
  const std::size_t gap = note.rfind("\n\n");
  if (gap == note.npos) return std::nullopt;
  Note parsed{note.substr(0, gap + 1), {}};
  for (std::string_view rest = note.substr(gap + 2); !rest.empty();) {
    const auto line = TakeLine(rest);
    auto signature = line ? ParseSignature(*line) : std::nullopt;
    if (!signature || parsed.signatures.size() == kMaxSignatures) return std::nullopt;
    parsed.signatures.push_back(*std::move(signature));
  }
  if (parsed.signatures.empty()) return std::nullopt;
  return parsed;
}

bool Verifies(std::string_view text, const Signature& signature, const NoteKey& key) {
  const auto bytes = [](std::string_view s) {
    return reinterpret_cast<const unsigned char*>(s.data());
  };
  return key.public_key.size() == crypto_sign_PUBLICKEYBYTES &&
         signature.bytes.size() == kSignatureBytes &&
         crypto_sign_verify_detached(bytes(signature.bytes), bytes(text), text.size(),
                                     bytes(key.public_key)) == 0;
}

// The lines after the third are extensions, which C2SP lets a reader skip.
std::optional<Checkpoint> ParseCheckpointText(std::string_view text) {
  const auto origin = TakeLine(text);
  const auto size = TakeLine(text);
  const auto root = TakeLine(text);
  if (!root || origin->empty()) return std::nullopt;
  while (!text.empty()) {
    const auto extension = TakeLine(text);
    if (!extension || extension->empty()) return std::nullopt;
  }
  const auto count = ParseCount(*size);
  auto hash = ParseHash(*root);
  if (!count || !hash) return std::nullopt;
  return Checkpoint{std::string(*origin), *count, *std::move(hash)};
}

}  // namespace

std::string OriginOf(std::string_view issuer) {
  std::string origin;
  for (const char c : issuer) {
    if (IsGraphic(c) && c != '+' && c != '%') {
      origin += c;
    } else {
      origin.append(1, '%').append(HexEncode(std::string_view(&c, 1)));
    }
  }
  return origin;
}

std::string CheckpointText(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" +
         Base64Encode(checkpoint.root) + "\n";
}

std::string SignedNote(std::string_view text, const NoteKey& key, std::string_view signature) {
  std::string note(text);
  note.append("\n").append(kSignatureStart).append(key.name).append(" ");
  note.append(Base64Encode(KeyIdOf(key).append(signature))).append("\n");
  return note;
}

Result<Checkpoint> OpenCheckpoint(std::string_view note, const NoteKey& key) {
  const auto parsed = ParseNote(note);
  if (!parsed) return FieldInvalid("checkpoint", "is not a signed note");
  const std::string key_id = KeyIdOf(key);
  bool is_signed = false;
  for (const Signature& signature : parsed->signatures) {
    if (signature.name != key.name || signature.key_id != key_id) continue;
    if (!Verifies(parsed->text, signature, key))
      return FieldInvalid("checkpoint", "does not bear the signature of " + key.name +
                                            " that it says: it was altered");
    is_signed = true;
  }
  if (!is_signed) return FieldInvalid("checkpoint", "is not signed by the key " + NoteKeyText(key));
  auto checkpoint = ParseCheckpointText(parsed->text);
  if (!checkpoint) return FieldInvalid("checkpoint", "is a signed note, but not a checkpoint");
  if (checkpoint->origin != key.name)
    return FieldInvalid("checkpoint",
                        "is of the ledger " + checkpoint->origin + ", not of " + key.name);
  return *std::move(checkpoint);
}

std::string NoteKeyText(const NoteKey& key) {
  return key.name + "+" + HexEncode(KeyIdOf(key)) + "+" + Base64Encode(kEd25519 + key.public_key);
}

std::optional<NoteKey> ParseNoteKey(std::string_view text) {
  // A name and an id have no '+', base64 may.
  const std::size_t name_end = text.find('+');
  const std::size_t id_end = name_end == text.npos ? name_end : text.find('+', name_end + 1);
  if (id_end == text.npos) return std::nullopt;
  const auto typed_key = Base64Decode(text.substr(id_end + 1));
  if (!typed_key || typed_key->size() != 1 + crypto_sign_PUBLICKEYBYTES ||
      typed_key->front() != kEd25519)
    return std::nullopt;
  NoteKey key{std::string(text.substr(0, name_end)), typed_key->substr(1)};
  if (!IsKeyName(key.name) || NoteKeyText(key) != text) return std::nullopt;
  return key;
}

std::string ProofText(const InclusionProof& proof) {
  std::string text(kProofStart);
  text.append(kIndexStart).append(std::to_string(proof.index)).append("\n");
  for (const std::string& hash : proof.hashes) text.append(Base64Encode(hash)).append("\n");
  return text.append("\n").append(proof.checkpoint_note);
}

std::optional<InclusionProof> ParseProof(std::string_view text) {
  const std::size_t gap = text.find("\n\n");
  if (!text.starts_with(kProofStart) || gap > kMaxProofHeadBytes) return std::nullopt;
  std::string_view head = text.substr(0, gap + 1);
  InclusionProof proof;
  proof.checkpoint_note = text.substr(gap + 2);
  head.remove_prefix(kProofStart.size());
  if (proof.checkpoint_note.empty() || proof.checkpoint_note.size() > kMaxNoteBytes)
    return std::nullopt;

  auto line = TakeLine(head);
  // Data beside the proof, which nothing vouches for.
  if (const auto extra = line ? After(kExtraStart, *line) : std::nullopt) {
    if (extra->empty() || !Base64Decode(*extra)) return std::nullopt;
    line = TakeLine(head);
  }
  const auto number = line ? After(kIndexStart, *line) : std::nullopt;
  const auto index = number ? ParseCount(*number) : std::nullopt;
  if (!index) return std::nullopt;
  proof.index = *index;
  while (!head.empty()) {
    auto hash = ParseHash(*TakeLine(head));
    if (!hash || proof.hashes.size() == kMaxPath) return std::nullopt;
    proof.hashes.push_back(*std::move(hash));
  }
  return proof;
}

}  // namespace countersign::ledger
