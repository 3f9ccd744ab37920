-- Settlement quotes, and what became of each.
CREATE TABLE settlements (
  id TEXT NOT NULL PRIMARY KEY,
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  sub_contract_id TEXT REFERENCES sub_contracts (id), -- NULL: the whole contract
  made_date TEXT NOT NULL,
  date TEXT NOT NULL,
  last_date TEXT NOT NULL,
  expire_time INTEGER NOT NULL,
  discount_currency TEXT NOT NULL,
  discount_minor_units INTEGER NOT NULL,
  quote TEXT NOT NULL, -- its lines and totals: this, like all below that is no id, canonical JSON, see contract_json.cc
  unsettled_currency TEXT NOT NULL,
  unsettled_minor_units INTEGER NOT NULL,
  document_sha256 TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('OFFERED', 'ACCEPTED', 'EXPIRED')),
  acceptance TEXT,
  commitment TEXT,
  invoice_ids TEXT NOT NULL,
  credit_note_ids TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX settlements_by_contract ON settlements (contract_id, id);
-- What the scheduler looks for.
CREATE INDEX settlements_by_end ON settlements (expire_time, id) WHERE state = 'OFFERED';
