-- Lists of renewals are by far the most entries, and each would write a page of this index: they are found by their
-- position, one after the other (EntryResourceIs).
DROP INDEX entries_by_resource;
CREATE INDEX entries_by_resource ON entries (resource, position) WHERE resource <> 'leases';
