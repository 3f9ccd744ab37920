// Checks with the jose library what Countersign signed:
//   node jose.mjs path/to/interop_issue
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

if (!existsSync(new URL('node_modules/jose', import.meta.url))) {
  console.error('jose.mjs: the package jose is not installed; run scripts/node-packages');
  process.exit(1);
}
const { calculateJwkThumbprint, createLocalJWKSet, generalVerify, importJWK, jwtVerify } = await import('jose');

const work = mkdtempSync(join(tmpdir(), 'countersign-jose-'));
try {
  execFileSync(process.argv[2], [work], { stdio: 'inherit' });
  const read = (name) => readFileSync(join(work, name), 'utf8');

  // The bundle stands against the root key of root.pub.
  const bundle = JSON.parse(read('keys/trust-bundle.json'));
  const x = read('keys/root.pub').split('\n').find((line) => line.length === 43);
  const root = { kty: 'OKP', crv: 'Ed25519', x };
  const { payload, protectedHeader } = await generalVerify(bundle, await importJWK(root, 'EdDSA'));
  assert.equal(protectedHeader.typ, 'tb+jwt');
  assert.equal(protectedHeader.kid, await calculateJwkThumbprint(root));
  const { keys } = JSON.parse(new TextDecoder().decode(payload));
  for (const key of keys) assert.equal(key.kid, await calculateJwkThumbprint(key));

  // Key and status stand against the bundle's signing keys; `use` is ours, not a JWK's.
  const keysFor = (use) => createLocalJWKSet({
    keys: keys.filter((key) => key.use === use).map(({ kty, crv, x, kid }) => ({ kty, crv, x, kid })),
  });
  const trusted = keysFor('signing');
  const expected = { issuer: 'https://licences.example', audience: 'acme-erp', algorithms: ['EdDSA'] };
  const key = await jwtVerify(read('key.jws'), trusted, { ...expected, typ: 'lic+jwt' });
  assert.equal(key.payload.mode, 'full');
  assert.deepEqual(key.payload.ent, { export: true, seats: 25 });
  const status = await jwtVerify(read('status.jws'), trusted, { ...expected, typ: 'tim+jwt' });
  assert.equal(status.payload.out, 'VALID');
  assert.equal(status.payload.nce, key.payload.nce);

  // The certificate stands against the bundle's certificate key, and against no other.
  const certificateKeys = keysFor('certificate');
  const ofCertificate = { issuer: expected.issuer, algorithms: ['EdDSA'], typ: 'cert+jwt' };
  const certificate = await jwtVerify(read('certificate.jws'), certificateKeys, ofCertificate);
  assert.equal(certificate.payload.crt, 'acceptance');
  assert.equal(certificate.payload.sub, 'contracts/c1/milestones/m1');
  assert.equal(certificate.payload.doc, Buffer.alloc(32, 'd').toString('base64url'));
  await assert.rejects(jwtVerify(read('certificate.jws'), trusted, ofCertificate));
  await assert.rejects(jwtVerify(read('key.jws'), certificateKeys, ofCertificate));

  // It refuses what it should: a wrong kind, and an altered payload.
  await assert.rejects(jwtVerify(read('status.jws'), trusted, { ...expected, typ: 'lic+jwt' }));
  const [header, , signature] = read('key.jws').split('.');
  const forged = Buffer.from(JSON.stringify({ ...key.payload, ent: { seats: 1000 } })).toString('base64url');
  await assert.rejects(jwtVerify([header, forged, signature].join('.'), trusted, expected));
  console.log('jose verifies key, status, certificate and trust bundle');
} finally {
  rmSync(work, { recursive: true, force: true });
}
