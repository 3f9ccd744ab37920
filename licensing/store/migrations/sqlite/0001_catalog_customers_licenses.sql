-- Conventions: ids, enum names, hashes and keys (hexadecimal) are TEXT; instants are INTEGER microseconds since 1970
-- UTC; civil dates are TEXT YYYY-MM-DD; durations are INTEGER seconds; lists and maps are TEXT in canonical JSON.
-- `version` counts a row's changes from 1 on.

PRAGMA application_id = 0x4353474E; -- "CSGN": how a database of ours is known

-- The steps that were run.
CREATE TABLE schema_migrations (
  version INTEGER NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  applied_time INTEGER NOT NULL
) STRICT;

-- How the ledger vouches for what is here. Each row has a digest, of all of its columns (none of them a BLOB) but those
-- marked VOLATILE, which only serve speed or retries; PERSONAL columns enter it as a keyed commitment. Column '*' stands
-- for the whole table: VOLATILE for rows that are no state, LEDGER for the ledger's own, which it checks in other ways.
CREATE TABLE column_marks (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  mark TEXT NOT NULL CHECK (mark IN ('VOLATILE', 'PERSONAL', 'LEDGER')),
  PRIMARY KEY (table_name, column_name, mark)
) STRICT, WITHOUT ROWID;
INSERT INTO column_marks VALUES ('schema_migrations', '*', 'LEDGER'), ('column_marks', '*', 'LEDGER');

