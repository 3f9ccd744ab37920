-- The outbox: messages to contacts, and what became of each.
CREATE TABLE messages (
  id TEXT NOT NULL PRIMARY KEY,
  channel TEXT NOT NULL CHECK (channel IN ('MAIL', 'WEBHOOK')),
  customer_id TEXT NOT NULL REFERENCES customers (id),
  contact_id TEXT NOT NULL, -- who may have been erased since
  notice_ids TEXT NOT NULL, -- canonical JSON
  language TEXT NOT NULL,
  sealed TEXT NOT NULL, -- subject, text and HTML, encrypted under the contact's key: hexadecimal
  text_sha256 TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('WAITING', 'SENDING', 'SENT', 'DEAD', 'CANCELLED')),
  send_time INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  next_attempt_time INTEGER CHECK ((next_attempt_time IS NOT NULL) = (state IN ('WAITING', 'SENDING'))),
  message_id TEXT, -- NULL before the first attempt
  last_failure TEXT,
  last_reply INTEGER NOT NULL,
  sent_time INTEGER,
  arrive_time INTEGER,
  bounce_time INTEGER,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
-- What the worker looks for, and whether another message stands before one.
CREATE INDEX messages_by_attempt ON messages (channel, next_attempt_time, id) WHERE next_attempt_time IS NOT NULL;
CREATE INDEX messages_in_order ON messages (contact_id, channel, send_time, id) WHERE next_attempt_time IS NOT NULL;
CREATE INDEX messages_by_contact ON messages (contact_id, id);
CREATE INDEX messages_dead ON messages (channel) WHERE state = 'DEAD';
