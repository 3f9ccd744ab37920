// What every resource's use cases have in common: etags, ids, loading, and changes by mask.
#ifndef COUNTERSIGN_APP_RESOURCE_H_
#define COUNTERSIGN_APP_RESOURCE_H_

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/act.h"
#include "licensing/app/ports.h"

namespace countersign::app {

// "products/acme": how people and entries name a resource.
std::string Name(std::string_view collection, std::string_view id);

// Opaque; another one after every change.
std::string EtagOf(const domain::ResourceMeta& meta);
// ABORTED / ETAG_MISMATCH if `given` is set and not the resource's.
Result<void> CheckEtag(std::string_view given, const domain::ResourceMeta& meta,
                       std::string_view name);

// The id of a new resource: `chosen`, if it is an id that a caller may choose (else FIELD_INVALID
// for `field`), or a made one if it is empty.
Result<std::string> TakeId(std::string_view field, std::string_view chosen, const Act& act);
domain::ResourceMeta NewMeta(const Act& act);

// FAILED_PRECONDITION / STATE_CONFLICT.
tl::unexpected<Error> StateConflict(std::string_view name, std::string_view state,
                                    std::string_view what);

// NOT_FOUND / RESOURCE_NOT_FOUND if there is no such resource.
template <class T>
Result<T> Load(Reader<T>& reader, std::string_view collection, std::string_view id) {
  ASSIGN_OR_RETURN(std::optional<T> found, reader.Find(id));
  if (!found) return NotFound(Name(collection, id));
  return *std::move(found);
}

// As Load, and checks the etag: the beginning of every change.
template <class T>
Result<T> LoadForChange(Reader<T>& reader, std::string_view collection, std::string_view id,
                        std::string_view etag) {
  ASSIGN_OR_RETURN(T found, Load(reader, collection, id));
  RETURN_IF_ERROR(CheckEtag(etag, found.meta, Name(collection, id)));
  return found;
}

// Writes a changed resource with the time of the act.
template <class T>
Result<void> Save(Repository<T>& repository, T& row, const Act& act) {
  row.meta.update_time = act.now;
  return repository.Update(row);
}

// One field that an update can change.
template <class T>
struct UpdatableField {
  std::string_view path;  // in snake_case, as an update_mask names it
  void (*copy)(T& to, const T& from);
};

// New values for some fields of a resource.
template <class T>
struct Change {
  std::string id;
  std::string etag;             // empty: whatever it is
  std::set<std::string> paths;  // of the fields to change
  T values;                     // the others do not matter
  // For the entry and a second user, where the change may take something away from licences in use
  // (takings.h).
  std::string reason{};
};

// Copies the changed fields. FIELD_INVALID (`update_mask`) for none, and for a path that cannot be
// changed.
template <class T>
Result<void> Apply(const Change<T>& change, std::span<const UpdatableField<T>> fields, T& to) {
  if (change.paths.empty()) return FieldInvalid("update_mask", "names nothing to change");
  for (const std::string& path : change.paths) {
    const auto field = std::find_if(fields.begin(), fields.end(),
                                    [&](const UpdatableField<T>& f) { return f.path == path; });
    if (field == fields.end())
      return FieldInvalid("update_mask", "names \"" + path + "\", which cannot be changed");
    field->copy(to, change.values);
  }
  return {};
}

template <class T>
std::vector<std::string> PathsOf(std::span<const UpdatableField<T>> fields) {
  std::vector<std::string> paths;
  for (const auto& field : fields) paths.emplace_back(field.path);
  return paths;
}

// The changed paths, for an entry: names of fields, no values.
boost::json::object ChangedFields(const std::set<std::string>& paths);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_RESOURCE_H_
