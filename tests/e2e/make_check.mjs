// Writes a CheckLicense request of a new machine as JSON to FILE and prints its proof.
//   node make_check.mjs FILE ACTIVATION_CODE PRODUCT VERSION
import crypto from 'node:crypto';
import fs from 'node:fs';

const [file, code, product, version] = process.argv.slice(2);
const machine = crypto.generateKeyPairSync('ed25519');
const body = JSON.stringify({
  activationCode: code,
  product,
  productVersion: version,
  fingerprint: { components: [{ kind: 'FINGERPRINT_KIND_MACHINE_ID', hash: crypto.randomBytes(32).toString('base64') }] },
  machinePublicKey: Buffer.from(machine.publicKey.export({ format: 'jwk' }).x, 'base64url').toString('base64'),
  nonce: crypto.randomBytes(32).toString('base64'),
  requestId: crypto.randomUUID(),
});
fs.writeFileSync(file, body);
const covered = Buffer.concat([Buffer.from('countersign/check/v1'), crypto.createHash('sha256').update(body).digest()]);
console.log(crypto.sign(null, covered, machine.privateKey).toString('base64url'));
