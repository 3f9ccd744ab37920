#include "licensing/base/failpoint.h"

namespace countersign {

void FailPoint(std::string_view) {}

}  // namespace countersign
