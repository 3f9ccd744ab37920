#include "licensing/rpc/certificate_handlers.h"

#include "countersign/v1/milestone.pb.h"
#include "licensing/app/certificates.h"
#include "licensing/keys/certificate.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {
namespace {

// Signed after the read, of what was committed.
Result<v1::Certificate> GetCertificate(const AdminDeps& deps,
                                       const v1::GetCertificateRequest& request) {
  ASSIGN_OR_RETURN(const ChildName name,
                   ParseChildName("name", request.name(), "contracts", "milestones"));
  verify::Certificate content;
  RETURN_IF_ERROR(deps.store.Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(content, app::CertifiedAcceptance(view, name.parent_id, name.id));
    return {};
  }));
  content.simulated = deps.simulated_clock != nullptr;
  ASSIGN_OR_RETURN(std::string certificate, keys::SignCertificate(deps.ring, std::move(content)));
  v1::Certificate response;
  response.set_certificate(std::move(certificate));
  response.set_trust_bundle(deps.ring.bundle_text());
  return response;
}

}  // namespace

void AddCertificates(MethodTable& table, const AdminDeps& deps) {
  table.Add<v1::GetCertificateRequest, v1::Certificate>(
      "countersign.v1.MilestoneService/GetCertificate",
      [deps](const CallContext&, const v1::GetCertificateRequest& request)
          -> Result<v1::Certificate> { return GetCertificate(deps, request); });
}

}  // namespace countersign::rpc
