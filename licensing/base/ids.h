// Names of things.
#ifndef COUNTERSIGN_BASE_IDS_H_
#define COUNTERSIGN_BASE_IDS_H_

#include <optional>
#include <string>
#include <string_view>

#include "licensing/base/clock.h"
#include "licensing/base/entropy.h"

namespace countersign {

// A new id: 26 characters [0-9a-z] that sort by `now` (48 bits of milliseconds, 80 random bits,
// lower-case Crockford base32, the form of a ULID).
std::string NewId(Instant now, Entropy& entropy);

// The least id of NewId at `time`, and when an id of NewId was made, to the millisecond; nothing
// for other text.
std::string FirstIdAt(Instant time);
std::optional<Instant> TimeOfId(std::string_view id);

// The 16 bytes that an id of NewId stands for; nothing for other text. And the id of 16 bytes.
std::optional<std::string> IdBytes(std::string_view id);
std::string IdOf(std::string_view bytes);

// An id that a user may choose: [a-z][a-z0-9-]{0,62}.
bool IsUserId(std::string_view id);
// Either of the two forms.
bool IsId(std::string_view id);
// A UUID in its canonical text form, either case.
bool IsUuid(std::string_view text);

}  // namespace countersign

#endif  // COUNTERSIGN_BASE_IDS_H_
