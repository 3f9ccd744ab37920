#include "admin/cli/report.h"

#include <google/protobuf/util/json_util.h>

#include <sstream>
#include <utility>
#include <vector>

#include "admin/cli/interface_docs.h"
#include "admin/cli/milestone_text.h"
#include "admin/cli/request.h"
#include "admin/cli/standing_text.h"
#include "admin/cli/table.h"
#include "countersign/v1/common.pb.h"
#include "countersign/v1/customer.pb.h"
#include "countersign/v1/enforcement.pb.h"
#include "countersign/v1/license_admin.pb.h"
#include "countersign/v1/receivable.pb.h"
#include "countersign/v1/simulation.pb.h"

namespace countersign::cli {
namespace {

namespace pb = google::protobuf;
using pb::FieldDescriptor;

constexpr char kCopiesPending[] =
    " Older copies of the data may still lie in the database's files: a read that began earlier "
    "has not ended, or the disk is full. The server removes them as soon as it can.";

// A field in words: "display_name" -> "display name", "end_time" -> "end".
std::string Label(const FieldDescriptor& field) {
  static const std::map<std::string, std::string, std::less<>> kOwnWords = {
      {"create_time", "created"},
      {"update_time", "updated"},
      {"seats_taken", "seats"},
      {"last_check_time", "last check"},
      {"fork_detected_time", "fork detected"},
      {"now", "time"},
      {"next_step_date", "from"},
  };
  const auto own = kOwnWords.find(field.name());
  if (own != kOwnWords.end()) return own->second;
  std::string label = field.name();
  if (label.ends_with("_time")) label.resize(label.size() - 5);
  for (char& c : label) {
    if (c == '_') c = ' ';
  }
  return label;
}

// The same as a column's head.
std::string Heading(const FieldDescriptor& field) {
  std::string heading = Label(field);
  for (char& c : heading) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return heading;
}

// Names are shown without their collection: the commands take them so.
bool IsName(const FieldDescriptor& field) {
  return field.name() == "name" ||
         (field.type() == FieldDescriptor::TYPE_STRING && FindResource(field.name()) != nullptr);
}

// A field's value for people: instants to the second.
std::string ShownText(const pb::Message& message, const FieldDescriptor& field) {
  std::string text = FieldText(message, field);
  const bool instant = field.message_type() != nullptr && !field.is_repeated() &&
                       field.message_type()->full_name() == "google.protobuf.Timestamp";
  const auto fraction = text.find('.');
  if (instant && fraction != std::string::npos) text.replace(fraction, std::string::npos, "Z");
  return text;
}

std::string CellText(const pb::Message& message, const FieldDescriptor& field) {
  if (field.name() == "leases") {
    return std::to_string(message.GetReflection()->FieldSize(message, &field));
  }
  const std::string text = ShownText(message, field);
  return IsName(field) ? BareName(text) : text;
}

const FieldDescriptor* ListField(const pb::Message& response) {
  const pb::Descriptor& type = *response.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    if (type.field(i)->is_repeated() && type.field(i)->message_type() != nullptr &&
        !type.field(i)->is_map()) {
      return type.field(i);
    }
  }
  return nullptr;
}

std::string ListText(const Command& command, const pb::Message& response,
                     const FieldDescriptor& list, bool bold) {
  std::vector<const FieldDescriptor*> fields;
  TableRow header;
  for (std::string_view column : command.columns) {
    fields.push_back(list.message_type()->FindFieldByName(std::string(column)));
    header.push_back(Heading(*fields.back()));
  }
  std::vector<TableRow> rows;
  const pb::Reflection& reflection = *response.GetReflection();
  for (int i = 0; i < reflection.FieldSize(response, &list); ++i) {
    const pb::Message& element = reflection.GetRepeatedMessage(response, &list, i);
    TableRow row;
    for (const FieldDescriptor* field : fields) row.push_back(CellText(element, *field));
    rows.push_back(std::move(row));
  }
  return RenderTable(header, rows, bold);
}

// The resource in a response that is one, or that holds one beside a secret.
const pb::Message* ResourceIn(const Command& command, const pb::Message& response) {
  const auto* field =
      response.GetDescriptor()->FindFieldByName(std::string(command.resource->name));
  if (field == nullptr || field->message_type() == nullptr) return &response;
  return &response.GetReflection()->GetMessage(response, field);
}

bool IsSecret(const FieldDescriptor& field) { return field.options().GetExtension(v1::shown_once); }

using Lines = std::vector<std::pair<std::string, std::string>>;

bool IsTable(const FieldDescriptor& field) {
  return field.is_repeated() && field.message_type() != nullptr && !field.is_map();
}

// The document of the answer is a text of several lines: it is shown as such, below the rest.
bool HasLines(const Command& command, const pb::Message& message) {
  return DocumentOf(command, message).find('\n') != std::string::npos;
}

void AppendFields(const Command& command, const pb::Message& message, Lines& lines) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (command.tables && IsTable(*field)) continue;
    if (HasLines(command, message) && field->name() == command.document) continue;
    lines.emplace_back(Label(*field), ShownText(message, *field));
  }
}

