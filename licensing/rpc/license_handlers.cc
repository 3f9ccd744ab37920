#include "licensing/rpc/license_handlers.h"

#include <memory>

#include "countersign/v1/license.pb.h"
#include "licensing/base/encoding.h"
#include "licensing/rpc/codec.h"
#include "licensing/rpc/convert_license_check.h"
#include "licensing/rpc/rate_limit.h"

namespace countersign::rpc {
namespace {

checkin::Presented PresentedBy(const CallContext& context) {
  return {context.call.body, context.call.proof};
}

// Guard limits each network address; behind one proxy stand many machines, so each machine, and
// each code, has a limit of its own too. A minute's machines of one code may all start at once.
constexpr std::uint32_t kChecksPerMachine = 600;
constexpr std::uint32_t kActivationsPerCode = 6000;

Result<void> Limit(RateLimiter& limiter, const v1::CheckLicenseRequest& request) {
  const Ticks now = SteadyTicks();
  if (!request.lease_id().empty())
    return limiter.Check("lease " + request.lease_id(), kChecksPerMachine, now);
  RETURN_IF_ERROR(
      limiter.Check("machine " + Sha256(request.machine_public_key()), kChecksPerMachine, now));
  return limiter.Check("code " + Sha256(request.activation_code()), kActivationsPerCode, now);
}

Result<v1::CheckLicenseResponse> CheckLicense(checkin::CheckIn& checkin, RateLimiter& limiter,
                                              const CallContext& context,
                                              const v1::CheckLicenseRequest& request) {
  RETURN_IF_ERROR(Limit(limiter, request));
  ASSIGN_OR_RETURN(domain::CheckRequest check, ToDomain(request));
  ASSIGN_OR_RETURN(const checkin::CheckAnswer answer,
                   checkin.Check(std::move(check), PresentedBy(context)));
  return ToProto(answer);
}

// Puts an answer into the stream, and ends it after one that nothing can follow. False: it is over.
bool PutAnswer(AnswerStream& stream, Codec codec, Result<checkin::CheckAnswer> answer) {
  if (!answer) {
    stream.End(tl::unexpected<Error>(answer.error()));
    return false;
  }
  auto message = SerializeMessage(codec, ToProto(*answer));
  if (!message) {
    stream.End(tl::unexpected<Error>(message.error()));
    return false;
  }
  const bool listening = stream.Put(*std::move(message));
  if (answer->holding) return listening;
  stream.End({});
  return false;
}

Result<void> WatchLicense(checkin::CheckIn& checkin, RateLimiter& limiter, Watches& watches,
                          const CallContext& context, const v1::CheckLicenseRequest& request) {
  RETURN_IF_ERROR(Limit(limiter, request));
  Watcher watcher;
  ASSIGN_OR_RETURN(watcher.request, ToDomain(request));
  ASSIGN_OR_RETURN(checkin::CheckAnswer answer,
                   checkin.Check(watcher.request, PresentedBy(context)));
  const std::shared_ptr<AnswerStream> stream = context.call.stream;
  watcher.push = [stream, codec = context.call.codec](Result<checkin::CheckAnswer> further) {
    return PutAnswer(*stream, codec, std::move(further));
  };
  if (answer.holding) watcher.holding = *answer.holding;
  if (!PutAnswer(*stream, context.call.codec, std::move(answer))) return {};
  ASSIGN_OR_RETURN(std::function<void()> end, watches.Begin(std::move(watcher)));
  stream->OnClosed(std::move(end));
  return {};
}

Result<v1::ReleaseLicenseResponse> ReleaseLicense(checkin::CheckIn& checkin,
                                                  const CallContext& context,
                                                  const v1::ReleaseLicenseRequest& request) {
  RETURN_IF_ERROR(checkin.Release(ToDomain(request), PresentedBy(context)));
  return v1::ReleaseLicenseResponse();
}

v1::GetTrustBundleResponse GetTrustBundle(const keys::KeyRing& ring,
                                          const v1::GetTrustBundleRequest& request) {
  v1::GetTrustBundleResponse response;
  response.set_version(ring.bundle().version);
  if (ring.bundle().version > request.known_version())
    response.set_trust_bundle(ring.bundle_text());
  return response;
}

}  // namespace

void AddLicenseService(MethodTable& table, checkin::CheckIn& checkin, Watches& watches,
                       const keys::KeyRing& ring) {
  const auto limiter = std::make_shared<RateLimiter>();
  table.Add<v1::CheckLicenseRequest, v1::CheckLicenseResponse>(
      "countersign.v1.LicenseService/CheckLicense",
      [&checkin, limiter](const CallContext& context, const v1::CheckLicenseRequest& request) {
        return CheckLicense(checkin, *limiter, context, request);
      });
  table.AddStream<v1::CheckLicenseRequest, v1::CheckLicenseResponse>(
      "countersign.v1.LicenseService/WatchLicense",
      [&checkin, &watches, limiter](const CallContext& context,
                                    const v1::CheckLicenseRequest& request) {
        return WatchLicense(checkin, *limiter, watches, context, request);
      });
  table.Add<v1::ReleaseLicenseRequest, v1::ReleaseLicenseResponse>(
      "countersign.v1.LicenseService/ReleaseLicense",
      [&checkin](const CallContext& context, const v1::ReleaseLicenseRequest& request) {
        return ReleaseLicense(checkin, context, request);
      });
  table.Add<v1::GetTrustBundleRequest, v1::GetTrustBundleResponse>(
      "countersign.v1.LicenseService/GetTrustBundle",
      [&ring](const CallContext&, const v1::GetTrustBundleRequest& request)
          -> Result<v1::GetTrustBundleResponse> { return GetTrustBundle(ring, request); });
}

}  // namespace countersign::rpc
