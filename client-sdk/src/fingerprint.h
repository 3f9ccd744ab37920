// What makes a machine recognisable, as salted hashes: raw values never leave this file's
// functions.
#ifndef COUNTERSIGN_SDK_FINGERPRINT_H_
#define COUNTERSIGN_SDK_FINGERPRINT_H_

#include <map>
#include <string>
#include <string_view>

namespace countersign::sdk {

// Numbers of the interface's FingerprintKind.
enum FingerprintKind : int {
  kMachineId = 1,
  kBoard = 2,
  kDisk = 3,
  kMac = 4,
  kCpu = 5,
  kCloudInstance = 6,
  kExplicit = 7,
};

struct Fingerprint {
  std::map<int, std::string> components;  // kind -> 32-byte hash
  // False in a container that has nothing of its own to be known by: to activate it would make a
  // new machine of it at each start.
  bool stable = false;
};

// SHA-256 of "countersign/fp/v1", NUL, product, NUL, the kind's number as a decimal, NUL, value.
std::string HashComponent(std::string_view product, int kind, std::string_view value);

// `machine_id` is the explicit name, which then is the only component. `root` is "" on a real
// machine; files are looked for below it.
Fingerprint CollectFingerprint(const std::string& root, std::string_view product,
                               std::string_view machine_id);

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_SDK_FINGERPRINT_H_
