#include "licensing/rpc/convert_license_check.h"

#include "licensing/rpc/convert_common.h"

namespace countersign::rpc {

Result<domain::CheckRequest> ToDomain(const v1::CheckLicenseRequest& request) {
  domain::CheckRequest check;
  check.activation_code = request.activation_code();
  check.product_id = request.product();
  check.product_version = request.product_version();
  ASSIGN_OR_RETURN(check.release_date, DateToDomain("release_date", request.release_date()));
  check.security_release = request.security_release();
  for (const v1::FingerprintComponent& component : request.fingerprint().components())
    check.fingerprint.push_back({component.kind(), component.hash()});
  check.machine_public_key = request.machine_public_key();
  check.nonce = request.nonce();
  check.counter = request.counter();
  check.lease_id = request.lease_id();
  check.bundle_version = request.bundle_version();
  check.process_id = request.process_id();
  check.request_id = request.request_id();
  for (const v1::UsedEmergencyCode& used : request.used_emergency_codes()) {
    auto& code = check.used_emergency_codes.emplace_back();
    code.code = used.code();
    ASSIGN_OR_RETURN(code.use_time, ToDomain("used_emergency_codes.use_time", used.use_time()));
  }
  return check;
}

domain::ReleaseRequest ToDomain(const v1::ReleaseLicenseRequest& request) {
  return {request.lease_id(), request.counter(), request.nonce(), request.request_id()};
}

v1::CheckLicenseResponse ToProto(const checkin::CheckAnswer& answer) {
  v1::CheckLicenseResponse response;
  response.set_outcome(static_cast<v1::CheckOutcome>(answer.outcome));
  response.set_reason(static_cast<v1::Reason>(answer.reason));
  response.set_key(answer.key);
  response.set_status(answer.status);
  response.set_lease_id(answer.lease_id);
  if (answer.lease_secret)
    response.set_lease_secret(std::string(answer.lease_secret->View(SecretAccess{})));
  response.set_counter(answer.counter);
  response.set_trust_bundle(answer.trust_bundle);
  *response.mutable_refresh_after() = ToProto(answer.refresh_after);
  if (answer.next_seat_time) *response.mutable_next_seat_time() = ToProto(*answer.next_seat_time);
  return response;
}

}  // namespace countersign::rpc
