-- How many rows an adopted table holds. No export tells it where none was taken over, and to count
-- millions of rows takes too long for a list.
ALTER TABLE datawarp.tbl_data_sources ADD COLUMN IF NOT EXISTS adopted_rows bigint;
COMMENT ON COLUMN datawarp.tbl_data_sources.adopted_rows IS
    'Rows of its table when it was adopted, told until it is exported; null for one that was not adopted.';
