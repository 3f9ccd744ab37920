// Signed statements of what the tree was: C2SP tlog-checkpoint, a C2SP signed-note by the ledger
// key.
#ifndef COUNTERSIGN_LEDGER_CHECKPOINT_H_
#define COUNTERSIGN_LEDGER_CHECKPOINT_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/result.h"

namespace countersign::ledger {

struct Checkpoint {
  std::string origin;     // which ledger: not empty, no line breaks
  std::int64_t size = 0;  // entries covered
  std::string root;       // kHashBytes

  bool operator==(const Checkpoint&) const = default;
};

// A key that signs notes, by name. Ed25519; the note's key id follows from both.
struct NoteKey {
  std::string name;        // not empty, no white space, no '+'
  std::string public_key;  // 32 bytes

  bool operator==(const NoteKey&) const = default;
};

// The origin and key name of an installation's ledger: its issuer, with what a key name cannot
// hold ('+', white space, control characters), '%' and what is not ASCII percent-encoded.
std::string OriginOf(std::string_view issuer);

// The text that is signed: origin, size, root in base64, a line each.
std::string CheckpointText(const Checkpoint& checkpoint);
// The note: the text, an empty line, the signature line. `signature`: 64 bytes, over the text.
std::string SignedNote(std::string_view text, const NoteKey& key, std::string_view signature);

// The checkpoint of a note that bears a valid signature by `key`; of other keys there may be more
// lines, which are not judged. INVALID_ARGUMENT / FIELD_INVALID with what is wrong: not a note, not
// a checkpoint, of another origin than the key's name, no signature by the key, a wrong one.
Result<Checkpoint> OpenCheckpoint(std::string_view note, const NoteKey& key);

// The verifier key's text ("name+id+base64"), as note tools take it, and back. Nothing if it is not
// one, or its id does not fit.
std::string NoteKeyText(const NoteKey& key);
std::optional<NoteKey> ParseNoteKey(std::string_view text);

// C2SP tlog-proof: that an entry is in the ledger, in one text that needs nothing else but the key.
struct InclusionProof {
  std::int64_t index = 0;           // of the leaf, from 0
  std::vector<std::string> hashes;  // kHashBytes each
  std::string checkpoint_note;

  bool operator==(const InclusionProof&) const = default;
};
std::string ProofText(const InclusionProof& proof);
std::optional<InclusionProof> ParseProof(std::string_view text);

}  // namespace countersign::ledger

#endif  // COUNTERSIGN_LEDGER_CHECKPOINT_H_
