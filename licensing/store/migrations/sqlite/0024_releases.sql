-- Who alone may decide an approval; NULL: any other user that may.
ALTER TABLE approvals ADD COLUMN decider TEXT;
-- Whose name a notice of the ladder bears, who released it; NULL: it is automatic.
ALTER TABLE notices ADD COLUMN released_by TEXT;
