#!/usr/bin/env bash
# Checks with the openssl command what Countersign signed, and opens its key files:
#   openssl.sh path/to/interop_issue
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" "$work"
cd "$work"
printf '%s' 'correct horse' >passphrase

# base64url without padding, to bytes
decode() { tr -- '-_' '+/' | awk '{ while (length($0) % 4) $0 = $0 "="; print }' | openssl base64 -d -A; }

# The public key that the trust bundle states for a use, as PEM: RFC 8410's fixed prefix and the 32 bytes of x.
bundle_key() {
  local x
  x=$(jq -r .payload keys/trust-bundle.json | decode | jq -r --arg use "$1" '.keys[] | select(.use == $use) | .x')
  { printf '\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00'; printf '%s\n' "$x" | decode; } |
    openssl pkey -pubin -inform DER
}

# verify PUBLIC_KEY SIGNED_TEXT SIGNATURE_BASE64URL
verify() {
  printf '%s' "$2" >text
  printf '%s\n' "$3" | decode >signature
  openssl pkeyutl -verify -rawin -pubin -inkey "$1" -in text -sigfile signature >/dev/null 2>&1
}

fail() { echo "openssl.sh: $*" >&2; exit 1; }

# The encrypted key file opens with openssl, and holds the key that the bundle states.
openssl pkey -in keys/signing-*.key -passin file:passphrase -pubout >from-file.pem ||
  fail "openssl cannot open the key file"
bundle_key signing >signing.pem
cmp -s from-file.pem signing.pem || fail "key file and trust bundle do not agree"
openssl pkey -in keys/signing-*.key -passin pass:wrong -pubout >/dev/null 2>&1 &&
  fail "the key file opens with any passphrase"

bundle_key certificate >certificate.pem
for object in key status certificate; do
  key=signing.pem
  if [ $object = certificate ]; then key=certificate.pem; fi
  jws=$(<$object.jws)
  verify $key "${jws%.*}" "${jws##*.}" || fail "openssl refuses $object.jws"
  verify $key "${jws%.*}x" "${jws##*.}" && fail "openssl accepts $object.jws altered"
done

# The development root's signature over the bundle.
openssl pkey -in keys/dev-root.key -passin file:passphrase -pubout >root.pem
protected=$(jq -r '.signatures[0].protected' keys/trust-bundle.json)
payload=$(jq -r .payload keys/trust-bundle.json)
verify root.pem "$protected.$payload" "$(jq -r '.signatures[0].signature' keys/trust-bundle.json)" ||
  fail "openssl refuses the trust bundle"
verify signing.pem "$protected.$payload" "$(jq -r '.signatures[0].signature' keys/trust-bundle.json)" &&
  fail "any key verifies the trust bundle"
echo "openssl opens the key files and verifies key, status, certificate and trust bundle"
