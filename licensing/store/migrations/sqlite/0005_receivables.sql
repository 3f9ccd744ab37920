-- What customers owe. claim_records says what is open as of any day, and is only ever added to; `state` of invoices and
-- payments follows from it and serves lists.
CREATE TABLE invoices (
  id TEXT NOT NULL PRIMARY KEY,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  number TEXT NOT NULL,
  currency_code TEXT NOT NULL,
  minor_units INTEGER NOT NULL,
  invoice_date TEXT NOT NULL,
  due_date TEXT NOT NULL,
  credit_term_days INTEGER NOT NULL,
  contract TEXT NOT NULL, -- a resource's name or empty
  sub_contract TEXT NOT NULL, -- likewise
  state TEXT NOT NULL CHECK (state IN ('OPEN', 'PAID')),
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX invoices_by_number ON invoices (number);
CREATE INDEX invoices_by_customer ON invoices (customer_id, id);
CREATE INDEX invoices_open ON invoices (customer_id, currency_code, id) WHERE state = 'OPEN';

-- Money received, and credit notes.
CREATE TABLE payments (
  id TEXT NOT NULL PRIMARY KEY,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  kind TEXT NOT NULL CHECK (kind IN ('TRANSFER', 'CASH', 'BILL', 'E_VOUCHER', 'CREDIT_NOTE')),
  currency_code TEXT NOT NULL,
  minor_units INTEGER NOT NULL,
  date TEXT NOT NULL,
  reference TEXT NOT NULL,
  payer TEXT NOT NULL, -- a firm, as the bank's statement names it
  corrected_invoice_id TEXT REFERENCES invoices (id),
  state TEXT NOT NULL CHECK (state IN ('ALLOCATED', 'CREDIT', 'REVERSED')),
  reason TEXT NOT NULL, -- what a credit note is for
  dispute_id TEXT REFERENCES disputes (id), -- of a credit note that resolved one
  reverse_date TEXT,
  reverse_reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX payments_by_customer ON payments (customer_id, id);
CREATE UNIQUE INDEX credit_notes_by_number ON payments (reference) WHERE kind = 'CREDIT_NOTE';
CREATE INDEX payments_with_credit ON payments (customer_id, currency_code, date, id) WHERE state = 'CREDIT';

CREATE TABLE disputes (
  id TEXT NOT NULL PRIMARY KEY,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  invoice_id TEXT NOT NULL REFERENCES invoices (id),
  currency_code TEXT NOT NULL,
  minor_units INTEGER NOT NULL,
  grounds TEXT NOT NULL,
  open_date TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('OPEN', 'FOR_VENDOR', 'FOR_CUSTOMER', 'SETTLED')),
  resolve_date TEXT,
  resolve_time INTEGER,
  credited_minor_units INTEGER NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX disputes_by_customer ON disputes (customer_id, id);
CREATE INDEX disputes_by_invoice ON disputes (invoice_id, id);

-- One record changes what is open on an invoice, what is left of a payment, or both at once (an allocation).
CREATE TABLE claim_records (
  id TEXT NOT NULL PRIMARY KEY,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  invoice_id TEXT REFERENCES invoices (id),
  payment_id TEXT REFERENCES payments (id),
  kind TEXT NOT NULL CHECK (kind IN ('INVOICE', 'INTEREST_NOTE', 'COSTS', 'PAYMENT', 'CREDIT', 'ALLOCATION', 'DISCOUNT',
                                     'WRITE_OFF', 'SET_OFF', 'ASSIGNMENT', 'REFUND', 'REVERSAL')),
  part TEXT NOT NULL CHECK (part IN ('COSTS', 'INTEREST', 'PRINCIPAL')),
  currency_code TEXT NOT NULL,
  minor_units INTEGER NOT NULL CHECK (minor_units >= 0),
  effective_date TEXT NOT NULL,
  record_time INTEGER NOT NULL,
  reverses TEXT NOT NULL -- the id of the record that it undoes, or empty
) STRICT;
CREATE INDEX claim_records_by_customer ON claim_records (customer_id, id);
CREATE INDEX claim_records_by_invoice ON claim_records (invoice_id, id);
CREATE INDEX claim_records_by_payment ON claim_records (payment_id, id);
-- Nothing is undone twice.
CREATE UNIQUE INDEX claim_records_reversed ON claim_records (reverses) WHERE reverses <> '';

-- The last number that was given out in each series and year.
CREATE TABLE number_counters (
  series TEXT NOT NULL,
  year INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (series, year)
) STRICT, WITHOUT ROWID;
