#include "licensing/server/tls.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <fstream>
#include <memory>
#include <sstream>

namespace countersign::server {
namespace {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Bio = std::unique_ptr<BIO, Deleter<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;

tl::unexpected<Error> Unusable(std::string message) {
  return Fail(Code::kFailedPrecondition, Reason::kConfigInvalid, std::move(message));
}

Result<std::string> ReadText(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) return Unusable("the TLS file " + path.string() + " cannot be read");
  return text.str();
}

// A key with a passphrase is not one to ask a passphrase for on the terminal.
int NoPassphrase(char*, int, int, void*) { return 0; }

}  // namespace

Result<TlsIdentity> ReadTlsIdentity(const std::filesystem::path& certificate,
                                    const std::filesystem::path& key) {
  TlsIdentity identity;
  ASSIGN_OR_RETURN(identity.certificate_pem, ReadText(certificate));
  ASSIGN_OR_RETURN(identity.key_pem, ReadText(key));
  const Bio certificate_bio(BIO_new_mem_buf(identity.certificate_pem.data(),
                                            static_cast<int>(identity.certificate_pem.size())));
  const Certificate parsed(
      PEM_read_bio_X509(certificate_bio.get(), nullptr, NoPassphrase, nullptr));
  if (!parsed) return Unusable(certificate.string() + " holds no PEM certificate");
  const Bio key_bio(
      BIO_new_mem_buf(identity.key_pem.data(), static_cast<int>(identity.key_pem.size())));
  const Key parsed_key(PEM_read_bio_PrivateKey(key_bio.get(), nullptr, NoPassphrase, nullptr));
  if (!parsed_key) return Unusable(key.string() + " holds no PEM private key without a passphrase");
  if (X509_check_private_key(parsed.get(), parsed_key.get()) != 1)
    return Unusable("the key in " + key.string() + " is not that of the certificate in " +
                    certificate.string());
  return identity;
}

}  // namespace countersign::server
