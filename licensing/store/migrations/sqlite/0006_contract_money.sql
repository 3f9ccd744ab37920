-- What the contract says about money: interest, bills, discounts.
ALTER TABLE claim_records ADD COLUMN value_date TEXT; -- where it is not effective_date
ALTER TABLE claim_records ADD COLUMN cause TEXT; -- a resource's name
