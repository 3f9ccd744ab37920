-- What changes an active contract, calendars of the vendor's own, and the papers that customers ask for.

ALTER TABLE customers ADD COLUMN payment_profile TEXT; -- JSON
ALTER TABLE customers ADD COLUMN credit_limit TEXT; -- JSON
ALTER TABLE contracts ADD COLUMN ended_on TEXT;

CREATE TABLE change_orders (
  id TEXT NOT NULL PRIMARY KEY,
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  sub_contract_id TEXT NOT NULL REFERENCES sub_contracts (id),
  currency_code TEXT NOT NULL,
  minor_units INTEGER NOT NULL, -- negative where it takes away
  date TEXT NOT NULL,
  description TEXT NOT NULL,
  paper_sha256 TEXT NOT NULL,
  contact_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX change_orders_by_contract ON change_orders (contract_id, id);
CREATE INDEX change_orders_by_sub_contract ON change_orders (sub_contract_id, id);

CREATE TABLE amendments (
  id TEXT NOT NULL PRIMARY KEY,
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  date TEXT NOT NULL,
  description TEXT NOT NULL,
  contact_id TEXT NOT NULL,
  paper_sha256 TEXT NOT NULL,
  fields TEXT NOT NULL, -- JSON
  terms_before TEXT NOT NULL, -- JSON
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX amendments_by_contract ON amendments (contract_id, id);

CREATE TABLE calendars (
  id TEXT NOT NULL PRIMARY KEY, -- name-vNUMBER
  name TEXT NOT NULL,
  number INTEGER NOT NULL,
  display_name TEXT NOT NULL,
  weekend TEXT NOT NULL, -- weekdays, 0 is Sunday, JSON
  holidays TEXT NOT NULL, -- JSON, as the next one
  extra_working_days TEXT NOT NULL,
  first_day TEXT, -- the days for which it is complete, both included
  last_day TEXT,
  source_sha256 TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX calendars_by_version ON calendars (name, number);

-- Papers that a customer's procedure asks for with a claim.
CREATE TABLE pack_papers (
  id TEXT NOT NULL PRIMARY KEY,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  invoice_id TEXT NOT NULL REFERENCES invoices (id),
  kind TEXT NOT NULL,
  paper_sha256 TEXT NOT NULL,
  received_on TEXT,
  receipt_sha256 TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX pack_papers_by_customer ON pack_papers (customer_id, id);
CREATE INDEX pack_papers_by_invoice ON pack_papers (invoice_id, id);
