-- Legal holds on persons' data.
ALTER TABLE contacts ADD COLUMN retain_until INTEGER;
ALTER TABLE contacts ADD COLUMN retain_reason TEXT;
INSERT INTO column_marks VALUES ('contacts', 'retain_reason', 'PERSONAL');

-- Whose personal data an answer holds: "table/key", or empty. If there is someone, `reply` is encrypted under that subject's
-- key together with the content's hash, and `content_hash` is empty. Answers that are not are forgotten.
ALTER TABLE requests ADD COLUMN subject TEXT NOT NULL DEFAULT '';
DELETE FROM requests WHERE method LIKE 'countersign.v1.CustomerService/%Contact';

-- Subjects whose data were erased, until nothing of them is left in the database's files either.
CREATE TABLE pending_erasures (
  subject TEXT NOT NULL PRIMARY KEY,
  rewritten INTEGER NOT NULL -- 1: the tables were written anew since, and only the log may hold something
) STRICT, WITHOUT ROWID;
INSERT INTO column_marks VALUES ('pending_erasures', '*', 'VOLATILE');
