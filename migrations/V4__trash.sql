-- Nothing that is deleted is gone at once: rows are kept as JSON, staging tables move to a schema of
-- their own, files wait in a queue. The trigger at the end does this also for a DELETE typed in psql.

CREATE SCHEMA IF NOT EXISTS datawarp_trash;

CREATE TABLE datawarp.tbl_deletions (
    id          bigserial PRIMARY KEY,
    run_id      text,
    workspace   uuid,
    table_name  text NOT NULL,
    source_code varchar(100),
    period      varchar(40),
    row         jsonb NOT NULL,
    reason      text,
    deleted_by  text NOT NULL DEFAULT session_user,
    deleted_at  timestamptz NOT NULL DEFAULT now(),
    restored_at timestamptz
);
CREATE INDEX idx_deletions_run ON datawarp.tbl_deletions (run_id);
CREATE INDEX idx_deletions_source ON datawarp.tbl_deletions (source_code);

CREATE TABLE datawarp.tbl_trashed_tables (
    id              bigserial PRIMARY KEY,
    run_id          text,
    source_code     varchar(100),
    original_schema text NOT NULL,
    original_name   text NOT NULL,
    trash_name      text NOT NULL UNIQUE,
    renamed         jsonb NOT NULL DEFAULT '{}',
    moved_by        text NOT NULL DEFAULT session_user,
    moved_at        timestamptz NOT NULL DEFAULT now(),
    restored_at     timestamptz,
    purged_at       timestamptz
);
COMMENT ON COLUMN datawarp.tbl_trashed_tables.trash_name IS 'Its name in schema datawarp_trash.';
COMMENT ON COLUMN datawarp.tbl_trashed_tables.renamed IS 'Indexes and sequences renamed with it: {new name: old name}.';

CREATE TABLE datawarp.tbl_file_removals (
    id           bigserial PRIMARY KEY,
    workspace    uuid NOT NULL,
    path         text NOT NULL,
    sha256       varchar(64),
    kind         varchar(20) NOT NULL CHECK (kind IN ('parquet', 'description', 'manifest', 'download')),
    source_code  varchar(100),
    reason       text NOT NULL,
    run_id       text,
    requested_by text NOT NULL DEFAULT session_user,
    requested_at timestamptz NOT NULL DEFAULT now(),
    done_at      timestamptz,
    outcome      text
);
CREATE INDEX idx_file_removals_open ON datawarp.tbl_file_removals (workspace) WHERE done_at IS NULL;
COMMENT ON TABLE datawarp.tbl_file_removals IS
    'Files to take away, relative to their workspace; the next writing command of that workspace moves them to its trash.';

-- Moves a staging table to datawarp_trash under a name that is free there. Indexes and owned sequences
-- share the schema's name space, so they are renamed too. Views on the table go on answering.
CREATE FUNCTION datawarp.fn_trash_table(table_oid oid, code text, run text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    trash_id bigint := nextval('datawarp.tbl_trashed_tables_id_seq');
    trash_name text;
    old_schema text;
    old_name text;
    renamed jsonb := '{}';
    part record;
    part_name text;
BEGIN
    SELECT n.nspname, c.relname INTO STRICT old_schema, old_name
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = table_oid;
    trash_name := ('t' || trash_id || '_' || old_name)::name;
    FOR part IN
        SELECT c.oid, c.relname, c.relkind FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
         WHERE i.indrelid = table_oid
        UNION ALL
        SELECT c.oid, c.relname, c.relkind FROM pg_depend d JOIN pg_class c ON c.oid = d.objid
         WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
           AND d.refobjid = table_oid AND d.deptype IN ('a', 'i') AND c.relkind = 'S'
    LOOP
        part_name := ('t' || trash_id || '_' || part.oid || '_' || part.relname)::name;
        renamed := renamed || jsonb_build_object(part_name, part.relname);
        EXECUTE format('ALTER %s %I.%I RENAME TO %I',
            CASE WHEN part.relkind = 'S' THEN 'SEQUENCE' ELSE 'INDEX' END, old_schema, part.relname, part_name);
    END LOOP;
    EXECUTE format('ALTER TABLE %I.%I RENAME TO %I', old_schema, old_name, trash_name);
    EXECUTE format('ALTER TABLE %I.%I SET SCHEMA datawarp_trash', old_schema, trash_name);
    INSERT INTO datawarp.tbl_trashed_tables (id, run_id, source_code, original_schema, original_name, trash_name, renamed)
        VALUES (trash_id, run, code, old_schema, old_name, trash_name, renamed);
    RETURN trash_id;
END $$;
-- It runs with its owner's rights: for Datawarp's own role only.
REVOKE ALL ON FUNCTION datawarp.fn_trash_table(oid, text, text) FROM PUBLIC;

-- Tells whether a relation is a staging table that Datawarp may move: staging.tbl_*, a table, with the
-- six provenance columns in their names and types.
CREATE FUNCTION datawarp.fn_is_staging_table(table_oid oid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.oid = table_oid AND c.relkind IN ('r', 'p')
           AND n.nspname = 'staging' AND starts_with(c.relname::text, 'tbl_'))
       AND 6 = (
        SELECT count(*) FROM pg_attribute a
         WHERE a.attrelid = table_oid AND a.attnum > 0 AND NOT a.attisdropped
           AND (a.attname::text, a.atttypid) IN (
               ('_load_id', 'int4'::regtype), ('_loaded_at', 'timestamp'::regtype),
               ('_period', 'varchar'::regtype), ('_period_start', 'date'::regtype),
               ('_period_end', 'date'::regtype), ('_manifest_file_id', 'int4'::regtype)))
$$;

-- Before a source's row goes: what hangs on it is written to tbl_deletions, its files are queued, its
-- staging table moves to the trash. The run is taken from the setting datawarp.run_id, if there is one.
CREATE FUNCTION datawarp.fn_source_deleted() RETURNS trigger
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
        ('tbl_marker_legend', 'source_code', OLD.code), ('tbl_quarantine', 'source_code', OLD.code)
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

CREATE TRIGGER tr_source_deleted BEFORE DELETE ON datawarp.tbl_data_sources
    FOR EACH ROW EXECUTE FUNCTION datawarp.fn_source_deleted();
