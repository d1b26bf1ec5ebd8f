-- What adopting an estate of version 2.1 found and took over.

-- Tables and files without an owner: found counts as recorded, so that cleanup can take them.
CREATE TABLE datawarp.tbl_found_items (
    workspace uuid NOT NULL,
    kind      varchar(20) NOT NULL CHECK (kind IN ('staging_table', 'parquet', 'description')),
    item      text NOT NULL,
    sha256    varchar(64),
    found_at  timestamptz NOT NULL,
    run_id    text NOT NULL,
    PRIMARY KEY (workspace, kind, item)
);
COMMENT ON TABLE datawarp.tbl_found_items IS
    'Tables and files that belonged to no source when an estate was adopted; cleanup may take them.';
COMMENT ON COLUMN datawarp.tbl_found_items.item IS
    'A table with its schema, or a file relative to the workspace.';

-- An export that was taken over holds whatever it holds, until the source is exported again.
ALTER TABLE datawarp.tbl_exports ADD COLUMN adopted_at timestamptz;
COMMENT ON COLUMN datawarp.tbl_exports.adopted_at IS
    'When the file was taken over from an estate of version 2.1: nobody has compared it with the rows; null for one that was written and proven.';
