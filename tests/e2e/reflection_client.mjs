// Learns a server's interface by reflection alone, then uses it: asks for its health, lists the products, and activates a
// machine with a proof over the exact bytes of its request. Prints what came back as one line of JSON.
//   node reflection_client.mjs HOST:PORT TOKEN ACTIVATION_CODE PRODUCT VERSION
import * as grpc from '@grpc/grpc-js';
import * as loader from '@grpc/proto-loader';
import crypto from 'node:crypto';
import path from 'node:path';
import protobuf from 'protobufjs';
import descriptor from 'protobufjs/ext/descriptor/index.js';

const [address, token, code, product, version] = process.argv.slice(2);
const plain = grpc.credentials.createInsecure();
const here = path.dirname(new URL(import.meta.url).pathname);

// One question to the server's reflection service.
function ask(question) {
  const definition = grpc.loadPackageDefinition(loader.loadSync(path.join(here, 'reflection.proto'), { keepCase: true }));
  const client = new definition.grpc.reflection.v1alpha.ServerReflection(address, plain);
  return new Promise((resolve, reject) => {
    const call = client.ServerReflectionInfo();
    call.on('data', (answer) => {
      call.end();
      if (answer.error_response) reject(new Error(answer.error_response.error_message));
      else resolve(answer);
    });
    call.on('error', reject);
    call.on('end', () => client.close());
    call.write(question);
  });
}

// The file that declares `symbol`, and all that it imports.
async function filesOf(symbol) {
  const files = new Map();
  const take = (answer) => {
    for (const bytes of answer.file_descriptor_response.file_descriptor_proto) {
      const file = descriptor.FileDescriptorProto.decode(bytes);
      files.set(file.name, { bytes, imports: file.dependency });
    }
  };
  take(await ask({ file_containing_symbol: symbol }));
  for (;;) {
    const missing = [...files.values()].flatMap((file) => file.imports).find((name) => !files.has(name));
    if (missing === undefined) return files;
    take(await ask({ file_by_filename: missing }));
  }
}

async function serviceOf(symbol) {
  const writer = new protobuf.Writer();
  for (const file of (await filesOf(symbol)).values()) writer.uint32((1 << 3) | 2).bytes(file.bytes);
  const definition = loader.loadFileDescriptorSetFromBuffer(Buffer.from(writer.finish()), { enums: String, longs: String });
  const Service = symbol.split('.').reduce((scope, part) => scope[part], grpc.loadPackageDefinition(definition));
  return { client: new Service(address, plain), methods: Service.service };
}

function unary(client, method, request, metadata, onHeaders = () => {}) {
  return new Promise((resolve, reject) => {
    const call = client[method](request, metadata, (error, answer) => (error ? reject(error) : resolve(answer)));
    call.on('metadata', onHeaders);
  });
}

function headers(entries) {
  const metadata = new grpc.Metadata();
  for (const [name, value] of Object.entries(entries)) metadata.set(name, value);
  return metadata;
}

const services = (await ask({ list_services: '' })).list_services_response.service.map((s) => s.name);

const catalog = await serviceOf('countersign.v1.CatalogService');
let callId;
const products = await unary(catalog.client, 'ListProducts', {}, headers({ authorization: `Bearer ${token}` }), (got) => {
  [callId] = got.get('countersign-request-id');
});
const refused = await unary(catalog.client, 'ListProducts', {}, headers({})).catch((error) => error);

const health = await serviceOf('grpc.health.v1.Health');
const healthOf = async (service) => {
  const answer = await unary(health.client, 'Check', { service }, headers({})).catch((error) => ({ status: error.code }));
  return answer.status;
};
const healths = {};
for (const service of ['', ...services.filter((name) => name.startsWith('countersign.')), 'no.such.Service']) {
  healths[service] = await healthOf(service);
}

const license = await serviceOf('countersign.v1.LicenseService');
const machine = crypto.generateKeyPairSync('ed25519');
const request = {
  activation_code: code,
  product,
  product_version: version,
  fingerprint: { components: [{ kind: 'FINGERPRINT_KIND_MACHINE_ID', hash: crypto.randomBytes(32) }] },
  machine_public_key: Buffer.from(machine.publicKey.export({ format: 'jwk' }).x, 'base64url'),
  nonce: crypto.randomBytes(32),
  request_id: crypto.randomUUID(),
};
const bytes = license.methods.CheckLicense.requestSerialize(request);
const covered = Buffer.concat([Buffer.from('countersign/check/v1'), crypto.createHash('sha256').update(bytes).digest()]);
const proof = crypto.sign(null, covered, machine.privateKey).toString('base64url');
const check = await unary(license.client, 'CheckLicense', request, headers({ 'countersign-proof': proof }));

console.log(JSON.stringify({
  services,
  healths,
  products: products.products.map((p) => p.name),
  callId,
  refusedCode: refused.code,
  outcome: check.outcome,
  keyParts: check.key.split('.').length,
  echoedNonce: JSON.parse(Buffer.from(check.status.split('.')[1], 'base64url')).nce === request.nonce.toString('base64url'),
}));
catalog.client.close();
health.client.close();
license.client.close();
