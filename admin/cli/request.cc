#include "admin/cli/request.h"

#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/stubs/common.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

namespace countersign::cli {
namespace {

namespace pb = google::protobuf;
using pb::FieldDescriptor;

tl::unexpected<std::string> Wrong(std::string what) {
  return tl::unexpected<std::string>(std::move(what));
}

// Fields of the request that have their own way onto the command line, or none.
bool IsSpecial(const Command& command, const FieldDescriptor& field) {
  static const std::set<std::string, std::less<>> kSpecial = {"parent", "page_size", "page_token",
                                                              "update_mask", "file_sha256"};
  return &field == command.argument() || &field == command.body() ||
         kSpecial.count(field.name()) != 0;
}

Flag MakeFlag(const FieldDescriptor& field) {
  Flag flag;
  flag.name = FlagOf(field);
  flag.field = &field;
  flag.repeats = field.is_repeated();
  flag.is_switch = field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL;
  return flag;
}

// The type of what a list holds: of its response's first repeated field.
const pb::Descriptor* ListedType(const Command& command) {
  for (int i = 0; i < command.response().field_count(); ++i) {
    const FieldDescriptor* field = command.response().field(i);
    if (field->is_repeated() && field->message_type() != nullptr) return field->message_type();
  }
  return nullptr;
}

const FieldDescriptor* FilterField(const Command& command, std::string_view filter) {
  const pb::Descriptor* type = ListedType(command);
  if (type == nullptr) return nullptr;
  const auto* field = type->FindFieldByName(std::string(filter));
  return field != nullptr ? field : type->FindFieldByName(std::string(filter) + "s");
}

// The resource that a field of this name refers to ("invoice", "invoices", "designated_invoices",
// "recipients"), or null.
const Resource* Referred(const FieldDescriptor& field) {
  if (field.type() != FieldDescriptor::TYPE_STRING) return nullptr;
  if (field.name() == "recipients") return FindResource("contact");
  if (!field.is_repeated()) return FindResource(field.name());
  const auto named = std::ranges::find_if(Resources(), [&](const Resource& resource) {
    return !resource.collection.empty() &&
           ("_" + field.name()).ends_with("_" + std::string(resource.collection));
  });
  return named == Resources().end() ? nullptr : &*named;
}

// The full name where the field refers to a resource. One that belongs to the same resource as the
// command's own takes that one's parent; of another resource's it needs the parent's id.
Parsed<std::string> Expanded(const Command& command, const Typed& typed,
                             const FieldDescriptor& field, const std::string& text) {
  const Resource* resource = Referred(field);
  if (resource == nullptr || text.empty()) return text;
  if (resource->parent == command.resource->parent) return FullName(*resource, text, typed.parent);
  if (!resource->parent.empty() && text.find('/') == std::string::npos)
    return Wrong("whose? Write it with the " + std::string(resource->parent) + ": " +
                 std::string(resource->parent) + "/" + text);
  return FullName(*resource, text, std::nullopt);
}

// Protobuf's strings are UTF-8. Sent all the same, other text is refused without a word about where
// it stands.
Parsed<void> CheckText(const std::string& where, const std::string& text) {
  if (pb::internal::IsStructurallyValidUTF8(text)) return {};
  return Wrong(where + " is not UTF-8 text: check the terminal's encoding");
}

// A file's text may be typed, or be read from it: @calendar.ics.
constexpr std::string_view kFileField = "content";
constexpr std::size_t kMaxFile = 10'000'000;  // bytes, more than the server takes

Parsed<std::string> Content(const std::string& text) {
  if (!text.starts_with('@')) return text;
  std::ifstream file(text.substr(1), std::ios::binary);
  std::string content(std::istreambuf_iterator<char>(file), {});
  if (!file.is_open() || file.bad()) return Wrong("cannot read the file " + text.substr(1));
  if (content.size() > kMaxFile) return Wrong("the file is too long");
  if (auto done = CheckText("the file " + text.substr(1), content); !done)
    return Wrong(done.error());
  return content;
}

std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

// "per-process" -> "PER_PROCESS": an enum's name without its type's, as filters take it.
std::string UpperSnake(std::string text) {
  for (char& c : text) c = c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return text;
}

// One comparison of a filter, e.g. `state = "ACTIVE"`.
Parsed<std::string> Comparison(const Command& command, const Typed& typed, const Flag& flag,
                               const std::string& text) {
  const std::string path = flag.name == "role" ? "role" : flag.field->name();
  if (flag.field->enum_type() != nullptr) {
    const auto* value = FindEnum(*flag.field->enum_type(), text);
    if (value == nullptr) {
      return Wrong("\"" + text + "\" is not " + EnumChoices(*flag.field->enum_type()));
    }
    return path + " = " + Quoted(UpperSnake(EnumText(*value)));
  }
  return Expanded(command, typed, *flag.field, text).map([&](const std::string& full) {
    return path + " = " + Quoted(full);
  });
}

Parsed<void> ApplyFlag(const Command& command, const Typed& typed, const Flag& flag,
                       const std::vector<std::string>& values, pb::Message& request) {
  if (flag.is_filter) {
    const FieldDescriptor* filter = command.request().FindFieldByName("filter");
    auto comparison = Comparison(command, typed, flag, values.back());
    if (!comparison) return Wrong(comparison.error());
    std::string text = request.GetReflection()->GetString(request, filter);
    if (!text.empty()) text += " AND ";
    request.GetReflection()->SetString(&request, filter, text.append(*comparison));
    return {};
  }
  pb::Message* target =
      flag.in_body ? request.GetReflection()->MutableMessage(&request, command.body()) : &request;
  for (const std::string& value : values) {
    auto full = flag.field->name() == kFileField ? Content(value)
                                                 : Expanded(command, typed, *flag.field, value);
    if (!full) return Wrong(full.error());
    if (auto set = SetField(*target, *flag.field, *full); !set) return set;
  }
  return {};
}

Parsed<void> ApplyArgument(const Command& command, const Typed& typed, pb::Message& request) {
  const FieldDescriptor* argument = command.argument();
  if (argument == nullptr || !typed.argument) return {};
  pb::Message* target = argument->containing_type() == request.GetDescriptor()
                            ? &request
                            : request.GetReflection()->MutableMessage(&request, command.body());
  if (argument->name().ends_with("_id")) {
    const bool full = typed.argument->starts_with(std::string(command.resource->collection) + "/");
    return SetField(*target, *argument, full ? BareName(*typed.argument) : *typed.argument);
  }
  if (argument->name() == "contract") {
    const auto full = FullName(*FindResource("contract"), *typed.argument, std::nullopt);
    return full ? SetField(*target, *argument, *full) : Wrong(full.error());
  }
  if (argument->name() != "name" && argument->name() != "parent")
    return SetField(*target, *argument, *typed.argument);
  auto full = FullName(*command.resource, *typed.argument, typed.parent);
  if (!full) return Wrong(full.error());
  return SetField(*target, *argument, *full);
}

Parsed<void> ApplyParent(const Command& command, const Typed& typed, pb::Message& request) {
  const FieldDescriptor* field = command.request().FindFieldByName("parent");
  if (field == nullptr || !typed.parent) return {};
  auto full = FullName(*FindResource(command.resource->parent), *typed.parent, std::nullopt);
  if (!full) return Wrong(full.error());
  return SetField(request, *field, *full);
}

Parsed<void> CheckTexts(const Command& command, const Typed& typed) {
  if (typed.argument) {
    if (auto done = CheckText("the argument", *typed.argument); !done) return done;
  }
  if (typed.parent) {
    const std::string flag = "--" + std::string(command.resource->parent);
    if (auto done = CheckText(flag, *typed.parent); !done) return done;
  }
  for (const auto& [name, values] : typed.flags)
    for (const std::string& value : values)
      if (auto done = CheckText("--" + name, value); !done) return done;
  return {};
}

// The mask of an update: what was typed, and what is to be emptied.
Parsed<void> ApplyMask(const Command& command, const Typed& typed, pb::Message& request) {
  const FieldDescriptor* field = command.request().FindFieldByName("update_mask");
  if (field == nullptr) return {};
  pb::FieldMask mask;
  for (const Flag& flag : FlagsOf(command)) {
    if (!flag.in_body || flag.field->name() == "etag") continue;
    const bool cleared =
        std::find(typed.clear.begin(), typed.clear.end(), flag.name) != typed.clear.end();
    const bool set = typed.flags.count(flag.name) != 0;
    if (cleared && set) return Wrong("--" + flag.name + " is both set and cleared");
    if (cleared || set) mask.add_paths(flag.field->name());
  }
  if (mask.paths().empty()) return Wrong("nothing to change: say what, e.g. --display-name");
  request.GetReflection()->MutableMessage(&request, field)->CopyFrom(mask);
  return {};
}

Parsed<void> CheckCleared(const Command& command, const Typed& typed) {
  const std::vector<Flag> flags = FlagsOf(command);
  for (const std::string& name : typed.clear) {
    const bool known = std::any_of(flags.begin(), flags.end(), [&](const Flag& flag) {
      return flag.in_body && flag.name == name && name != "etag";
    });
    if (!known) return Wrong("--clear: there is no flag --" + name);
  }
  return {};
}

}  // namespace

std::vector<Flag> FlagsOf(const Command& command) {
  std::vector<Flag> flags;
  if (const FieldDescriptor* body = command.body()) {
    for (std::string_view name : command.fields) {
      flags.push_back(MakeFlag(*body->message_type()->FindFieldByName(std::string(name))));
      flags.back().in_body = true;
    }
    const auto* etag = body->message_type()->FindFieldByName("etag");
    if (command.request().FindFieldByName("update_mask") != nullptr && etag != nullptr) {
      flags.push_back(MakeFlag(*etag));
      flags.back().in_body = true;
    }
  }
  for (std::string_view name : command.filters) {
    Flag flag = MakeFlag(*FilterField(command, name));
    flag.name = std::string(name);
    flag.is_filter = true;
    flag.repeats = false;
    flags.push_back(flag);
  }
  for (int i = 0; i < command.request().field_count(); ++i) {
    const FieldDescriptor& field = *command.request().field(i);
    if (!IsSpecial(command, field)) flags.push_back(MakeFlag(field));
  }
  return flags;
}

bool TakesParent(const Command& command) { return !command.resource->parent.empty(); }

bool ParentRequired(const Command& command) {
  return TakesParent(command) && command.request().FindFieldByName("parent") != nullptr;
}

Parsed<std::string> FullName(const Resource& resource, const std::string& text,
                             const std::optional<std::string>& parent) {
  const std::string collection(resource.collection);
  if (text.empty()) return Wrong("the " + std::string(resource.noun) + "'s name is empty");
  const auto slash = text.find('/');
  if (resource.parent.empty()) {
    return slash == std::string::npos ? collection + "/" + text : text;
  }
  const Resource& owner = *FindResource(resource.parent);
  if (text.starts_with(std::string(owner.collection) + "/")) return text;
  if (slash != std::string::npos) {
    return std::string(owner.collection) + "/" + text.substr(0, slash) + "/" + collection + "/" +
           text.substr(slash + 1);
  }
  if (!parent) {
    return Wrong("which " + std::string(owner.noun) + "'s " + std::string(resource.noun) +
                 "? Add --" + std::string(owner.name));
  }
  return FullName(owner, *parent, std::nullopt).map([&](const std::string& full) {
    return full + "/" + collection + "/" + text;
  });
}

std::string BareName(std::string_view name) {
  return std::string(name.substr(name.rfind('/') + 1));
}

Parsed<std::unique_ptr<pb::Message>> BuildRequest(const Command& command, const Typed& typed,
                                                  const std::string& request_id) {
  std::unique_ptr<pb::Message> request(
      pb::MessageFactory::generated_factory()->GetPrototype(&command.request())->New());
  if (auto done = CheckTexts(command, typed); !done) return Wrong(done.error());
  if (auto done = ApplyArgument(command, typed, *request); !done) return Wrong(done.error());
  if (auto done = ApplyParent(command, typed, *request); !done) return Wrong(done.error());
  if (auto done = CheckCleared(command, typed); !done) return Wrong(done.error());
  const FieldDescriptor* id = command.request().FindFieldByName("request_id");
  if (id != nullptr) request->GetReflection()->SetString(request.get(), id, request_id);
  // `--filter` comes before the flags that add to it.
  std::vector<Flag> flags = FlagsOf(command);
  std::stable_partition(flags.begin(), flags.end(), [](const Flag& f) { return !f.is_filter; });
  for (const Flag& flag : flags) {
    const auto values = typed.flags.find(flag.name);
    if (values == typed.flags.end()) continue;
    if (auto done = ApplyFlag(command, typed, flag, values->second, *request); !done) {
      return Wrong("--" + flag.name + ": " + done.error());
    }
  }
  if (auto done = ApplyMask(command, typed, *request); !done) return Wrong(done.error());
  return request;
}

std::string FlagForPath(const Command& command, std::string_view path) {
  const FieldDescriptor* body = command.body();
  bool in_body = false;
  if (body != nullptr && path.starts_with(body->name() + ".")) {
    path.remove_prefix(body->name().size() + 1);
    in_body = true;
  }
  const std::string_view field = path.substr(0, path.find_first_of(".["));
  for (const Flag& flag : FlagsOf(command)) {
    if (!flag.is_filter && flag.in_body == in_body && flag.field->name() == field) {
      return "--" + flag.name;
    }
  }
  if (field == "parent") return "--" + std::string(command.resource->parent);
  return "";
}

}  // namespace countersign::cli
