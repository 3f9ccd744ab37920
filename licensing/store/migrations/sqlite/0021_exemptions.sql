-- What is never stopped, whatever a contract says; NULL: nothing of the kind.
ALTER TABLE products ADD COLUMN safety_critical INTEGER CHECK (safety_critical = 1);
ALTER TABLE customers ADD COLUMN consumer INTEGER CHECK (consumer = 1);

-- What depends on a core sub-contract: shown and assented to with the enforcement clause.
ALTER TABLE sub_contracts ADD COLUMN dependents TEXT;

-- Where registered mail goes.
ALTER TABLE contacts ADD COLUMN postal_address TEXT;
INSERT INTO column_marks VALUES ('contacts', 'postal_address', 'PERSONAL');
