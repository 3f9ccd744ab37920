#include <countersign/verify.h>

int main() {
  namespace verify = countersign::verify;
  const auto key = verify::VerifyLicenseKey("not.a.key", {});
  return !key && verify::CompareVersions("1.10", "1.9") > 0 ? 0 : 1;
}
