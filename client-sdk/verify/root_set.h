// Root public keys as text: the file root.pub, whose contents a program can be compiled with.
//
//   threshold 2
//   3P0rJ…   (base64url of a public key, one a line)
//   …
//
// Empty lines and lines that begin with '#' mean nothing. Without a threshold line it is 1.
#ifndef COUNTERSIGN_VERIFY_ROOT_SET_H_
#define COUNTERSIGN_VERIFY_ROOT_SET_H_

#include <optional>
#include <string>
#include <string_view>

#include "client-sdk/verify/verify.h"

namespace countersign::verify {

// Nullopt if a line is neither, a key is there twice, there is no key (or more than 16), or the
// threshold is not between 1 and their number.
std::optional<RootSet> ParseRootSet(std::string_view text);
std::string FormatRootSet(const RootSet& roots);

}  // namespace countersign::verify

#endif  // COUNTERSIGN_VERIFY_ROOT_SET_H_
