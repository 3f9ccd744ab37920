// Who calls, may they, and how often: asked once for every call, whichever face it came by.
#ifndef COUNTERSIGN_RPC_GUARD_H_
#define COUNTERSIGN_RPC_GUARD_H_

#include <cstdint>
#include <optional>
#include <string>

#include "countersign/v1/common.pb.h"
#include "licensing/app/ports.h"
#include "licensing/base/result.h"
#include "licensing/rpc/dispatcher.h"
#include "licensing/rpc/rate_limit.h"

namespace countersign::rpc {

// True if a caller of this role may call a method with this option. Nobody may where no role is
// named; an owner may wherever one is; an auditor never where something changes.
bool RoleMayCall(domain::Role role, const v1::Access& access);

// The roles that it names, between commas: for metadata.
std::string RolesText(const v1::Access& access);

// Safe from any thread.
class Guard {
 public:
  // `software_calls_per_minute`: in place of what the licence surface's methods say; 0: no limit.
  Guard(app::Store& store, std::optional<std::uint32_t> software_calls_per_minute)
      : store_(store), software_calls_per_minute_(software_calls_per_minute) {}

  // Lets a call in, or says why not. The licence surface has no account: its calls are only
  // limited, by network address. On the admin surface:
  // UNAUTHENTICATED / TOKEN_MISSING, TOKEN_INVALID, TOKEN_REVOKED, TOKEN_EXPIRED;
  // PERMISSION_DENIED / USER_DISABLED, ROLE_MISSING; RESOURCE_EXHAUSTED / RATE_LIMITED.
  // The token's record is read for every call, so that a revoked one ends at once.
  // `now` is the installation's time, `ticks` the steady one.
  // `access`: the option of the call's method.
  Result<Caller> Admit(const v1::Access& access, const Call& call, Instant now, Ticks ticks);

 private:
  Result<Caller> Authenticate(const Call& call, Instant now);
  Result<void> Limit(const v1::Access& access, std::string_view method, std::string_view caller,
                     Ticks ticks);

  app::Store& store_;
  const std::optional<std::uint32_t> software_calls_per_minute_;
  RateLimiter limiter_;
};

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_GUARD_H_
