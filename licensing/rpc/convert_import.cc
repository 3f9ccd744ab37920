#include "licensing/rpc/convert_import.h"

#include "licensing/base/encoding.h"
#include "licensing/rpc/convert_common.h"

namespace countersign::rpc {
namespace {

std::string NameOrEmpty(std::string_view collection, std::string_view id) {
  return id.empty() ? std::string() : app::Name(collection, id);
}

// Names of reasons are kept as the interface has them.
v1::Reason ReasonOf(const std::string& name) {
  v1::Reason reason = v1::REASON_UNSPECIFIED;
  v1::Reason_Parse(name, &reason);
  return reason;
}

}  // namespace

v1::ImportMapping ToProto(const domain::ImportMapping& mapping) {
  v1::ImportMapping proto;
  proto.set_name(app::Name("importMappings", mapping.id));
  proto.set_display_name(mapping.display_name);
  proto.set_kind(static_cast<v1::ImportKind>(mapping.kind));
  *proto.mutable_columns() = ToProto(mapping.columns);
  *proto.mutable_defaults() = ToProto(mapping.defaults);
  proto.set_delimiter(mapping.delimiter);
  proto.set_date_format(mapping.date_format);
  proto.set_decimal_separator(mapping.decimal_separator);
  proto.set_encoding(static_cast<v1::TextEncoding>(mapping.encoding));
  PutMeta(mapping.meta, proto);
  return proto;
}

Result<domain::ImportMapping> ToDomain(const v1::ImportMapping& proto) {
  domain::ImportMapping mapping;
  mapping.display_name = proto.display_name();
  ASSIGN_OR_RETURN(mapping.kind, EnumOr("mapping.kind", v1::ImportKind_descriptor(), proto.kind(),
                                        domain::ImportKind::kInvoices));
  mapping.columns = ToDomain(proto.columns());
  mapping.defaults = ToDomain(proto.defaults());
  if (!proto.delimiter().empty()) mapping.delimiter = proto.delimiter();
  if (!proto.date_format().empty()) mapping.date_format = proto.date_format();
  if (!proto.decimal_separator().empty()) mapping.decimal_separator = proto.decimal_separator();
  ASSIGN_OR_RETURN(mapping.encoding, EnumOr("mapping.encoding", v1::TextEncoding_descriptor(),
                                            proto.encoding(), domain::TextEncoding::kDetect));
  return mapping;
}

v1::Operation ToProto(const domain::Operation& operation) {
  v1::Operation proto;
  proto.set_name(app::Name("operations", operation.id));
  proto.set_kind(static_cast<v1::OperationKind>(operation.kind));
  proto.set_user(operation.user);
  proto.set_state(static_cast<v1::OperationState>(operation.state));
  proto.set_format(static_cast<v1::ImportFormat>(operation.format));
  proto.set_file_sha256(HexEncode(operation.file_sha256));
  proto.set_mapping(NameOrEmpty("importMappings", operation.mapping_id));
  proto.set_validate_only(operation.validate_only);
  proto.set_cancel_requested(operation.cancel_requested);
  proto.set_rows_done(operation.rows_done);
  proto.set_rows_total(operation.rows_total);
  proto.set_recorded(operation.counts.recorded);
  proto.set_unchanged(operation.counts.unchanged);
  proto.set_proposed(operation.counts.proposed);
  proto.set_reversed(operation.counts.reversed);
  proto.set_refused(operation.counts.refused);
  proto.set_skipped(operation.counts.skipped);
  proto.set_reason(ReasonOf(operation.reason));
  proto.set_message(operation.message);
  if (operation.end_time) *proto.mutable_end_time() = ToProto(*operation.end_time);
  PutMeta(operation.meta, proto);
  return proto;
}

v1::Problem ToProto(const domain::ImportProblem& problem) {
  v1::Problem proto;
  proto.set_line(problem.line);
  proto.set_document(problem.document);
  proto.set_field(problem.field);
  proto.set_reason(ReasonOf(problem.reason));
  proto.set_message(problem.message);
  return proto;
}

v1::BankEntry ToProto(const domain::BankEntry& entry) {
  v1::BankEntry proto;
  proto.set_name(app::Name("bankEntries", entry.id));
  proto.set_state(static_cast<v1::BankEntryState>(entry.state));
  proto.set_customer(NameOrEmpty("customers", entry.customer_id));
  for (const std::string& id : entry.candidates)
    proto.add_candidate_customers(app::Name("customers", id));
  proto.set_account(entry.account);
  proto.set_reference(entry.reference);
  *proto.mutable_amount() = ToProto(entry.amount);
  proto.set_date(FormatCivilDate(entry.date));
  proto.set_payer(entry.payer);
  for (const std::string& id : entry.proposed)
    proto.add_proposed_invoices(app::Name("invoices", id));
  proto.set_note(entry.note);
  if (entry.payment_id) proto.set_payment(app::Name("payments", *entry.payment_id));
  proto.set_operation(app::Name("operations", entry.operation_id));
  PutMeta(entry.meta, proto);
  return proto;
}

}  // namespace countersign::rpc
