-- What a publisher's notes say of columns, and the levels of the areas and organisations that their codes are of.
ALTER TABLE datawarp.tbl_column_metadata ADD COLUMN IF NOT EXISTS unit text;
ALTER TABLE datawarp.tbl_column_metadata ADD COLUMN IF NOT EXISTS notes text[];
ALTER TABLE datawarp.tbl_column_metadata ADD COLUMN IF NOT EXISTS geography text[];

COMMENT ON COLUMN datawarp.tbl_column_metadata.unit IS 'What the column''s numbers count, such as % or GBP.';
COMMENT ON COLUMN datawarp.tbl_column_metadata.notes IS 'The publisher''s notes that the column''s header refers to.';
COMMENT ON COLUMN datawarp.tbl_column_metadata.geography IS
    'The levels of the column''s codes, such as trust or icb; empty for other columns.';
COMMENT ON COLUMN datawarp.tbl_column_metadata.metadata_source IS
    'Whose words the description is: publisher, model or person; extraction where there is none.';
