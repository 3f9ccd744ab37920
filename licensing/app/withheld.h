// What a licence's contract withholds from it now.
#ifndef COUNTERSIGN_APP_WITHHELD_H_
#define COUNTERSIGN_APP_WITHHELD_H_

#include <vector>

#include "licensing/app/ports.h"
#include "licensing/domain/withheld_parts.h"

namespace countersign::app {

// domain::WithheldParts by what is committed. Of a contract of which nothing is suspended one list
// is looked up.
Result<std::vector<domain::WithheldPart>> WithheldOf(View& view, const domain::License& license);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_WITHHELD_H_
