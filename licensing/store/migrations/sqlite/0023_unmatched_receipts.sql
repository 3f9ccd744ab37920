-- Entries of bank statements as they were, and with those of nobody who is known: they wait until a person says whose they are.
CREATE TABLE bank_entries_next (
  id TEXT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('RECORDED', 'PENDING', 'DISMISSED', 'REVERSAL')),
  customer_id TEXT REFERENCES customers (id), -- NULL: not known
  candidates TEXT, -- ids of customers, canonical JSON: whose it may be
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
INSERT INTO bank_entries_next (id, state, customer_id, account, reference, end_to_end, currency_code, minor_units, date, payer, proposed, note, payment_id, operation_id, version, create_time, update_time)
  SELECT id, state, customer_id, account, reference, end_to_end, currency_code, minor_units, date, payer, proposed, note, payment_id, operation_id, version, create_time, update_time
  FROM bank_entries;
DROP TABLE bank_entries;
ALTER TABLE bank_entries_next RENAME TO bank_entries;
CREATE INDEX bank_entries_by_customer ON bank_entries (customer_id, id);
CREATE INDEX bank_entries_pending ON bank_entries (id) WHERE state = 'PENDING';
CREATE INDEX bank_entries_by_end_to_end ON bank_entries (end_to_end) WHERE end_to_end <> '';

-- What of an invoice a dispute is about: NULL for the whole of it.
ALTER TABLE disputes ADD COLUMN line TEXT;