// The list with a column for each field that any of its messages has.
std::string ListTable(const pb::Message& message, const FieldDescriptor& list, bool bold) {
  const pb::Reflection& reflection = *message.GetReflection();
  const int size = reflection.FieldSize(message, &list);
  TableRow header;
  std::vector<TableRow> rows(static_cast<std::size_t>(size));
  for (int f = 0; f < list.message_type()->field_count(); ++f) {
    const FieldDescriptor& field = *list.message_type()->field(f);
    TableRow cells;
    bool any = false;
    for (int i = 0; i < size; ++i) {
      cells.push_back(CellText(reflection.GetRepeatedMessage(message, &list, i), field));
      any = any || !cells.back().empty();
    }
    if (!any) continue;
    header.push_back(Heading(field));
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].push_back(cells[i]);
  }
  return RenderTable(header, rows, bold);
}

std::string Tables(const pb::Message& message, bool bold) {
  std::string text;
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields)
    if (IsTable(*field)) text += "\n" + Label(*field) + "\n" + ListTable(message, *field, bold);
  return text;
}

std::string NameIn(const Command& command, const pb::Message& request,
                   const pb::Message& response) {
  for (const pb::Message* message : {ResourceIn(command, response), &request}) {
    const auto* field = message->GetDescriptor()->FindFieldByName("name");
    if (field == nullptr) continue;
    const std::string name = Printable(message->GetReflection()->GetString(*message, field));
    if (!name.empty()) return name;
  }
  return "";
}

bool ValidatesOnly(const pb::Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("validate_only");
  return field != nullptr && request.GetReflection()->GetBool(request, field);
}

// When a suspension ends by itself, and what another user does so that it goes on.
std::string UntilConfirmed(const v1::License& license) {
  if (license.suspension_approval().empty()) return "";
  const auto* end = license.GetDescriptor()->FindFieldByName("suspension_end_time");
  return "\nThe suspension ends " + ShownText(license, *end) +
         " unless another user confirms it: countersign approval approve " +
         Printable(license.suspension_approval());
}

std::string PauseOf(const v1::Dispute& dispute) {
  if (dispute.no_pause_reason().empty())
    return "The disputed amount is not overdue while it is open.";
  return "It pauses nothing: " + Printable(dispute.no_pause_reason()) + ".";
}

