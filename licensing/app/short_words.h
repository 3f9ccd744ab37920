// Short words by SMS or chat beside a mail, from the urgent notice on: what came by mail, and the
// link to it.
#ifndef COUNTERSIGN_APP_SHORT_WORDS_H_
#define COUNTERSIGN_APP_SHORT_WORDS_H_

#include "licensing/app/act.h"
#include "licensing/app/notice_desk.h"

namespace countersign::app {

// Queues them once a mail of notices went out, if one of these is urgent, formal or tells of an
// effect, the contact has a telephone number that the gateway takes messages for, and the portal
// has an address. They are no notice: what becomes of them changes none, and proves nothing.
Result<void> QueueShortWords(Transaction& tx, const Act& act, const NoticeSettings& settings,
                             const domain::Message& mail);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_SHORT_WORDS_H_
