// How the core finds the HTTPS transport in its own library.
#ifndef COUNTERSIGN_HTTPS_FACTORY_H_
#define COUNTERSIGN_HTTPS_FACTORY_H_

#include "countersign/transport.h"

namespace countersign::sdk {

// The name ends in the version of Transport's layout.
constexpr char kHttpsFactory[] = "countersign_https_transport_1";
// Null if the CA file cannot be read. The caller deletes the transport.
using HttpsFactory = Transport* (*)(const char* ca_file, const char* proxy);

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_HTTPS_FACTORY_H_
