#include "licensing/app/import_files.h"

#include "licensing/app/blobs.h"
#include "licensing/app/operations.h"
#include "licensing/app/resource.h"
#include "licensing/base/encoding.h"
#include "licensing/formats/camt053.h"
#include "licensing/formats/csv_documents.h"
#include "licensing/formats/text_decoder.h"
#include "licensing/formats/ubl.h"

namespace countersign::app {

Result<ImportFile> ImportFile::Find(View& view, const domain::Operation& operation) {
  ASSIGN_OR_RETURN(
      domain::Blob blob,
      LoadAttachment(view, "file_sha256", HexEncode(operation.file_sha256), kImportSubject));
  ASSIGN_OR_RETURN(std::optional<SecretBytes> key, view.blobs().FindKey(blob));
  if (!key) return NotFound(Name("blobs", HexEncode(blob.sha256)) + " any more");
  domain::ImportMapping mapping;
  if (!operation.mapping_id.empty()) {
    ASSIGN_OR_RETURN(mapping,
                     Load(view.imports().mappings(), "importMappings", operation.mapping_id));
  }
  return ImportFile(std::move(blob), *std::move(key), operation.format, std::move(mapping));
}

Result<formats::ByteSource> ImportFile::Bytes(BlobFiles& files) const {
  ASSIGN_OR_RETURN(std::shared_ptr<BlobSource> source, files.Open(blob_, key_));
  return formats::ByteSource([source = std::move(source)] { return source->Read(); });
}

Result<formats::ByteSource> ImportFile::Text(BlobFiles& files) const {
  domain::TextEncoding encoding = mapping_.encoding;
  if (encoding == domain::TextEncoding::kDetect) {
    ASSIGN_OR_RETURN(const auto bytes, Bytes(files));
    ASSIGN_OR_RETURN(encoding, formats::DetectEncoding(bytes));
  }
  ASSIGN_OR_RETURN(auto bytes, Bytes(files));
  return formats::Decoded(std::move(bytes), encoding);
}

Result<std::unique_ptr<formats::RowReader<formats::InvoiceDocument>>> ImportFile::Invoices(
    BlobFiles& files) const {
  if (format_ == domain::ImportFormat::kUbl) {
    ASSIGN_OR_RETURN(auto bytes, Bytes(files));
    return formats::ReadUbl(std::move(bytes), mapping_.defaults);
  }
  ASSIGN_OR_RETURN(auto text, Text(files));
  return formats::ReadCsvInvoices(std::move(text), mapping_);
}

Result<std::unique_ptr<formats::RowReader<formats::PaymentEntry>>> ImportFile::Payments(
    BlobFiles& files) const {
  if (format_ == domain::ImportFormat::kCamt053) {
    ASSIGN_OR_RETURN(auto bytes, Bytes(files));
    return formats::ReadCamt053(std::move(bytes));
  }
  ASSIGN_OR_RETURN(auto text, Text(files));
  return formats::ReadCsvPayments(std::move(text), mapping_);
}

}  // namespace countersign::app