std::string DoneSentence(const Command& command, const pb::Message& request,
                         const pb::Message& response) {
  if (ValidatesOnly(request)) return "This would be done; nothing was changed.";
  std::string sentence(command.done);
  const auto fill = [&](std::string_view place, const std::string& text) {
    const auto found = sentence.find(place);
    if (found != std::string::npos) sentence.replace(found, place.size(), text);
  };
  fill("{name}", NameIn(command, request, response));
  if (const auto* clock = dynamic_cast<const v1::SimulatedClock*>(&response)) {
    fill("{now}", ShownText(*clock, *clock->GetDescriptor()->FindFieldByName("now")));
  }
  if (const auto* erasure = dynamic_cast<const v1::EraseContactResponse*>(&response)) {
    fill("{copies}", erasure->copies_pending() ? kCopiesPending : "");
  }
  if (const auto* license = dynamic_cast<const v1::License*>(&response)) {
    fill("{until}", UntilConfirmed(*license));
    fill("{how}", license->withheld().empty() ? "is restricted" : "goes without what is not paid");
  }
  if (const auto* dispute = dynamic_cast<const v1::Dispute*>(&response)) {
    fill("{pause}", PauseOf(*dispute));
  }
  if (const auto* approval = dynamic_cast<const v1::Approval*>(&response)) {
    fill("{summary}", Printable(approval->summary()));
    const bool waits = approval->state() == v1::APPROVAL_STATE_APPROVED;
    const std::string repeats =
        " " + Printable(approval->requested_by()) + " now repeats the same command.";
    fill("{next}", !waits ? "" : approval->decider().empty() ? repeats : " It goes out by itself.");
  }
  return sentence;
}

Lines SecretsOf(const pb::Message& response) {
  Lines lines;
  std::vector<const FieldDescriptor*> fields;
  response.GetReflection()->ListFields(response, &fields);
  for (const FieldDescriptor* field : fields) {
    if (IsSecret(*field)) lines.emplace_back(Label(*field), FieldText(response, *field));
  }
  return lines;
}

}  // namespace

std::string JsonOf(const pb::Message& message) {
  pb::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string json;
  if (!pb::util::MessageToJsonString(message, &json, options).ok()) return "{}\n";
  if (!json.ends_with('\n')) json += '\n';
  return json;
}

std::string AnswerText(const Command& command, const pb::Message& request,
                       const pb::Message& response, bool bold) {
  if (!command.done.empty()) {
    const auto* outcome = dynamic_cast<const v1::MilestoneOutcome*>(&response);
    return DoneSentence(command, request, response) + "\n" + RenderList(SecretsOf(response), bold) +
           (outcome == nullptr ? "" : OutcomeText(*outcome));
  }
  if (const auto* standing = dynamic_cast<const v1::Standing*>(&response))
    return StandingText(*standing);
  if (const auto* notice = dynamic_cast<const v1::NoticePreview*>(&response))
    return NoticeWords(*notice);
  if (!command.columns.empty()) {
    const FieldDescriptor* list = ListField(response);
    if (response.GetReflection()->FieldSize(response, list) == 0) return "";
    if (const auto* standings = dynamic_cast<const v1::ListStandingsResponse*>(&response))
      return ListText(command, WorstFirst(*standings), *list, bold);
    return ListText(command, response, *list, bold);
  }
  Lines lines;
  AppendFields(command, response, lines);
  const std::string dry = ValidatesOnly(request) ? DoneSentence(command, request, response) : "";
  return (dry.empty() ? "" : dry + "\n") + RenderList(lines, bold) +
         (command.tables ? Tables(response, bold) : "") +
         (HasLines(command, response) ? "\n" + DocumentOf(command, response) + "\n" : "");
}

std::string DocumentOf(const Command& command, const pb::Message& response) {
  const auto* field =
      command.document.empty()
          ? nullptr
          : response.GetDescriptor()->FindFieldByName(std::string(command.document));
  if (field == nullptr) return "";
  std::string text;
  std::istringstream lines(response.GetReflection()->GetString(response, field));
  for (std::string line; std::getline(lines, line);)
    text += (text.empty() ? "" : "\n") + Printable(line);
  return text;
}

