#include "licensing/app/blobs.h"

#include <algorithm>
#include <optional>

#include "licensing/app/contacts.h"
#include "licensing/app/operations.h"
#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"

namespace countersign::app {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kSha256Bytes = 32;

tl::unexpected<Error> NoSubject() {
  return FieldInvalid(
      "subject", "must be of the form customers/{id} or customers/{id}/contacts/{id}, or imports");
}

// Takes "customers/acme" off the front of `rest`, and the slash after it: "acme". Nothing for what
// is no such name.
std::optional<std::string_view> TakePair(std::string_view& rest, std::string_view collection) {
  if (!rest.starts_with(collection)) return std::nullopt;
  rest.remove_prefix(collection.size());
  const std::size_t end = rest.find('/');
  const std::string_view id = rest.substr(0, end);
  if (!IsId(id) || end == rest.size() - 1) return std::nullopt;
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  return id;
}

Result<std::optional<domain::Blob>> FindOf(View& view, std::string_view sha256,
                                           std::string_view subject) {
  ASSIGN_OR_RETURN(const auto blobs, view.blobs().FindByHash(sha256));
  const auto found = std::ranges::find(blobs, subject, &domain::Blob::subject);
  return found == blobs.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

SecretBytes NewBlobKey(Entropy& entropy) {
  std::string random = RandomBytes(entropy, kKeyBytes);
  SecretBytes key(random);
  Wipe(random);
  return key;
}

Result<std::string> BlobSubjectOf(View& view, std::string_view resource) {
  if (resource.empty()) return std::string();
  if (resource == kImportSubject) return std::string(resource);
  std::string_view rest = resource;
  const auto customer = TakePair(rest, "customers/");
  if (!customer) return NoSubject();
  if (rest.empty()) {
    RETURN_IF_ERROR(Load(view.customers(), "customers", *customer));
    return Name("customers", *customer);
  }
  const auto contact = TakePair(rest, "contacts/");
  if (!contact || !rest.empty()) return NoSubject();
  RETURN_IF_ERROR(GetContact(view, *customer, *contact));
  return Name("contacts", *contact);
}

Result<domain::Blob> PutBlob(Transaction& tx, const Act& act, const BlobUpload& upload,
                             const SecretBytes& key) {
  domain::Blob blob{.id = upload.id,
                    .sha256 = upload.sha256,
                    .subject = {},
                    .size = upload.size,
                    .media_type = upload.media_type,
                    .file_name = upload.file_name,
                    .uploader = act.actor,
                    .create_time = act.now};
  ASSIGN_OR_RETURN(blob.subject, BlobSubjectOf(tx, upload.resource));
  ASSIGN_OR_RETURN(auto stored, FindOf(tx, blob.sha256, blob.subject));
  if (stored) return *std::move(stored);
  RETURN_IF_ERROR(tx.blobs().Insert(blob, key));
  RETURN_IF_ERROR(
      Record(tx, act, "blob.put", Name("blobs", blob.id),
             {{"media_type", blob.media_type}, {"size", blob.size}, {"subject", upload.resource}},
             {blob.sha256}));
  return blob;
}

Result<domain::Blob> LoadAttachment(View& view, std::string_view field, std::string_view sha256,
                                    std::string_view resource) {
  const auto hash = HexDecode(sha256);
  if (!hash || hash->size() != kSha256Bytes)
    return FieldInvalid(field, "must be a SHA-256: 64 lower-case hexadecimal digits");
  ASSIGN_OR_RETURN(const std::string subject, BlobSubjectOf(view, resource));
  ASSIGN_OR_RETURN(auto found, FindOf(view, *hash, subject));
  if (!found && !subject.empty()) {
    ASSIGN_OR_RETURN(found, FindOf(view, *hash, ""));
  }
  if (!found) return NotFound(Name("blobs", sha256));
  return *std::move(found);
}

Result<std::vector<domain::Blob>> RemoveBlobs(Transaction& tx, std::string_view subject) {
  ASSIGN_OR_RETURN(auto blobs, tx.blobs().FindBySubject(subject));
  for (const domain::Blob& blob : blobs) RETURN_IF_ERROR(tx.blobs().Delete(blob.id));
  return blobs;
}

}  // namespace countersign::app
