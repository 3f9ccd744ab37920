-- The life of a milestone after its plan. All of it is NULL in what was planned before, so that digests stay.
ALTER TABLE milestones ADD COLUMN warranty_end TEXT;
ALTER TABLE milestones ADD COLUMN rounds TEXT; -- deliveries and what was said to them, canonical JSON, see contract_json.cc
ALTER TABLE milestones ADD COLUMN acceptance TEXT; -- likewise
ALTER TABLE milestones ADD COLUMN punch_list TEXT; -- likewise
ALTER TABLE milestones ADD COLUMN invoice_id TEXT REFERENCES invoices (id);
ALTER TABLE milestones ADD COLUMN retention_released_on TEXT;
ALTER TABLE milestones ADD COLUMN retention_invoice_id TEXT REFERENCES invoices (id);
ALTER TABLE milestones ADD COLUMN split_from TEXT REFERENCES milestones (id);
-- What the server does about it by time alone, and when a reminder is to be sent: follow from the rest, see NextActionOf.
ALTER TABLE milestones ADD COLUMN next_action TEXT CHECK (next_action IN
  ('DEEM_ACCEPTED', 'COUNT_USE', 'FULFIL', 'RELEASE_RETENTION'));
ALTER TABLE milestones ADD COLUMN next_action_time INTEGER;
ALTER TABLE milestones ADD COLUMN reminder_time INTEGER;
CREATE UNIQUE INDEX milestones_by_invoice ON milestones (invoice_id) WHERE invoice_id IS NOT NULL;
CREATE INDEX milestones_by_next_action ON milestones (next_action_time, id) WHERE next_action_time IS NOT NULL;

-- Use of a licence is looked for in all of its leases.
CREATE INDEX leases_of_license ON leases (license_id, id);