std::string EmptyNote(const Command& command, const pb::Message& response) {
  const FieldDescriptor* list = ListField(response);
  if (command.columns.empty() || response.GetReflection()->FieldSize(response, list) != 0) {
    return "";
  }
  return command.empty_note;
}

bool SecretOmitted(const pb::Message& response) {
  const FieldDescriptor* omitted = response.GetDescriptor()->FindFieldByName("omitted");
  return omitted != nullptr && response.GetReflection()->GetEnum(response, omitted)->number() != 0;
}

std::string SecretNote(const pb::Message& response) {
  if (SecretOmitted(response)) return AdviceFor("SECRET_ALREADY_SHOWN");
  const pb::Descriptor& type = *response.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    if (!IsSecret(*type.field(i))) continue;
    if (type.field(i)->name() == "emergency_codes")
      return "The codes are shown this once. Keep them where the customer finds them on a bad day; "
             "if they are lost, `license rotate-emergency-codes` makes new ones.";
    if (type.FindFieldByName("webhook") != nullptr)
      return "The secret is the key of the signatures, and is shown this once. Give it to whoever "
             "receives; if it is lost, disable the webhook and create another.";
    return type.field(i)->name() == "activation_code"
               ? "The codes are shown this once. Give the activation code to whoever installs the "
                 "program, and keep the emergency codes for a bad day; if one is lost, `license "
                 "rotate-code` and `license rotate-emergency-codes` make new ones."
               : "The secret is the token itself, and is shown this once. Keep it safe; if it is "
                 "lost, revoke the token and create another.";
  }
  return "";
}

Parsed<void> CheckFieldPath(const pb::Descriptor& response, const std::string& path) {
  const auto dot = path.find('.');
  const std::string name = path.substr(0, dot);
  const FieldDescriptor* field = response.FindFieldByName(name);
  if (field == nullptr) return tl::unexpected<std::string>("the answer has no field " + name);
  if (dot == std::string::npos) return {};
  if (field->message_type() == nullptr || field->is_repeated()) {
    return tl::unexpected<std::string>(name + " has no fields of its own");
  }
  return CheckFieldPath(*field->message_type(), path.substr(dot + 1));
}

std::string FieldOf(const pb::Message& response, const std::string& path) {
  const auto dot = path.find('.');
  const FieldDescriptor& field = *response.GetDescriptor()->FindFieldByName(path.substr(0, dot));
  if (dot == std::string::npos) return FieldText(response, field);
  return FieldOf(response.GetReflection()->GetMessage(response, &field), path.substr(dot + 1));
}

std::string RefusalText(const Command* command, const Refusal& refusal) {
  std::string text = "refused: " + Printable(refusal.message);
  if (refusal.message.empty()) text += "gRPC status " + std::to_string(refusal.code);
  if (!refusal.reason.empty()) text += " (" + Printable(refusal.reason) + ")";
  text += "\n";
  for (const auto& [key, value] : refusal.metadata) {
    const std::string flag =
        command != nullptr && key == "field" ? FlagForPath(*command, value) : "";
    text += "  " + Printable(key) + ": " + Printable(value) +
            (flag.empty() ? "" : " (" + flag + ")") + "\n";
  }
  const std::string advice = refusal.reason.empty() ? "" : AdviceFor(refusal.reason);
  if (!advice.empty()) text += "  " + advice + "\n";
  return text;
}

std::string UnreachableText(const Connection& connection, const Refusal& refusal) {
  return "no answer from " + connection.shown + ": " + Printable(refusal.message) + "\n  " +
         (connection.tls ? "Is the server running, and its certificate one that --ca or this "
                           "system trusts?"
                         : "Is the server running (countersign serve --data DIR)? One with TLS has "
                           "an address that begins with https://.") +
         "\n  Another address is given with --server or COUNTERSIGN_SERVER.\n";
}

}  // namespace countersign::cli
