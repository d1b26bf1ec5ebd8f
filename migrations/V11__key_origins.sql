-- Where the keys of rows stand that are not in the rows' own cells: labels above them, merged cells, first rows of
-- groups.
ALTER TABLE datawarp.tbl_manifest_files ADD COLUMN IF NOT EXISTS key_origins jsonb;

COMMENT ON COLUMN datawarp.tbl_manifest_files.key_origins IS
    'For each column with values that do not stand in their rows'' own cells: [cell, first row, last row] of what each stands for.';
