-- Imports of invoices and payments: how columns become fields, what each import did, and the entries of bank statements
-- that came by one.
CREATE TABLE import_mappings (
  id TEXT NOT NULL PRIMARY KEY,
  display_name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('INVOICES', 'PAYMENTS')),
  columns TEXT NOT NULL, -- field -> heading
  defaults TEXT NOT NULL, -- field -> value
  delimiter TEXT NOT NULL,
  date_format TEXT NOT NULL,
  decimal_separator TEXT NOT NULL,
  encoding TEXT NOT NULL CHECK (encoding IN ('DETECT', 'UTF8', 'GB18030')),
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;

CREATE TABLE operations (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('INVOICES', 'PAYMENTS')),
  user TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  format TEXT NOT NULL CHECK (format IN ('CSV', 'UBL', 'CAMT053')),
  file_sha256 TEXT NOT NULL,
  mapping_id TEXT NOT NULL, -- or empty
  validate_only INTEGER NOT NULL,
  cancel_requested INTEGER NOT NULL,
  rows_done INTEGER NOT NULL, -- with the rows themselves: a restart goes on after them
  rows_total INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  proposed INTEGER NOT NULL,
  reversed INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  reason TEXT NOT NULL,
  message TEXT NOT NULL,
  end_time INTEGER,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX operations_running ON operations (id) WHERE state = 'RUNNING';

-- Rows of files that made nothing: reports for people, which nothing refers to.
CREATE TABLE import_problems (
  id TEXT NOT NULL PRIMARY KEY,
  operation_id TEXT NOT NULL REFERENCES operations (id),
  line INTEGER NOT NULL,
  document TEXT NOT NULL,
  field TEXT NOT NULL,
  reason TEXT NOT NULL,
  message TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX import_problems_by_operation ON import_problems (operation_id, id);
INSERT INTO column_marks VALUES ('import_problems', '*', 'VOLATILE');

CREATE TABLE bank_entries (
  id TEXT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('RECORDED', 'PENDING', 'DISMISSED', 'REVERSAL')),
  customer_id TEXT NOT NULL REFERENCES customers (id),
  account TEXT NOT NULL,
  reference TEXT NOT NULL,
  end_to_end TEXT NOT NULL,
  currency_code TEXT NOT NULL,
  minor_units INTEGER NOT NULL,
  date TEXT NOT NULL,
  payer TEXT NOT NULL,
  proposed TEXT NOT NULL, -- ids of invoices
  note TEXT NOT NULL,
  payment_id TEXT REFERENCES payments (id),
  operation_id TEXT NOT NULL REFERENCES operations (id),
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX bank_entries_by_customer ON bank_entries (customer_id, id);
CREATE INDEX bank_entries_pending ON bank_entries (id) WHERE state = 'PENDING';
CREATE INDEX bank_entries_by_end_to_end ON bank_entries (end_to_end) WHERE end_to_end <> '';

CREATE INDEX payments_by_reference ON payments (reference, id);
