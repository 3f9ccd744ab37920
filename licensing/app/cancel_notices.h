// Notices that are not to go out any more.
#ifndef COUNTERSIGN_APP_CANCEL_NOTICES_H_
#define COUNTERSIGN_APP_CANCEL_NOTICES_H_

#include <string_view>

#include "licensing/app/act.h"

namespace countersign::app {

// Nobody is asked for what was paid, disputed or promised before the message went out. The other
// notices in the same message go with it: their steps are open again, and asked for again. Nothing
// happens to a notice that does not wait, or whose message is being sent just now.
// RESOURCE_NOT_FOUND.
Result<void> CancelNotice(Transaction& tx, const Act& act, std::string_view id);

// All that wait for a contact who is being erased, with their messages.
Result<void> CancelNoticesOf(Transaction& tx, const Act& act, std::string_view contact_id);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_CANCEL_NOTICES_H_
