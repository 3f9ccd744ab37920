-- The personal links in mailed notices, under which their contacts confirm receipt, and the codes that this takes.
CREATE TABLE notice_links (
  id TEXT NOT NULL PRIMARY KEY REFERENCES notices (id), -- that of its notice
  contact_id TEXT NOT NULL, -- who may have been erased since
  secret_sha256 TEXT NOT NULL,
  expire_time INTEGER NOT NULL,
  revoke_time INTEGER,
  confirm_time INTEGER,
  code_mac TEXT CHECK ((code_mac IS NULL) = (code_expire_time IS NULL)), -- of the code that was sent last, under the link's secret
  code_expire_time INTEGER,
  code_attempts INTEGER NOT NULL,
  code_message_id TEXT REFERENCES messages (id),
  code_hour INTEGER,
  codes INTEGER NOT NULL,
  sealed_name TEXT, -- with which receipt was confirmed, encrypted under the contact's key: hexadecimal
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX notice_links_by_secret ON notice_links (secret_sha256);
CREATE INDEX notice_links_by_contact ON notice_links (contact_id, id);
