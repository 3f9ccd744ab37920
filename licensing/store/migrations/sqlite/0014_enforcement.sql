-- Where each sub-contract stands, as it was last committed; next_action_time is when its contract has to be looked at again,
-- the same for all of a contract's.
CREATE TABLE standings (
  id TEXT NOT NULL PRIMARY KEY REFERENCES sub_contracts (id),
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  stage TEXT NOT NULL CHECK (stage IN ('CURRENT', 'DUE_SOON', 'OVERDUE', 'URGENT', 'NOTICED', 'SUPPLY_STOPPED', 'SUSPENDED', 'TERMINATED')),
  since INTEGER NOT NULL,
  next_action_time INTEGER,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX standings_by_contract ON standings (contract_id, id);
CREATE INDEX standings_by_stage ON standings (stage, id);
-- What the scheduler looks for.
CREATE INDEX standings_by_next_action ON standings (next_action_time, contract_id) WHERE next_action_time IS NOT NULL;

-- Messages of the ladder. The words are kept where they are sent from; here is their hash.
CREATE TABLE notices (
  id TEXT NOT NULL PRIMARY KEY,
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  sub_contract_id TEXT REFERENCES sub_contracts (id), -- NULL: the claims are of none
  customer_id TEXT NOT NULL REFERENCES customers (id),
  kind TEXT NOT NULL,
  channel TEXT NOT NULL CHECK (channel IN ('MAIL', 'WEBHOOK', 'LETTER')),
  contact_id TEXT NOT NULL, -- not a reference: it may be erased
  language TEXT NOT NULL,
  template_version TEXT NOT NULL,
  text_sha256 TEXT NOT NULL,
  claims TEXT NOT NULL,
  effect_id TEXT NOT NULL, -- of what tells of one; not a reference: effects refer to notices
  milestone_id TEXT REFERENCES milestones (id), -- of what tells of a delivery
  round INTEGER NOT NULL,
  supply_date TEXT,
  suspend_date TEXT,
  state TEXT NOT NULL CHECK (state IN ('WAITING', 'SENT', 'RECEIVED', 'FAILED', 'CANCELLED')),
  send_time INTEGER NOT NULL,
  sent_time INTEGER,
  message TEXT NOT NULL,
  tracking_number TEXT NOT NULL,
  receipts TEXT NOT NULL,
  consume_time INTEGER,
  failure TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX notices_by_contract ON notices (contract_id, id);
CREATE INDEX notices_by_contact ON notices (contact_id, id);
CREATE INDEX notices_by_message ON notices (message, id);

-- Stops of supply and suspensions, past ones too.
CREATE TABLE effects (
  id TEXT NOT NULL PRIMARY KEY,
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  sub_contract_id TEXT NOT NULL REFERENCES sub_contracts (id),
  kind TEXT NOT NULL CHECK (kind IN ('STOP_SUPPLY', 'SUSPEND')),
  notice_id TEXT NOT NULL REFERENCES notices (id),
  invoice_ids TEXT NOT NULL,
  start_time INTEGER NOT NULL,
  end_time INTEGER,
  end_cause TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX effects_by_contract ON effects (contract_id, id);
CREATE INDEX effects_by_start ON effects (start_time, contract_id);
-- What the licences' checks look for: one of a kind and sub-contract at a time.
CREATE UNIQUE INDEX effects_in_force ON effects (contract_id, sub_contract_id, kind) WHERE end_time IS NULL;

CREATE TABLE holds (
  id TEXT NOT NULL PRIMARY KEY,
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  sub_contract_id TEXT REFERENCES sub_contracts (id), -- NULL: all of the contract's
  reason TEXT NOT NULL,
  last_date TEXT NOT NULL,
  user TEXT NOT NULL,
  release_time INTEGER,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX holds_by_contract ON holds (contract_id, id);

-- Payment slips that customers showed.
CREATE TABLE payment_slips (
  id TEXT NOT NULL PRIMARY KEY,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  invoice_ids TEXT NOT NULL,
  date TEXT NOT NULL,
  paper_sha256 TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX payment_slips_by_customer ON payment_slips (customer_id, id);

-- The case of each overdue sub-contract; one that is open at a time.
CREATE TABLE cases (
  id TEXT NOT NULL PRIMARY KEY,
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  sub_contract_id TEXT NOT NULL REFERENCES sub_contracts (id),
  customer_id TEXT NOT NULL REFERENCES customers (id),
  reason TEXT NOT NULL CHECK (reason IN ('UNKNOWN', 'FORGOTTEN', 'CASH_FLOW', 'PRIORITISES_OTHERS', 'GRIEVANCE', 'WILFUL')),
  grounds TEXT NOT NULL,
  next_action TEXT NOT NULL,
  owner TEXT NOT NULL CHECK (owner IN ('ACCOUNT_MANAGER', 'COLLECTIONS', 'MANAGER', 'COUNSEL')),
  contacts TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('OPEN', 'CLOSED')),
  close_time INTEGER,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX cases_by_contract ON cases (contract_id, id);
CREATE INDEX cases_by_state ON cases (state, id);
CREATE UNIQUE INDEX cases_that_are_open ON cases (sub_contract_id) WHERE state = 'OPEN';

-- The claims of a contract.
CREATE INDEX invoices_by_contract ON invoices (contract, id) WHERE contract <> '';
