-- Acts that take two users: what one asked for, and what a second one said to it.
CREATE TABLE approvals (
  id TEXT NOT NULL PRIMARY KEY,
  method TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  resource TEXT NOT NULL, -- its name
  act TEXT NOT NULL,
  summary TEXT NOT NULL,
  reason TEXT NOT NULL,
  requested_by TEXT NOT NULL, -- a user's name, as the next
  state TEXT NOT NULL CHECK (state IN ('PENDING', 'APPROVED', 'DECLINED', 'USED', 'EXPIRED')),
  decided_by TEXT NOT NULL,
  decide_time INTEGER,
  decide_note TEXT NOT NULL,
  use_time INTEGER,
  expire_time INTEGER NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX approvals_by_resource ON approvals (resource, id);
CREATE INDEX approvals_by_content ON approvals (content_hash, id) WHERE state IN ('PENDING', 'APPROVED');
-- What the scheduler looks for.
CREATE INDEX approvals_by_end ON approvals (expire_time, id) WHERE state IN ('PENDING', 'APPROVED');

-- A licence may be revoked. The column is made anew because the states that it may have are a part of it; a row's digest does
-- not depend on the order of its columns.
ALTER TABLE licenses ADD COLUMN new_state TEXT NOT NULL DEFAULT 'ACTIVE'
  CHECK (new_state IN ('ACTIVE', 'SUSPENDED', 'REVOKED'));
UPDATE licenses SET new_state = state;
ALTER TABLE licenses DROP COLUMN state;
ALTER TABLE licenses RENAME COLUMN new_state TO state;
ALTER TABLE licenses ADD COLUMN revocation_reason TEXT;
-- Of a suspension that a second user has not confirmed.
ALTER TABLE licenses ADD COLUMN suspension_end_time INTEGER;
ALTER TABLE licenses ADD COLUMN suspension_approval_id TEXT REFERENCES approvals (id);

ALTER TABLE disputes ADD COLUMN paper_sha256 TEXT;
