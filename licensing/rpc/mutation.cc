#include "licensing/rpc/mutation.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <vector>

#include "licensing/app/approvals.h"
#include "licensing/app/reassess.h"
#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"

namespace countersign::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor* FindField(const Message& message, const std::string& name,
                                 FieldDescriptor::CppType type) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  return field != nullptr && field->cpp_type() == type && !field->is_repeated() ? field : nullptr;
}

// In lower case: a UUID is the same in either.
Result<std::string> RequestIdOf(const Message& request) {
  const auto* field = FindField(request, "request_id", FieldDescriptor::CPPTYPE_STRING);
  if (field == nullptr) return std::string();
  std::string id = request.GetReflection()->GetString(request, field);
  if (!id.empty() && !IsUuid(id)) return FieldInvalid("request_id", "must be a UUID");
  std::ranges::transform(
      id, id.begin(), [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c; });
  return id;
}

bool ValidatesOnly(const Message& request) {
  const auto* field = FindField(request, "validate_only", FieldDescriptor::CPPTYPE_BOOL);
  return field != nullptr && request.GetReflection()->GetBool(request, field);
}

// The same bytes for the same content, whatever the order of its maps.
std::string CanonicalBytes(const Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

// Hex SHA-256 of the request without these fields.
std::string HashWithout(const std::vector<std::string>& fields, const Message& request) {
  const std::unique_ptr<Message> content(request.New());
  content->CopyFrom(request);
  for (const std::string& name : fields) {
    const FieldDescriptor* field = content->GetDescriptor()->FindFieldByName(name);
    if (field != nullptr) content->GetReflection()->ClearField(content.get(), field);
  }
  return HexEncode(Sha256(CanonicalBytes(*content)));
}

// Of everything that makes the request what it is: method, user and content, but not its id.
std::string ContentHash(std::string_view method, const Caller& caller, const Message& request) {
  return HexEncode(Sha256(std::string(method) + "\n" + caller.user + "\n" +
                          HashWithout({"request_id"}, request)));
}

// Of what a second user approves: the same whoever asks, and whether in earnest or not.
app::Asked AskedBy(std::string_view method, const Message& request) {
  return {std::string(method),
          HexEncode(Sha256(std::string(method) + "\n" +
                           HashWithout({"request_id", "validate_only"}, request)))};
}

// True if there were any.
bool ClearSecrets(Message& message) {
  std::vector<const FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  bool cleared = false;
  for (const FieldDescriptor* field : set) {
    if (!field->options().GetExtension(v1::shown_once)) continue;
    message.GetReflection()->ClearField(&message, field);
    cleared = true;
  }
  return cleared;
}

std::string ReplyToKeep(const Message& response) {
  const std::unique_ptr<Message> kept(response.New());
  kept->CopyFrom(response);
  if (ClearSecrets(*kept)) {
    const auto* omitted = FindField(*kept, "omitted", FieldDescriptor::CPPTYPE_ENUM);
    if (omitted != nullptr)
      kept->GetReflection()->SetEnumValue(kept.get(), omitted, v1::SECRET_ALREADY_SHOWN);
  }
  return CanonicalBytes(*kept);
}

// True if `response` was filled with the first answer to this id.
Result<bool> Replay(app::Transaction& tx, std::string_view method, const app::Act& act,
                    const std::string& content_hash, Message& response) {
  const std::string& request_id = act.request_id;
  ASSIGN_OR_RETURN(const auto answered, tx.requests().Find(request_id));
  if (!answered) return false;
  // What is left says no more than this.
  if (answered->erased && answered->method == method && answered->actor == act.actor)
    return Fail(Code::kNotFound, Reason::kResourceNotFound,
                "request_id " + request_id +
                    " was answered before, about someone whose data were erased since",
                {{"request_id", request_id}, {"resource", answered->subject}});
  if (answered->content_hash != content_hash)
    return Fail(
        Code::kAlreadyExists, Reason::kRequestIdReused,
        "request_id " + request_id + " was used with other content: a new request takes a new id",
        {{"request_id", request_id}});
  if (!response.ParseFromString(answered->reply))
    return Fail(Code::kInternal, Reason::kInternalFault,
                "the answer kept for request_id " + request_id + " cannot be read");
  return true;
}

// One mutating call, taken apart.
struct Running {
  std::string_view method;
  const CallContext& context;
  const Message& request;
  Message& response;
  const MutationWork& work;
  app::Act act;
  std::function<void()> after_commit;
};

// Empty if the call has no id.
std::string ContentHashOf(const Running& running) {
  if (running.act.request_id.empty()) return "";
  return ContentHash(running.method, running.context.caller, running.request);
}

// True if the call was answered before, and so is now.
Result<bool> AnswerAgain(app::Transaction& tx, Running& running) {
  if (running.act.request_id.empty()) return false;
  return Replay(tx, running.method, running.act, ContentHashOf(running), running.response);
}

Result<app::Finish> RunForReal(app::Transaction& tx, Running& running) {
  const std::string& request_id = running.act.request_id;
  ASSIGN_OR_RETURN(const bool replayed, AnswerAgain(tx, running));
  if (replayed) return app::Finish::kRollback;
  Mutation mutation{tx, running.act, running.context.caller, {}, {}};
  RETURN_IF_ERROR(running.work(mutation));
  RETURN_IF_ERROR(app::Reassess(tx, running.act));
  if (!request_id.empty()) {
    RETURN_IF_ERROR(tx.requests().Insert(
        {request_id, std::string(running.method), running.act.actor, ContentHashOf(running),
         ReplyToKeep(running.response), running.act.now, std::move(mutation.subject)}));
  }
  running.after_commit = std::move(mutation.after_commit);
  return app::Finish::kCommit;
}

Result<app::Finish> RunDry(app::Transaction& tx, Running& running) {
  Mutation mutation{tx, running.act, running.context.caller, {}, {}};
  RETURN_IF_ERROR(running.work(mutation));
  ClearSecrets(running.response);
  return app::Finish::kRollback;
}

// Puts on record, apart from the call's own transaction, which failed, that a second user is
// needed. The error, which then says what to do.
Result<void> AskForApproval(const AdminDeps& deps, const Running& running,
                            const app::ApprovalNeed& need, Error refused) {
  RETURN_IF_ERROR(deps.store.Write([&](app::Transaction& tx) -> Result<app::Finish> {
    ASSIGN_OR_RETURN(const auto requested, app::RequestApproval(tx, running.act, need));
    const std::string name = app::ApprovalName(requested.approval.id);
    refused.metadata["approval"] = name;
    refused.message = need.summary + ": this takes a second user. Another one runs `countersign " +
                      "approval approve " + name + "`, then repeat the same call";
    return requested.made ? app::Finish::kCommit : app::Finish::kRollback;
  }));
  return tl::unexpected<Error>(std::move(refused));
}

// Whether there is something left to do for real.
Result<bool> Prepare(const AdminDeps& deps, Running& running, const MutationPreparation& prepare) {
  bool replayed = false;
  RETURN_IF_ERROR(deps.store.Write([&](app::Transaction& tx) -> Result<app::Finish> {
    ASSIGN_OR_RETURN(replayed, AnswerAgain(tx, running));
    return replayed ? app::Finish::kRollback : RunDry(tx, running);
  }));
  if (replayed) return false;
  RETURN_IF_ERROR(prepare(running.act));
  return true;
}

}  // namespace

Result<void> RunMutation(const AdminDeps& deps, std::string_view method, const CallContext& context,
                         const Message& request, Message& response, const MutationWork& work,
                         const MutationPreparation& prepare, DryRun dry_run) {
  ASSIGN_OR_RETURN(std::string request_id, RequestIdOf(request));
  Running running{method,
                  context,
                  request,
                  response,
                  work,
                  {context.caller.user, std::move(request_id), context.now, deps.entropy,
                   AskedBy(method, request)},
                  {}};
  const bool dry = dry_run == DryRun::kOfTheCall && ValidatesOnly(request);
  if (prepare && !dry) {
    ASSIGN_OR_RETURN(const bool go_on, Prepare(deps, running, prepare));
    if (!go_on) return {};
  }
  auto done = deps.store.Write(
      [&](app::Transaction& tx) { return dry ? RunDry(tx, running) : RunForReal(tx, running); });
  if (!done) {
    const auto need = app::NeedOf(done.error());
    if (dry || !need) return done;
    return AskForApproval(deps, running, *need, std::move(done).error());
  }
  if (running.after_commit) running.after_commit();
  return {};
}

}  // namespace countersign::rpc
