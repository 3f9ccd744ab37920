-- The first day of the next effect, as keys tell it from the receipt of a formal notice on; NULL: none is near, or its contract was not
-- looked at since this column came.
ALTER TABLE standings ADD COLUMN first_effect_date TEXT;
