-- Under whose terms a licence was sold.
ALTER TABLE licenses ADD COLUMN contract_id TEXT REFERENCES contracts (id);
ALTER TABLE licenses ADD COLUMN emergency_codes TEXT; -- hashes of one-time codes, and when each was used: canonical JSON
ALTER TABLE licenses ADD COLUMN emergency_end_time INTEGER;
CREATE INDEX licenses_by_contract ON licenses (contract_id, id) WHERE contract_id IS NOT NULL;
ALTER TABLE standings ADD COLUMN paid_up INTEGER NOT NULL DEFAULT 0;
