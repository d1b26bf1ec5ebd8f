-- The catalogue's line of each export, so that the catalogue can be rebuilt from the database alone.
ALTER TABLE datawarp.tbl_exports ADD COLUMN catalog_entry jsonb;
