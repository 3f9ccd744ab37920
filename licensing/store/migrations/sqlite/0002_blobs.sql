-- Attachments. The bytes of each are in the file blobs/xy/<id>, encrypted under a key of its own, which is here under
-- the key of its subject: what erases that key erases the content.
CREATE TABLE blobs (
  id TEXT NOT NULL PRIMARY KEY,
  sha256 TEXT NOT NULL, -- of the content
  subject TEXT NOT NULL, -- "table/key" of the record that it belongs to; empty: none, its key is under its own, "blobs/<id>"
  size INTEGER NOT NULL, -- bytes of the content
  media_type TEXT NOT NULL,
  file_name TEXT NOT NULL,
  uploader TEXT NOT NULL,
  create_time INTEGER NOT NULL,
  wrapped_key TEXT NOT NULL
) STRICT;
-- The same content is kept once a subject.
CREATE UNIQUE INDEX blobs_by_sha256 ON blobs (sha256, subject);
CREATE INDEX blobs_by_subject ON blobs (subject, id);
-- A file's name may name a person.
INSERT INTO column_marks VALUES ('blobs', 'file_name', 'PERSONAL');
