-- Contracts, what belongs to them, and milestones.

CREATE TABLE contracts (
  id TEXT NOT NULL PRIMARY KEY,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  display_name TEXT NOT NULL,
  terms TEXT NOT NULL, -- canonical JSON, see contract_json.cc
  signed_before INTEGER NOT NULL CHECK (signed_before IN (0, 1)),
  state TEXT NOT NULL CHECK (state IN ('DRAFT', 'ACTIVE', 'COMPLETED', 'TERMINATED')),
  active_since TEXT,
  labels TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX contracts_by_customer ON contracts (customer_id, id);
CREATE INDEX contracts_by_state ON contracts (state, id);

CREATE TABLE sub_contracts (
  id TEXT NOT NULL PRIMARY KEY,
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  display_name TEXT NOT NULL,
  price_currency TEXT NOT NULL,
  price_minor_units INTEGER NOT NULL,
  core INTEGER NOT NULL CHECK (core IN (0, 1)),
  entitlements TEXT NOT NULL,
  safety_critical INTEGER NOT NULL CHECK (safety_critical IN (0, 1)),
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX sub_contracts_by_contract ON sub_contracts (contract_id, id);

-- The contact's row goes when the person is erased; the id stays.
CREATE TABLE disclosures (
  id TEXT NOT NULL PRIMARY KEY,
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  date TEXT NOT NULL,
  text_sha256 TEXT NOT NULL,
  how TEXT NOT NULL,
  contact_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX disclosures_by_contract ON disclosures (contract_id, id);

CREATE TABLE assents (
  id TEXT NOT NULL PRIMARY KEY,
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  date TEXT NOT NULL,
  text_sha256 TEXT NOT NULL,
  contact_id TEXT NOT NULL,
  method TEXT NOT NULL CHECK (method IN ('PORTAL', 'PAPER')),
  paper_sha256 TEXT NOT NULL, -- empty: none
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX assents_by_contract ON assents (contract_id, id);

CREATE TABLE milestones (
  id TEXT NOT NULL PRIMARY KEY,
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  sub_contract_id TEXT NOT NULL REFERENCES sub_contracts (id),
  display_name TEXT NOT NULL,
  due_by TEXT NOT NULL CHECK (due_by IN
    ('SIGNING', 'DELIVERY', 'PRELIMINARY_ACCEPTANCE', 'FINAL_ACCEPTANCE', 'WARRANTY_END')), -- its trigger
  amount_currency TEXT NOT NULL,
  amount_minor_units INTEGER NOT NULL,
  share TEXT, -- of the sub-contract's price, where the amount follows that
  criteria TEXT NOT NULL,
  items TEXT NOT NULL,
  review_term TEXT, -- NULL: the contract's
  retention_rate TEXT NOT NULL,
  retention_release_date TEXT,
  state TEXT NOT NULL CHECK (state IN
    ('PLANNED', 'DELIVERED', 'REJECTED', 'ACCEPTED', 'DEEMED_ACCEPTED', 'INVOICED', 'PAID')),
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX milestones_by_contract ON milestones (contract_id, id);
CREATE INDEX milestones_by_sub_contract ON milestones (sub_contract_id, id);
