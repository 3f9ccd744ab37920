// What the interface's own comments say, for help texts and for advice on refusals.
#ifndef COUNTERSIGN_CLI_INTERFACE_DOCS_H_
#define COUNTERSIGN_CLI_INTERFACE_DOCS_H_

#include <string>
#include <string_view>

namespace countersign::cli {

// The comment above a field, by its full name ("countersign.v1.Policy.lease"), on one line; empty
// if it has none.
std::string FieldComment(std::string_view full_name);

// What to do about a refusal: the comment of the Reason without its remarks on metadata.
std::string AdviceFor(std::string_view reason);

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_INTERFACE_DOCS_H_
