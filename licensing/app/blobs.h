// Attachments: putting them on record, finding them, and removing those of a subject.
#ifndef COUNTERSIGN_APP_BLOBS_H_
#define COUNTERSIGN_APP_BLOBS_H_

#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/act.h"
#include "licensing/app/ports.h"

namespace countersign::app {

// A new file's key.
SecretBytes NewBlobKey(Entropy& entropy);

// The subject (domain::Blob) that a resource's name stands for: "customers/acme" or
// "customers/acme/contacts/anna", or "imports" for files that are to be imported; empty for an
// empty name. FIELD_INVALID for other names, RESOURCE_NOT_FOUND if it does not exist.
Result<std::string> BlobSubjectOf(View& view, std::string_view resource);

// What an upload says of itself.
struct BlobUpload {
  std::string id;
  std::string sha256;    // of what arrived, 32 bytes
  std::string resource;  // as BlobSubjectOf takes it
  std::int64_t size = 0;
  std::string media_type;
  std::string file_name;
};

// Puts an upload, whose file is durable and encrypted under `key`, on record. If the subject has a
// blob of this content already, that one is returned, nothing is written, and the new file is of no
// use. Errors of BlobSubjectOf.
Result<domain::Blob> PutBlob(Transaction& tx, const Act& act, const BlobUpload& upload,
                             const SecretBytes& key);

// For a use case that attaches what was uploaded before: the blob with this SHA-256 (hexadecimal)
// that belongs to `resource` or to nothing. FIELD_INVALID for `field` if `sha256` is none, errors
// of BlobSubjectOf, RESOURCE_NOT_FOUND if there is no such blob.
Result<domain::Blob> LoadAttachment(View& view, std::string_view field, std::string_view sha256,
                                    std::string_view resource);

// Removes all blobs of a subject from the record, within an act that records an entry of its own.
// Returns what was removed: once the transaction is durable, BlobFiles::Remove takes the files,
// whose keys are gone then. What a crash leaves of them, the next start removes.
Result<std::vector<domain::Blob>> RemoveBlobs(Transaction& tx, std::string_view subject);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_BLOBS_H_
