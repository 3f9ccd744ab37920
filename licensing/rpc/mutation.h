// How the admin surface writes and reads: one transaction a call, and what `request_id` and
// `validate_only` promise, in one place for every method.
#ifndef COUNTERSIGN_RPC_MUTATION_H_
#define COUNTERSIGN_RPC_MUTATION_H_

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "licensing/app/act.h"
#include "licensing/app/blob_files.h"
#include "licensing/app/notice_desk.h"
#include "licensing/app/ports.h"
#include "licensing/app/simulated_clock.h"
#include "licensing/app/standing_views.h"
#include "licensing/base/entropy.h"
#include "licensing/keys/keyring.h"
#include "licensing/rpc/method_table.h"

namespace countersign::rpc {

// What the admin services work on. All of it outlives the method table.
struct AdminDeps {
  app::Store& store;
  Entropy& entropy;
  const keys::KeyRing& ring;
  app::BlobFiles& blob_files;
  app::SimulatedClock* simulated_clock = nullptr;  // in a simulated installation
  // Carries out what falls due up to an instant, each step at its own, and moves the simulated
  // clock along. Empty: nothing falls due.
  std::function<Result<void>(app::SimulatedClock& clock, Instant to)> run_until = {};
  std::function<void()> wake_operations = {};  // an operation waits for its turn
  app::NoticeDesk notice_desk{app::NoticeSettings{}};
  // Why the server is not sure of its clock or store just now.
  app::Doubt doubt = [](Instant) { return std::string(); };
};

// One mutating call at work.
struct Mutation {
  app::Transaction& tx;
  const app::Act& act;
  const Caller& caller;
  // What to do once the transaction is durable, and only then.
  std::function<void()> after_commit;
  // Whose personal data are in the request or the response (app::Answered::subject); empty:
  // nobody's.
  std::string subject;
};

using MutationWork = std::function<Result<void>(Mutation&)>;
// What has to be committed before a call's own transaction. It may move act.now on.
using MutationPreparation = std::function<Result<void>(app::Act& act)>;

// Who heeds a request's `validate_only`.
enum class DryRun {
  kOfTheCall,      // nothing of the call is kept
  kOfTheOperation  // the call starts an operation, which changes nothing itself
};

// Runs `work`, which fills `response`, in one transaction, and stores the answer to the request's
// `request_id` with it. By the fields of the request, where it has them:
// - `request_id`: a UUID or empty. The same id with the same method, user and content returns the
//   first answer, with the fields marked (shown_once) left out and `omitted` saying so; with other
//   content ALREADY_EXISTS / REQUEST_ID_REUSED; if the person whom the answer was about was erased
//   since, NOT_FOUND / RESOURCE_NOT_FOUND. Failed calls are not kept. Answers are kept for at
//   least 30 days (app/forget_answers.h).
// - `validate_only`: everything is decided and answered, without secrets, and nothing is changed,
//   unless that is the matter of an operation.
// A call that needs a second user (app/approvals.h) fails with APPROVAL_REQUIRED; the request for
// it is put on record, unless the call validates only, and the metadata `approval` names it.
// `method` is "countersign.v1.Service/Method". `prepare` runs only once `work` was found to have
// nothing against the call, and not for one that was answered before or that validates only. A call
// that fails after it is to be repeated.
Result<void> RunMutation(const AdminDeps& deps, std::string_view method, const CallContext& context,
                         const google::protobuf::Message& request,
                         google::protobuf::Message& response, const MutationWork& work,
                         const MutationPreparation& prepare = {},
                         DryRun dry_run = DryRun::kOfTheCall);

// Registers a mutating method.
template <class Request, class Response>
void AddMutation(MethodTable& table, const std::string& method, const AdminDeps& deps,
                 std::function<Result<Response>(Mutation&, const Request&)> work,
                 DryRun dry_run = DryRun::kOfTheCall) {
  table.Add<Request, Response>(
      method,
      [method, deps, work = std::move(work), dry_run](const CallContext& context,
                                                      const Request& request) -> Result<Response> {
        Response response;
        RETURN_IF_ERROR(RunMutation(
            deps, method, context, request, response,
            [&](Mutation& mutation) -> Result<void> {
              ASSIGN_OR_RETURN(response, work(mutation, request));
              return {};
            },
            {}, dry_run));
        return response;
      });
}

// Registers a method that starts an operation.
template <class Request, class Response>
void AddStart(MethodTable& table, const std::string& method, const AdminDeps& deps,
              std::function<Result<Response>(Mutation&, const Request&)> work) {
  AddMutation<Request, Response>(table, method, deps, std::move(work), DryRun::kOfTheOperation);
}

// Registers a method that only reads.
template <class Request, class Response>
void AddQuery(MethodTable& table, const std::string& method, const AdminDeps& deps,
              std::function<Result<Response>(app::View&, const Request&, Instant now)> work) {
  table.Add<Request, Response>(
      method,
      [&store = deps.store, work = std::move(work)](const CallContext& context,
                                                    const Request& request) -> Result<Response> {
        Response response;
        RETURN_IF_ERROR(store.Read([&](app::View& view) -> Result<void> {
          ASSIGN_OR_RETURN(response, work(view, request, context.now));
          return {};
        }));
        return response;
      });
}

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_MUTATION_H_
