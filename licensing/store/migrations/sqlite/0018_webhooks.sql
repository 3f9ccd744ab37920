-- Endpoints of the owner's that are told of entries, and what they are to be told, in the outbox.
CREATE TABLE webhooks (
  id TEXT NOT NULL PRIMARY KEY,
  url TEXT NOT NULL,
  events TEXT NOT NULL, -- canonical JSON
  state TEXT NOT NULL CHECK (state IN ('ENABLED', 'DISABLED')),
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;
CREATE INDEX webhooks_enabled ON webhooks (id) WHERE state = 'ENABLED';

-- The outbox as it was, and with messages that go to a webhook instead of a contact.
CREATE TABLE messages_next (
  id TEXT NOT NULL PRIMARY KEY,
  channel TEXT NOT NULL CHECK (channel IN ('MAIL', 'WEBHOOK', 'EVENT')),
  customer_id TEXT REFERENCES customers (id), -- NULL: to a webhook
  contact_id TEXT CHECK ((contact_id IS NULL) = (customer_id IS NULL)), -- who may have been erased since
  webhook_id TEXT REFERENCES webhooks (id) CHECK ((webhook_id IS NULL) = (customer_id IS NOT NULL)),
  notice_ids TEXT NOT NULL, -- canonical JSON
  language TEXT NOT NULL,
  sealed TEXT NOT NULL, -- subject, text and HTML, encrypted under the recipient's key: hexadecimal
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
INSERT INTO messages_next (id, channel, customer_id, contact_id, notice_ids, language, sealed, text_sha256, state, send_time, attempts, next_attempt_time, message_id, last_failure, last_reply, sent_time, arrive_time, bounce_time, version, create_time, update_time)
  SELECT id, channel, customer_id, contact_id, notice_ids, language, sealed, text_sha256, state, send_time, attempts, next_attempt_time, message_id, last_failure, last_reply, sent_time, arrive_time, bounce_time, version, create_time, update_time
  FROM messages;
DROP TABLE messages;
ALTER TABLE messages_next RENAME TO messages;
-- What the worker looks for, and whether another message stands before one.
CREATE INDEX messages_by_attempt ON messages (channel, next_attempt_time, id) WHERE next_attempt_time IS NOT NULL;
CREATE INDEX messages_in_order ON messages (contact_id, channel, send_time, id) WHERE next_attempt_time IS NOT NULL;
CREATE INDEX messages_by_contact ON messages (contact_id, id);
CREATE INDEX messages_dead ON messages (channel) WHERE state = 'DEAD';
CREATE INDEX messages_to_webhook_in_order ON messages (webhook_id, channel, send_time, id) WHERE next_attempt_time IS NOT NULL;
CREATE INDEX messages_by_webhook ON messages (webhook_id, id) WHERE webhook_id IS NOT NULL;
