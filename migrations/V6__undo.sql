-- What a run did to the registry is kept row by row, so that undo can take any run back. V4 keeps what
-- goes with a source; here is the rest, and the way back.

-- 1. Rows as they were. A run that inserts or changes registry rows is followed as well as one that deletes.
ALTER TABLE datawarp.tbl_deletions
    ADD COLUMN change varchar(10) NOT NULL DEFAULT 'deleted'
        CONSTRAINT ck_deletions_change CHECK (change IN ('deleted', 'changed', 'inserted')),
    ADD COLUMN new_row jsonb;
COMMENT ON TABLE datawarp.tbl_deletions IS
    'Registry rows as they were before a run (or somebody in psql) deleted or changed them, and those a run inserted.';
COMMENT ON COLUMN datawarp.tbl_deletions.row IS 'The row before; of an inserted one the row itself.';
COMMENT ON COLUMN datawarp.tbl_deletions.new_row IS 'The row after a change.';

-- Follows a run that has said who it is: SET LOCAL datawarp.run_id = '…'.
CREATE FUNCTION datawarp.fn_row_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before jsonb := CASE WHEN TG_OP = 'INSERT' THEN to_jsonb(NEW) ELSE to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(NEW) END;
    code text := coalesce(before ->> 'source_code', before ->> 'canonical_source_code', before ->> 'code');
BEGIN
    IF after = before THEN
        RETURN NULL;
    END IF;
    IF code IS NULL AND before ? 'source_id' THEN
        SELECT s.code INTO code FROM datawarp.tbl_data_sources s WHERE s.id = (before ->> 'source_id')::int;
    END IF;
    INSERT INTO datawarp.tbl_deletions (run_id, workspace, table_name, source_code, period, row, new_row, reason, change)
        VALUES (current_setting('datawarp.run_id'), (before ->> 'workspace')::uuid,
            format('%s.%s', TG_TABLE_SCHEMA, TG_TABLE_NAME), left(code, 100), before ->> 'period', before, after,
            'by the run',
            CASE TG_OP WHEN 'INSERT' THEN 'inserted' WHEN 'UPDATE' THEN 'changed' ELSE 'deleted' END);
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION datawarp.fn_row_changed() FROM PUBLIC;

-- Rows that go with their source are kept by fn_source_deleted: a cascade runs inside a trigger, and
-- what does so is left out here. A source's own deletion is kept there too.
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['tbl_data_sources', 'tbl_load_history', 'tbl_manifest_files', 'tbl_column_metadata',
        'tbl_exports', 'tbl_marker_legend', 'tbl_quarantine', 'tbl_manifests', 'tbl_canonical_sources',
        'tbl_source_mappings', 'tbl_retention_policy']
    LOOP
        EXECUTE format('CREATE TRIGGER tr_row_changed AFTER INSERT OR UPDATE %s ON datawarp.%I FOR EACH ROW
            WHEN (pg_catalog.pg_trigger_depth() = 0 AND pg_catalog.current_setting(''datawarp.run_id'', true) <> '''')
            EXECUTE FUNCTION datawarp.fn_row_changed()',
            CASE WHEN t = 'tbl_data_sources' THEN '' ELSE 'OR DELETE' END, t);
    END LOOP;
END $$;

-- 2. Tables out of the trash.
ALTER TABLE datawarp.tbl_trashed_tables
    ADD COLUMN restored_run text;
CREATE INDEX idx_trashed_tables_run ON datawarp.tbl_trashed_tables (run_id);
CREATE INDEX idx_trashed_tables_restored ON datawarp.tbl_trashed_tables (restored_run);

-- Moves a table back to its schema, under its names and those of its indexes and sequences.
CREATE FUNCTION datawarp.fn_restore_table(trash_id bigint, run text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    t record;
    part record;
BEGIN
    SELECT * INTO STRICT t FROM datawarp.tbl_trashed_tables
     WHERE id = trash_id AND restored_at IS NULL AND purged_at IS NULL FOR UPDATE;
    EXECUTE format('ALTER TABLE datawarp_trash.%I SET SCHEMA %I', t.trash_name, t.original_schema);
    EXECUTE format('ALTER TABLE %I.%I RENAME TO %I', t.original_schema, t.trash_name, t.original_name);
    FOR part IN
        SELECT c.relname, c.relkind, r.value AS old_name
          FROM jsonb_each_text(t.renamed) r
          JOIN pg_class c ON c.relname = r.key
          JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = t.original_schema
    LOOP
        EXECUTE format('ALTER %s %I.%I RENAME TO %I',
            CASE WHEN part.relkind = 'S' THEN 'SEQUENCE' ELSE 'INDEX' END,
            t.original_schema, part.relname, part.old_name);
    END LOOP;
    UPDATE datawarp.tbl_trashed_tables SET restored_at = now(), restored_run = run WHERE id = trash_id;
END $$;
REVOKE ALL ON FUNCTION datawarp.fn_restore_table(bigint, text) FROM PUBLIC;

-- 3. What each run did, item by item, for people and for undo's question whether a later run touched the same.
CREATE TABLE datawarp.tbl_run_items (
    id          bigserial PRIMARY KEY,
    run_id      text NOT NULL,
    workspace   uuid NOT NULL,
    kind        varchar(40) NOT NULL,
    item        text NOT NULL,
    source_code varchar(100),
    period      varchar(40),
    size_bytes  bigint,
    reason      text,
    outcome     text NOT NULL DEFAULT 'done'
);
CREATE INDEX idx_run_items_run ON datawarp.tbl_run_items (run_id);
CREATE INDEX idx_run_items_source ON datawarp.tbl_run_items (source_code);

ALTER TABLE datawarp.tbl_runs
    ADD COLUMN undoes    text,
    ADD COLUMN purged_at timestamptz;
COMMENT ON COLUMN datawarp.tbl_runs.undoes IS 'The run that this one took back.';
COMMENT ON COLUMN datawarp.tbl_runs.purged_at IS 'When the trash of this run was emptied: it cannot be undone after.';

-- 4. When cleanup first saw a thing that bears no date of its own.
CREATE TABLE datawarp.tbl_first_seen (
    workspace     uuid NOT NULL,
    item          text NOT NULL,
    first_seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace, item)
);

-- 5. Which database this is, so that a workspace notices when it is given another.
CREATE TABLE datawarp.tbl_database (
    id       uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    only_one boolean NOT NULL UNIQUE DEFAULT true CHECK (only_one)
);
INSERT INTO datawarp.tbl_database DEFAULT VALUES;
