#include "licensing/app/import_mappings.h"

namespace countersign::app {
namespace {

using domain::ImportMapping;
using Field = UpdatableField<ImportMapping>;

constexpr Field kFields[] = {
    {"display_name", [](auto& to, auto& from) { to.display_name = from.display_name; }},
    {"columns", [](auto& to, auto& from) { to.columns = from.columns; }},
    {"defaults", [](auto& to, auto& from) { to.defaults = from.defaults; }},
    {"delimiter", [](auto& to, auto& from) { to.delimiter = from.delimiter; }},
    {"date_format", [](auto& to, auto& from) { to.date_format = from.date_format; }},
    {"decimal_separator",
     [](auto& to, auto& from) { to.decimal_separator = from.decimal_separator; }},
    {"encoding", [](auto& to, auto& from) { to.encoding = from.encoding; }},
};

}  // namespace

std::span<const Field> ImportMappingFields() { return kFields; }

Result<ImportMapping> CreateImportMapping(Transaction& tx, const Act& act, ImportMapping draft) {
  ASSIGN_OR_RETURN(draft.id, TakeId("mapping_id", draft.id, act));
  RETURN_IF_ERROR(domain::CheckMapping(draft));
  draft.meta = NewMeta(act);
  RETURN_IF_ERROR(tx.imports().mappings().Insert(draft));
  RETURN_IF_ERROR(Record(tx, act, "import_mapping.create", Name("importMappings", draft.id), {}));
  return draft;
}

Result<ImportMapping> UpdateImportMapping(Transaction& tx, const Act& act,
                                          const Change<ImportMapping>& change) {
  ASSIGN_OR_RETURN(ImportMapping mapping, LoadForChange(tx.imports().mappings(), "importMappings",
                                                        change.id, change.etag));
  RETURN_IF_ERROR(Apply(change, ImportMappingFields(), mapping));
  RETURN_IF_ERROR(domain::CheckMapping(mapping));
  RETURN_IF_ERROR(Save(tx.imports().mappings(), mapping, act));
  RETURN_IF_ERROR(Record(tx, act, "import_mapping.update", Name("importMappings", mapping.id),
                         ChangedFields(change.paths)));
  return mapping;
}

}  // namespace countersign::app
