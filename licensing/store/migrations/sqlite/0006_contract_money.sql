-- What the contract says about money: interest and its notes, bills, discounts, tax invoices, limitation.
ALTER TABLE claim_records ADD COLUMN value_date TEXT; -- where it is not effective_date
ALTER TABLE claim_records ADD COLUMN cause TEXT; -- a resource's name
-- For what may not have been settled as of a date.
CREATE INDEX claim_records_by_effect ON claim_records (customer_id, effective_date, invoice_id, payment_id);
CREATE INDEX claim_records_by_time ON claim_records (customer_id, record_time, invoice_id, payment_id);

ALTER TABLE payments ADD COLUMN maturity_date TEXT; -- of a bill or e-voucher
ALTER TABLE payments ADD COLUMN dishonour_date TEXT;
CREATE INDEX payments_correcting ON payments (corrected_invoice_id, id) WHERE corrected_invoice_id IS NOT NULL;

CREATE TABLE interest_notes (
  id TEXT NOT NULL PRIMARY KEY,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  invoice_id TEXT NOT NULL REFERENCES invoices (id),
  number TEXT NOT NULL,
  date TEXT NOT NULL,
  currency_code TEXT NOT NULL,
  minor_units INTEGER NOT NULL, -- of interest
  compensation_currency TEXT NOT NULL,
  compensation_minor_units INTEGER NOT NULL,
  compensation_basis TEXT NOT NULL CHECK (compensation_basis IN ('NONE', 'EU', 'UK')),
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX interest_notes_by_number ON interest_notes (number);
CREATE INDEX interest_notes_by_customer ON interest_notes (customer_id, id);
CREATE INDEX interest_notes_by_invoice ON interest_notes (invoice_id, id);

CREATE TABLE tax_invoices (
  id TEXT NOT NULL PRIMARY KEY,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  invoice_id TEXT NOT NULL REFERENCES invoices (id),
  number TEXT NOT NULL,
  currency_code TEXT NOT NULL,
  minor_units INTEGER NOT NULL,
  date TEXT NOT NULL,
  document_sha256 TEXT NOT NULL, -- empty: none
  receive_date TEXT,
  receive_time INTEGER, -- when that was put on record
  due_date_before TEXT, -- the invoice's until then, where the receipt made another one
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX tax_invoices_by_number ON tax_invoices (number);
CREATE INDEX tax_invoices_by_customer ON tax_invoices (customer_id, id);
CREATE INDEX tax_invoices_by_invoice ON tax_invoices (invoice_id, id);

-- What restarts the limitation clock and is no payment. Only ever added to.
CREATE TABLE limitation_records (
  id TEXT NOT NULL PRIMARY KEY,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  invoice_id TEXT NOT NULL REFERENCES invoices (id),
  kind TEXT NOT NULL CHECK (kind IN ('DEMAND_RECEIVED', 'PART_PAYMENT', 'STATEMENT_CONFIRMED', 'PROCEEDINGS')),
  date TEXT NOT NULL,
  proof_sha256 TEXT NOT NULL, -- empty: none
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX limitation_records_by_customer ON limitation_records (customer_id, id);
CREATE INDEX limitation_records_by_invoice ON limitation_records (invoice_id, id);
