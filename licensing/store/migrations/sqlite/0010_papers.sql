-- What is promised, agreed, given up and confirmed about claims, each with the document that it rests on.

-- Whether a promise or a plan was kept follows from claim_records.
CREATE TABLE promises (
  id TEXT NOT NULL PRIMARY KEY,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  invoice_ids TEXT NOT NULL, -- ids of the claims, JSON
  currency_code TEXT NOT NULL,
  minor_units INTEGER NOT NULL,
  made_on TEXT NOT NULL,
  date TEXT NOT NULL, -- through which it may be kept
  condition TEXT NOT NULL,
  contact_id TEXT NOT NULL, -- who promised; stays when the person is erased
  withdrawn_on TEXT,
  withdraw_reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX promises_by_customer ON promises (customer_id, id);

CREATE TABLE plans (
  id TEXT NOT NULL PRIMARY KEY,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  invoice_ids TEXT NOT NULL,
  currency_code TEXT NOT NULL,
  minor_units INTEGER NOT NULL, -- all parts together
  agreed_on TEXT NOT NULL,
  due_dates TEXT NOT NULL, -- of the parts, JSON; their amounts follow
  contact_id TEXT NOT NULL,
  paper_sha256 TEXT NOT NULL,
  cancelled_on TEXT,
  cancel_reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX plans_by_customer ON plans (customer_id, id);

-- Write-offs, set-offs and assignments. What they lower stands in claim_records.
CREATE TABLE adjustments (
  id TEXT NOT NULL PRIMARY KEY,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  invoice_id TEXT NOT NULL REFERENCES invoices (id),
  contract_id TEXT NOT NULL, -- of an assignment, or empty
  kind TEXT NOT NULL CHECK (kind IN ('WRITE_OFF', 'SET_OFF', 'ASSIGNMENT')),
  currency_code TEXT NOT NULL,
  minor_units INTEGER NOT NULL,
  date TEXT NOT NULL,
  reason TEXT NOT NULL,
  other_party TEXT NOT NULL, -- a firm
  counter_claim TEXT NOT NULL,
  notice_date TEXT,
  paper_sha256 TEXT NOT NULL,
  record_ids TEXT NOT NULL, -- JSON
  reverse_date TEXT,
  reverse_reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX adjustments_by_customer ON adjustments (customer_id, id);
CREATE INDEX adjustments_by_invoice ON adjustments (invoice_id, id);
CREATE INDEX adjustments_by_contract ON adjustments (contract_id, id) WHERE contract_id <> '';

CREATE TABLE guarantees (
  id TEXT NOT NULL PRIMARY KEY,
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  sub_contract_id TEXT NOT NULL, -- or empty: of the whole contract
  guarantor TEXT NOT NULL, -- a firm
  kind TEXT NOT NULL CHECK (kind IN ('GENERAL', 'JOINT')),
  currency_code TEXT NOT NULL,
  minor_units INTEGER NOT NULL,
  date TEXT NOT NULL,
  end_date TEXT,
  paper_sha256 TEXT NOT NULL,
  release_date TEXT,
  release_reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX guarantees_by_contract ON guarantees (contract_id, id);

-- Statements of account that were sent: text and lines as they were.
CREATE TABLE statements (
  id TEXT NOT NULL PRIMARY KEY,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  date TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  text TEXT NOT NULL,
  text_sha256 TEXT NOT NULL,
  lines TEXT NOT NULL, -- JSON
  sent_on TEXT NOT NULL,
  contact_id TEXT NOT NULL,
  method TEXT NOT NULL CHECK (method IN ('HANDED_OVER', 'REGISTERED_MAIL', 'COURIER', 'ELECTRONIC_MAIL', 'OTHER')),
  proof_sha256 TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('SENT', 'CONFIRMED', 'CONTRADICTED')),
  answered_on TEXT,
  answer_contact_id TEXT,
  answer_sha256 TEXT NOT NULL,
  remarks TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX statements_by_customer ON statements (customer_id, id);

-- That all payments received through a day are on record: one row, the newest; the entries tell of those before it.
CREATE TABLE attestations (
  id TEXT NOT NULL PRIMARY KEY,
  through_date TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  note TEXT NOT NULL,
  user TEXT NOT NULL, -- a resource's name
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
