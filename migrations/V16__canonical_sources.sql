-- One table over many periods: what is known of a canonical source goes with its row in the registry, rows are
-- counted by period, and what drifted can be told by source.

CREATE TABLE IF NOT EXISTS datawarp.tbl_period_rows (
    source_code   varchar(100) NOT NULL,
    period        varchar(40) NOT NULL,
    manifest_name varchar(100) NOT NULL,
    row_count     bigint NOT NULL,
    run_id        text,
    PRIMARY KEY (source_code, period),
    CONSTRAINT fk_period_rows_source FOREIGN KEY (source_code)
        REFERENCES datawarp.tbl_data_sources (code) ON DELETE CASCADE
);
COMMENT ON TABLE datawarp.tbl_period_rows IS
    'How many rows each manifest has loaded into a canonical source; one period belongs to one manifest.';

ALTER TABLE datawarp.tbl_canonical_sources
    ADD COLUMN IF NOT EXISTS contract jsonb,
    ADD COLUMN IF NOT EXISTS digits   jsonb,
    ADD COLUMN IF NOT EXISTS renames  jsonb;
COMMENT ON COLUMN datawarp.tbl_canonical_sources.contract IS
    'What a new issue may change: {"columns", "types"}, each evolve, warn or freeze; null for evolve.';
COMMENT ON COLUMN datawarp.tbl_canonical_sources.digits IS
    'The most digits before and after the point of each numeric column over all periods: {column: [before, after]}.';
COMMENT ON COLUMN datawarp.tbl_canonical_sources.renames IS
    'Columns that a person found to be others under a new name: {name in the file: name in the table}.';

ALTER TABLE datawarp.tbl_drift_events
    ADD COLUMN IF NOT EXISTS run_id    text,
    ADD COLUMN IF NOT EXISTS workspace uuid;
CREATE INDEX IF NOT EXISTS idx_drift_events_source ON datawarp.tbl_drift_events (canonical_code, period);
CREATE INDEX IF NOT EXISTS idx_source_mappings_canonical ON datawarp.tbl_source_mappings (canonical_code);

-- A legacy database may have canonical sources without a row in the registry: then it guards new rows only.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conname = 'fk_canonical_sources_source') THEN
        ALTER TABLE datawarp.tbl_canonical_sources ADD CONSTRAINT fk_canonical_sources_source
            FOREIGN KEY (canonical_code) REFERENCES datawarp.tbl_data_sources (code) ON DELETE CASCADE NOT VALID;
        IF NOT EXISTS (SELECT FROM datawarp.tbl_canonical_sources c WHERE NOT EXISTS (
                SELECT FROM datawarp.tbl_data_sources s WHERE s.code = c.canonical_code)) THEN
            ALTER TABLE datawarp.tbl_canonical_sources VALIDATE CONSTRAINT fk_canonical_sources_source;
        END IF;
    END IF;
END $$;

-- What goes with a source is kept, so that undo can put it back.
CREATE OR REPLACE FUNCTION datawarp.fn_source_deleted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    run text := nullif(current_setting('datawarp.run_id', true), '');
    why text := 'source ' || OLD.code || ' deleted';
    child record;
    staging_table oid;
BEGIN
    INSERT INTO datawarp.tbl_deletions (run_id, workspace, table_name, source_code, row, reason)
        VALUES (run, OLD.workspace, 'datawarp.tbl_data_sources', OLD.code, to_jsonb(OLD), why);
    FOR child IN SELECT * FROM (VALUES
        ('tbl_load_history', 'source_id', OLD.id::text), ('tbl_manifest_files', 'source_code', OLD.code),
        ('tbl_column_metadata', 'canonical_source_code', OLD.code), ('tbl_exports', 'source_code', OLD.code),
        ('tbl_marker_legend', 'source_code', OLD.code), ('tbl_quarantine', 'source_code', OLD.code),
        ('tbl_canonical_sources', 'canonical_code', OLD.code), ('tbl_source_mappings', 'canonical_code', OLD.code),
        ('tbl_period_rows', 'source_code', OLD.code)
    ) AS children (table_name, column_name, value)
    LOOP
        EXECUTE format('INSERT INTO datawarp.tbl_deletions (run_id, workspace, table_name, source_code, period, row, reason)
            SELECT $1, $2, %L, $3, to_jsonb(t) ->> ''period'', to_jsonb(t), $4 FROM datawarp.%I t WHERE t.%I::text = $5',
            'datawarp.' || child.table_name, child.table_name, child.column_name)
            USING run, OLD.workspace, OLD.code, why, child.value;
    END LOOP;

    INSERT INTO datawarp.tbl_file_removals (workspace, path, sha256, kind, source_code, reason, run_id)
        SELECT e.workspace, e.path, e.sha256, 'parquet', OLD.code, why, run
          FROM datawarp.tbl_exports e WHERE e.source_code = OLD.code;
    INSERT INTO datawarp.tbl_file_removals (workspace, path, kind, source_code, reason, run_id)
        SELECT DISTINCT e.workspace, e.description_path, 'description', OLD.code, why, run
          FROM datawarp.tbl_exports e WHERE e.source_code = OLD.code AND e.description_path IS NOT NULL;
    -- A manifest goes with the last of its sources.
    INSERT INTO datawarp.tbl_file_removals (workspace, path, sha256, kind, source_code, reason, run_id)
        SELECT m.workspace, m.path, m.sha256, 'manifest', OLD.code, why, run
          FROM datawarp.tbl_manifests m
         WHERE EXISTS (SELECT FROM datawarp.tbl_manifest_files f
                        WHERE f.manifest_name = m.name AND f.source_code = OLD.code
                          AND f.workspace IS NOT DISTINCT FROM m.workspace)
           AND NOT EXISTS (SELECT FROM datawarp.tbl_manifest_files f
                             JOIN datawarp.tbl_data_sources s ON s.code = f.source_code
                            WHERE f.manifest_name = m.name AND s.id <> OLD.id
                              AND f.workspace IS NOT DISTINCT FROM m.workspace);

    staging_table := to_regclass(format('%I.%I', coalesce(OLD.schema_name, 'staging'), OLD.table_name));
    IF staging_table IS NOT NULL
       AND datawarp.fn_is_staging_table(staging_table)
       AND NOT EXISTS (SELECT FROM datawarp.tbl_data_sources s
                        WHERE s.id <> OLD.id AND s.table_name = OLD.table_name
                          AND coalesce(s.schema_name, 'staging') = coalesce(OLD.schema_name, 'staging'))
    THEN
        PERFORM datawarp.fn_trash_table(staging_table, OLD.code, run);
    END IF;
    RETURN OLD;
END $$;
REVOKE ALL ON FUNCTION datawarp.fn_source_deleted() FROM PUBLIC;