CREATE TABLE settings (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE products (
  id TEXT NOT NULL PRIMARY KEY,
  display_name TEXT NOT NULL,
  entitlements TEXT NOT NULL,
  always_available TEXT NOT NULL,
  versions TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('ACTIVE', 'ARCHIVED')),
  labels TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;

CREATE TABLE policies (
  id TEXT NOT NULL PRIMARY KEY,
  display_name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('NODE_LOCKED', 'FLOATING', 'PER_PROCESS')),
  max_machines INTEGER NOT NULL,
  overage TEXT NOT NULL CHECK (overage IN ('REFUSE', 'ALLOW_AND_REPORT')),
  lease_seconds INTEGER NOT NULL,
  offline_seconds INTEGER NOT NULL,
  fingerprint_policy TEXT NOT NULL CHECK (fingerprint_policy IN ('MOST', 'ALL', 'ANY_TWO', 'EXPLICIT')),
  max_version TEXT NOT NULL,
  releases_until TEXT,
  max_rekeys INTEGER NOT NULL,
  trial_seconds INTEGER,
  state TEXT NOT NULL CHECK (state IN ('ACTIVE', 'ARCHIVED')),
  labels TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;

CREATE TABLE customers (
  id TEXT NOT NULL PRIMARY KEY,
  display_name TEXT NOT NULL,
  segment TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('ACTIVE', 'ARCHIVED')),
  labels TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX customers_by_segment ON customers (segment, id);

CREATE TABLE contacts (
  id TEXT NOT NULL PRIMARY KEY,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  display_name TEXT NOT NULL,
  roles TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  language TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  window_start TEXT NOT NULL,
  window_end TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX contacts_by_customer ON contacts (customer_id, id);
INSERT INTO column_marks VALUES
  ('contacts', 'display_name', 'PERSONAL'), ('contacts', 'email', 'PERSONAL'), ('contacts', 'phone', 'PERSONAL');

CREATE TABLE licenses (
  id TEXT NOT NULL PRIMARY KEY,
  display_name TEXT NOT NULL,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  product_id TEXT NOT NULL REFERENCES products (id),
  policy_id TEXT NOT NULL REFERENCES policies (id),
  entitlements TEXT NOT NULL,
  start_time INTEGER NOT NULL,
  end_time INTEGER,
  max_machines INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('ACTIVE', 'SUSPENDED')),
  suspension_cause TEXT NOT NULL CHECK (suspension_cause IN ('NONE', 'NON_PAYMENT', 'SECURITY', 'FRAUD', 'OTHER_CLAUSE')),
  suspension_reason TEXT NOT NULL,
  license_version INTEGER NOT NULL,
  code_lookup TEXT NOT NULL,
  code_hash TEXT NOT NULL,
  overage_peak INTEGER NOT NULL,
  first_activation_time INTEGER,
  labels TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX licenses_by_customer ON licenses (customer_id, id);
CREATE INDEX licenses_by_product ON licenses (product_id, id);
CREATE INDEX licenses_by_policy ON licenses (policy_id, id);
CREATE INDEX licenses_by_code_lookup ON licenses (code_lookup);

CREATE TABLE machines (
  id TEXT NOT NULL PRIMARY KEY,
  license_id TEXT NOT NULL REFERENCES licenses (id),
  state TEXT NOT NULL CHECK (state IN ('ACTIVE', 'RELEASED')),
  public_key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  product_version TEXT NOT NULL,
  last_check_time INTEGER NOT NULL,
  rekey_times TEXT NOT NULL,
  fork_detected_time INTEGER,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX machines_by_license ON machines (license_id, id);
CREATE UNIQUE INDEX machines_by_public_key ON machines (license_id, public_key);
INSERT INTO column_marks VALUES
  ('machines', 'product_version', 'VOLATILE'), ('machines', 'last_check_time', 'VOLATILE');

-- The components of machines.fingerprint, to find machines that look alike.
CREATE TABLE machine_components (
  license_id TEXT NOT NULL,
  kind INTEGER NOT NULL,
  hash TEXT NOT NULL,
  machine_id TEXT NOT NULL REFERENCES machines (id) ON DELETE CASCADE,
  PRIMARY KEY (license_id, kind, hash, machine_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX machine_components_by_machine ON machine_components (machine_id);

CREATE TABLE leases (
  id TEXT NOT NULL PRIMARY KEY,
  license_id TEXT NOT NULL REFERENCES licenses (id),
  machine_id TEXT NOT NULL REFERENCES machines (id),
  process_id TEXT NOT NULL,
  generation INTEGER NOT NULL,
  counter INTEGER NOT NULL, -- the 64 bits of an unsigned number
  issue_time INTEGER NOT NULL,
  expire_time INTEGER NOT NULL,
  offline_time INTEGER NOT NULL,
  release_time INTEGER,
  key_id TEXT NOT NULL,
  last_request_id TEXT NOT NULL,
  last_request_hash TEXT NOT NULL,
  last_answer BLOB NOT NULL
) STRICT;
-- One lease a machine and process.
CREATE UNIQUE INDEX leases_held ON leases (machine_id, process_id) WHERE release_time IS NULL;
-- Seats taken.
CREATE INDEX leases_by_license ON leases (license_id, offline_time) WHERE release_time IS NULL;
INSERT INTO column_marks VALUES
  ('leases', 'last_request_id', 'VOLATILE'), ('leases', 'last_request_hash', 'VOLATILE'),
  ('leases', 'last_answer', 'VOLATILE');

CREATE TABLE users (
  id TEXT NOT NULL PRIMARY KEY,
  display_name TEXT NOT NULL,
  roles TEXT NOT NULL,
  email TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('ACTIVE', 'DISABLED')),
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
INSERT INTO column_marks VALUES ('users', 'display_name', 'PERSONAL'), ('users', 'email', 'PERSONAL');

CREATE TABLE tokens (
  id TEXT NOT NULL PRIMARY KEY,
  display_name TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id),
  role TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  expire_time INTEGER NOT NULL,
  revoke_time INTEGER,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX tokens_by_user ON tokens (user_id, id);

-- Answers to request ids, for replay; forgotten after their time.
CREATE TABLE requests (
  request_id TEXT NOT NULL PRIMARY KEY,
  method TEXT NOT NULL,
  actor TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  reply BLOB NOT NULL,
  time INTEGER NOT NULL
) STRICT;
CREATE INDEX requests_by_time ON requests (time);
INSERT INTO column_marks VALUES ('requests', '*', 'VOLATILE');

-- The key of each row with PERSONAL columns, and of each owner of blobs: "table/key".
CREATE TABLE subject_keys (
  subject TEXT NOT NULL PRIMARY KEY,
  wrapped_key TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What happened, in the order in which it was committed. Rows are only ever added.
CREATE TABLE entries (
  position INTEGER NOT NULL PRIMARY KEY, -- from 1; the leaf's index in the Merkle tree is one less
  id TEXT NOT NULL UNIQUE,
  time INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  resource TEXT NOT NULL,
  request_id TEXT NOT NULL,
  body TEXT NOT NULL,
  attachments TEXT NOT NULL,
  digests TEXT NOT NULL,
  seal BLOB NOT NULL
) STRICT;
CREATE INDEX entries_by_resource ON entries (resource, position);
CREATE TRIGGER entries_keep BEFORE UPDATE ON entries
BEGIN
  SELECT RAISE (ABORT, 'entries are never changed');
END;
CREATE TRIGGER entries_stay BEFORE DELETE ON entries
BEGIN
  SELECT RAISE (ABORT, 'entries are never removed');
END;

-- The compact list of renewals that the entry at this position tells the hash of.
CREATE TABLE renewals (
  position INTEGER NOT NULL PRIMARY KEY REFERENCES entries (position),
  list BLOB NOT NULL
) STRICT;

-- The Merkle tree: 256 hashes of one level a row, or the first of them.
CREATE TABLE tiles (
  level INTEGER NOT NULL,
  tile_index INTEGER NOT NULL,
  hashes BLOB NOT NULL,
  PRIMARY KEY (level, tile_index)
) STRICT;

-- Signed statements of what the tree was: the last one of each day (UTC).
CREATE TABLE checkpoints (
  size INTEGER NOT NULL PRIMARY KEY, -- entries covered
  time INTEGER NOT NULL,
  note TEXT NOT NULL
) STRICT;
INSERT INTO column_marks VALUES
  ('entries', '*', 'LEDGER'), ('renewals', '*', 'LEDGER'), ('tiles', '*', 'LEDGER'), ('checkpoints', '*', 'LEDGER');
