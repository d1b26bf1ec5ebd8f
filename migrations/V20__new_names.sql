-- Manifests, sources and publications under new names, and events that moved to archive/audit.

CREATE TABLE IF NOT EXISTS datawarp.tbl_renames (
    id              bigserial PRIMARY KEY,
    workspace       uuid NOT NULL,
    kind            varchar(10) NOT NULL CHECK (kind IN ('manifest', 'source')),
    old_name        varchar(100) NOT NULL,
    new_name        varchar(100) NOT NULL,
    old_table       text,
    new_table       text,
    old_publication varchar(100),
    new_publication varchar(100),
    run_id          text NOT NULL,
    renamed_at      timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS idx_renames_run ON datawarp.tbl_renames (run_id);
COMMENT ON TABLE datawarp.tbl_renames IS
    'What was called otherwise before: files in archive/ keep their names, and what is in them is read under the new ones.';
COMMENT ON COLUMN datawarp.tbl_renames.old_table IS 'Of a source whose staging table was renamed with it: schema and name.';

-- A source's code changes together with all rows that name it: the keys are looked at when all are written.
DO $$
DECLARE
    k record;
BEGIN
    FOR k IN
        SELECT c.conrelid::regclass AS child, c.conname
          FROM pg_catalog.pg_constraint c
         WHERE c.contype = 'f' AND NOT c.condeferrable
           AND c.confrelid IN ('datawarp.tbl_data_sources'::regclass, 'datawarp.tbl_canonical_sources'::regclass)
           AND c.connamespace = 'datawarp'::regnamespace
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER CONSTRAINT %I DEFERRABLE INITIALLY IMMEDIATE', k.child, k.conname);
    END LOOP;
END $$;

ALTER TABLE datawarp.tbl_refresh_events DROP CONSTRAINT IF EXISTS tbl_refresh_events_refresh_type_check;
ALTER TABLE datawarp.tbl_refresh_events ADD CONSTRAINT tbl_refresh_events_refresh_type_check
    CHECK (refresh_type IN ('full', 'partial', 'metadata_only', 'archive', 'restore', 'cleanup', 'remove', 'deprecate',
        'undo', 'rename'));
