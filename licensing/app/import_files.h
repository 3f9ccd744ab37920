// The file of an import as its rows.
#ifndef COUNTERSIGN_APP_IMPORT_FILES_H_
#define COUNTERSIGN_APP_IMPORT_FILES_H_

#include <memory>
#include <optional>

#include "licensing/app/blob_files.h"
#include "licensing/app/ports.h"
#include "licensing/formats/documents.h"

namespace countersign::app {

class ImportFile {
 public:
  // RESOURCE_NOT_FOUND if the operation's file or mapping is no more.
  static Result<ImportFile> Find(View& view, const domain::Operation& operation);

  // From the beginning, each time. BLOB_DAMAGED; the readers' errors come from their Next.
  Result<std::unique_ptr<formats::RowReader<formats::InvoiceDocument>>> Invoices(
      BlobFiles& files) const;
  Result<std::unique_ptr<formats::RowReader<formats::PaymentEntry>>> Payments(
      BlobFiles& files) const;

 private:
  ImportFile(domain::Blob blob, SecretBytes key, domain::ImportFormat format,
             domain::ImportMapping mapping)
      : blob_(std::move(blob)),
        key_(std::move(key)),
        format_(format),
        mapping_(std::move(mapping)) {}
  Result<formats::ByteSource> Bytes(BlobFiles& files) const;
  Result<formats::ByteSource> Text(BlobFiles& files) const;

  domain::Blob blob_;
  SecretBytes key_;
  domain::ImportFormat format_;
  domain::ImportMapping mapping_;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_IMPORT_FILES_H_
