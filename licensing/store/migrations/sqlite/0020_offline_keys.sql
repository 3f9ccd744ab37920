-- How long a key for a machine without a network may run at most; NULL: none is issued.
ALTER TABLE policies ADD COLUMN max_offline_key_seconds INTEGER;
