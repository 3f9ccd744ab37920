#include "licensing/rpc/evidence_handlers.h"

#include "licensing/app/paging.h"
#include "licensing/rpc/convert_evidence.h"
#include "licensing/rpc/listing.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {
namespace {

Result<v1::ListEntriesResponse> ListEntries(app::View& view, const v1::ListEntriesRequest& request,
                                            Instant now) {
  static const FilterField kFields[] = {{"resource"}, {"action"}, {"actor"}};
  ASSIGN_OR_RETURN(auto page_request, ToPageRequest(request, "entries", now, kFields));
  page_request.backwards = request.newest_first();
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.entries(), page_request));
  v1::ListEntriesResponse response;
  for (const app::LedgerEntry& entry : page.rows) {
    ASSIGN_OR_RETURN(*response.add_entries(), ToProto(entry));
  }
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::Entry> GetEntry(app::View& view, const v1::GetEntryRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "entries"));
  ASSIGN_OR_RETURN(const auto entry, view.ledger().FindEntry(id));
  if (!entry) return NotFound(request.name());
  return ToProtoWithLeaf(*entry);
}

Result<v1::InclusionProof> Prove(app::View& view, const v1::GetInclusionProofRequest& request,
                                 const std::vector<ledger::NoteKey>& keys) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "entries"));
  ASSIGN_OR_RETURN(const auto proof, app::ProveEntry(view, id, keys));
  return ToProto(proof, keys);
}

// Runs `work` on one view of the store.
template <class Response>
Result<Response> Read(app::Store& store, const std::function<Result<Response>(app::View&)>& work) {
  Response response;
  RETURN_IF_ERROR(store.Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(response, work(view));
    return {};
  }));
  return response;
}

// Registers a method that answers for everything that was committed before the call.
template <class Request, class Response>
void AddProof(
    MethodTable& table, const std::string& method, const EvidenceDeps& deps,
    std::function<Result<Response>(app::View&, const Request&, const std::vector<ledger::NoteKey>&)>
        work) {
  table.Add<Request, Response>(
      method,
      [deps, keys = app::LedgerKeys(deps.ring), work = std::move(work)](
          const CallContext&, const Request& request) -> Result<Response> {
        const auto covered = deps.sequencer.CatchUp();
        if (!covered && covered.error().reason == Reason::kLedgerContradicted)
          return tl::unexpected(covered.error());
        // Where nothing can be signed just now, a full disk say, the newest checkpoint still proves
        // what it covers.
        auto answer =
            Read<Response>(deps.store, [&](app::View& view) { return work(view, request, keys); });
        if (!answer && !covered) return tl::unexpected(covered.error());
        return answer;
      });
}

}  // namespace

void AddEvidenceService(MethodTable& table, const EvidenceDeps& deps) {
  const std::string service = "countersign.v1.EvidenceService/";
  table.Add<v1::ListEntriesRequest, v1::ListEntriesResponse>(
      service + "ListEntries",
      [&store = deps.store](const CallContext& context, const v1::ListEntriesRequest& request) {
        return Read<v1::ListEntriesResponse>(
            store, [&](app::View& view) { return ListEntries(view, request, context.now); });
      });
  table.Add<v1::GetEntryRequest, v1::Entry>(
      service + "GetEntry",
      [&store = deps.store](const CallContext&, const v1::GetEntryRequest& request) {
        return Read<v1::Entry>(store, [&](app::View& view) { return GetEntry(view, request); });
      });
  AddProof<v1::GetCheckpointRequest, v1::LedgerCheckpoint>(
      table, service + "GetCheckpoint", deps,
      [](app::View& view, const v1::GetCheckpointRequest&,
         const auto& keys) -> Result<v1::LedgerCheckpoint> {
        ASSIGN_OR_RETURN(const auto checkpoint, app::LatestCheckpoint(view, keys));
        return ToProto(checkpoint, keys);
      });
  AddProof<v1::GetInclusionProofRequest, v1::InclusionProof>(table, service + "GetInclusionProof",
                                                             deps, Prove);
  AddProof<v1::GetConsistencyProofRequest, v1::ConsistencyProof>(
      table, service + "GetConsistencyProof", deps,
      [](app::View& view, const v1::GetConsistencyProofRequest& request,
         const auto& keys) -> Result<v1::ConsistencyProof> {
        ASSIGN_OR_RETURN(const auto proof,
                         app::ProveGrowth(view, request.old_size(), request.size(), keys));
        return ToProto(proof);
      });
  table.Add<v1::VerifyLedgerRequest, v1::LedgerVerification>(
      service + "VerifyLedger",
      [&keeper = deps.keeper](const CallContext&, const v1::VerifyLedgerRequest&)
          -> Result<v1::LedgerVerification> { return ToProto(keeper.StartCheck()); });
  table.Add<v1::GetLedgerVerificationRequest, v1::LedgerVerification>(
      service + "GetLedgerVerification",
      [&keeper = deps.keeper](const CallContext&, const v1::GetLedgerVerificationRequest&)
          -> Result<v1::LedgerVerification> { return ToProto(keeper.Verification()); });
}

}  // namespace countersign::rpc
