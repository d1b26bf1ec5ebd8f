-- What was deleted here because a store was proven to hold it.
CREATE TABLE datawarp.tbl_sync_proofs (
    id         bigserial PRIMARY KEY,
    workspace  uuid NOT NULL,
    path       text NOT NULL,
    store      text NOT NULL,
    key        text NOT NULL,
    size_bytes bigint NOT NULL,
    sha256     char(64) NOT NULL,
    proven_at  timestamptz NOT NULL
);
CREATE INDEX ix_sync_proofs_path ON datawarp.tbl_sync_proofs (workspace, path);
COMMENT ON TABLE datawarp.tbl_sync_proofs IS
    'One row for each file sync deleted here: where its equal copy was read back, with size and SHA-256.';
COMMENT ON COLUMN datawarp.tbl_sync_proofs.path IS 'Relative to the workspace, with slashes.';
COMMENT ON COLUMN datawarp.tbl_sync_proofs.store IS 'The address of the store, such as r2://bucket/prefix.';
COMMENT ON COLUMN datawarp.tbl_sync_proofs.proven_at IS 'When the object was read back and had this size and hash.';
