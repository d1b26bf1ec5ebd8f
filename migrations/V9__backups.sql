-- Which backups of this database were made, and when one was last restored as a trial.
CREATE TABLE datawarp.tbl_backups (
    id          bigserial PRIMARY KEY,
    workspace   uuid NOT NULL,
    place       text NOT NULL,
    key         text NOT NULL,
    sha256      varchar(64),
    size_bytes  bigint NOT NULL,
    row_count   bigint NOT NULL,
    writer      text NOT NULL,
    created_at  timestamptz NOT NULL,
    verified_at timestamptz,
    failure     text,
    deleted_at  timestamptz,
    CONSTRAINT uq_backups_key UNIQUE (workspace, place, key)
);
COMMENT ON COLUMN datawarp.tbl_backups.place IS 'Empty for the workspace itself, else the address of the bucket or folder.';
COMMENT ON COLUMN datawarp.tbl_backups.key IS 'Where it is, such as backups/postgres/2026-11-23/datawarp_backup.sql.gz.';
COMMENT ON COLUMN datawarp.tbl_backups.verified_at IS 'When it was last restored as a trial and found equal.';
COMMENT ON COLUMN datawarp.tbl_backups.failure IS 'What the last trial found wrong; null when all was well.';
