-- The legacy tables made safe: named cascading keys, columns wide enough for real URLs and periods,
-- file rows that tell two tables of one file and two versions of its bytes apart, one owner a code.

-- 1. Widths. varchar to a longer varchar or to text rewrites nothing. PostgreSQL refuses to change a
-- column that a view uses, so the views on these tables are put away and come back as they were.
CREATE TEMPORARY TABLE saved_views ON COMMIT DROP AS
WITH RECURSIVE dependents AS (
    SELECT t.oid AS oid, 0 AS depth
      FROM pg_catalog.pg_class t
      JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
     WHERE n.nspname = 'datawarp'
       AND t.relname IN ('tbl_load_history', 'tbl_pipeline_log', 'tbl_manifest_files',
           'tbl_canonical_sources', 'tbl_source_mappings', 'tbl_drift_events', 'tbl_column_metadata')
    UNION
    SELECT v.oid, d.depth + 1
      FROM dependents d
      JOIN pg_catalog.pg_depend p
        ON p.refclassid = 'pg_catalog.pg_class'::regclass AND p.refobjid = d.oid
       AND p.classid = 'pg_catalog.pg_rewrite'::regclass
      JOIN pg_catalog.pg_rewrite r ON r.oid = p.objid
      JOIN pg_catalog.pg_class v ON v.oid = r.ev_class AND v.oid <> d.oid
)
SELECT v.oid, v.relkind, d.depth, n.nspname, v.relname,
       pg_catalog.pg_get_viewdef(v.oid) AS body, pg_catalog.pg_get_userbyid(v.relowner) AS owner,
       v.relacl, v.reloptions, pg_catalog.obj_description(v.oid, 'pg_class') AS comment,
       (SELECT pg_catalog.jsonb_object_agg(a.attname, pg_catalog.col_description(v.oid, a.attnum))
          FROM pg_catalog.pg_attribute a
         WHERE a.attrelid = v.oid AND pg_catalog.col_description(v.oid, a.attnum) IS NOT NULL) AS column_comments,
       EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = v.oid)
       OR EXISTS (SELECT FROM pg_catalog.pg_rewrite r WHERE r.ev_class = v.oid AND r.rulename <> '_RETURN')
       OR EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = v.oid AND a.attacl IS NOT NULL) AS intricate
  FROM (SELECT oid, max(depth) AS depth FROM dependents WHERE depth > 0 GROUP BY oid) d
  JOIN pg_catalog.pg_class v ON v.oid = d.oid
  JOIN pg_catalog.pg_namespace n ON n.oid = v.relnamespace;

DO $$
DECLARE
    v record;
BEGIN
    FOR v IN SELECT * FROM pg_temp.saved_views ORDER BY depth DESC LOOP
        IF v.relkind <> 'v' OR v.intricate THEN
            RAISE EXCEPTION 'view %.% uses a column that has to be widened, and is materialized or has triggers, rules or column grants of its own', v.nspname, v.relname
                USING HINT = 'drop it, start again, and create it anew';
        END IF;
        EXECUTE format('DROP VIEW %I.%I', v.nspname, v.relname);
    END LOOP;
END $$;

ALTER TABLE datawarp.tbl_load_history
    ALTER COLUMN file_url TYPE text;
ALTER TABLE datawarp.tbl_pipeline_log
    ALTER COLUMN file_url TYPE text,
    ALTER COLUMN period TYPE varchar(40);
ALTER TABLE datawarp.tbl_manifest_files
    ALTER COLUMN manifest_file_path TYPE text,
    ALTER COLUMN file_url TYPE text,
    ALTER COLUMN period TYPE varchar(40);
ALTER TABLE datawarp.tbl_canonical_sources
    ALTER COLUMN first_seen_period TYPE varchar(40),
    ALTER COLUMN last_seen_period TYPE varchar(40);
ALTER TABLE datawarp.tbl_source_mappings
    ALTER COLUMN period TYPE varchar(40);
ALTER TABLE datawarp.tbl_drift_events
    ALTER COLUMN period TYPE varchar(40);
ALTER TABLE datawarp.tbl_column_metadata
    ALTER COLUMN original_name TYPE text;

DO $$
DECLARE
    v record;
    g record;
    c record;
BEGIN
    FOR v IN SELECT * FROM pg_temp.saved_views ORDER BY depth LOOP
        EXECUTE format('CREATE VIEW %I.%I %s AS %s', v.nspname, v.relname,
            CASE WHEN v.reloptions IS NULL THEN ''
                 ELSE 'WITH (' || array_to_string(v.reloptions, ', ') || ')' END, v.body);
        EXECUTE format('ALTER VIEW %I.%I OWNER TO %I', v.nspname, v.relname, v.owner);
        FOR g IN SELECT * FROM aclexplode(v.relacl) WHERE grantee <> grantor LOOP
            EXECUTE format('GRANT %s ON %I.%I TO %s%s', g.privilege_type, v.nspname, v.relname,
                CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END,
                CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END);
        END LOOP;
        IF v.comment IS NOT NULL THEN
            EXECUTE format('COMMENT ON VIEW %I.%I IS %L', v.nspname, v.relname, v.comment);
        END IF;
        FOR c IN SELECT * FROM jsonb_each_text(coalesce(v.column_comments, '{}')) LOOP
            EXECUTE format('COMMENT ON COLUMN %I.%I.%I IS %L', v.nspname, v.relname, c.key, c.value);
        END LOOP;
    END LOOP;
END $$;

-- 2. Who owns a code (a manifest, or a canonical source), and when it was last looked at.
ALTER TABLE datawarp.tbl_data_sources
    ADD COLUMN owner_manifest  varchar(100),
    ADD COLUMN canonical       boolean NOT NULL DEFAULT false,
    ADD COLUMN publication     varchar(100),
    ADD COLUMN workspace       uuid,
    ADD COLUMN last_checked_at timestamp;
CREATE INDEX idx_data_sources_owner ON datawarp.tbl_data_sources (owner_manifest);
CREATE INDEX idx_data_sources_table ON datawarp.tbl_data_sources (schema_name, table_name);
COMMENT ON COLUMN datawarp.tbl_data_sources.owner_manifest IS
    'The one manifest that may load this code; null for a canonical source and for an adopted one not loaded since.';

ALTER TABLE datawarp.tbl_load_history
    ADD COLUMN run_id           text,
    ADD COLUMN workspace        uuid,
    ADD COLUMN manifest_name    varchar(100),
    ADD COLUMN manifest_file_id int,
    ADD COLUMN period           varchar(40),
    ADD COLUMN rows_read        bigint,
    ADD COLUMN rows_explained   jsonb,
    ADD COLUMN rows_deleted     int;
CREATE INDEX idx_load_history_run ON datawarp.tbl_load_history (run_id);

-- 3. File rows: one for each table found in one version of a file's bytes; never changed after.
ALTER TABLE datawarp.tbl_manifest_files
    ADD COLUMN workspace          uuid,
    ADD COLUMN run_id             text,
    ADD COLUMN member             text,
    ADD COLUMN sheet              text,
    ADD COLUMN table_number       int NOT NULL DEFAULT 1,
    ADD COLUMN sha256             varchar(64),
    ADD COLUMN size_bytes         bigint,
    ADD COLUMN local_path         text,
    ADD COLUMN period_start       date,
    ADD COLUMN period_end         date,
    ADD COLUMN publication_date   date,
    ADD COLUMN licence            text,
    ADD COLUMN header_rows        int[],
    ADD COLUMN first_data_row     int,
    ADD COLUMN last_data_row      int,
    ADD COLUMN rows_read          bigint,
    ADD COLUMN rows_explained     jsonb,
    ADD COLUMN extraction_version varchar(40);
COMMENT ON COLUMN datawarp.tbl_manifest_files.member IS 'Path inside a ZIP; null for a file that is not one.';
COMMENT ON COLUMN datawarp.tbl_manifest_files.sheet IS 'Sheet name; null for CSV.';
COMMENT ON COLUMN datawarp.tbl_manifest_files.table_number IS 'One-based number of the table on its sheet.';
COMMENT ON COLUMN datawarp.tbl_manifest_files.sha256 IS 'Of the downloaded file, in lower-case hexadecimal; null in adopted rows.';

DO $$
DECLARE
    c record;
BEGIN
    FOR c IN
        SELECT conname FROM pg_catalog.pg_constraint
         WHERE conrelid = 'datawarp.tbl_manifest_files'::regclass AND contype = 'u'
    LOOP
        EXECUTE format('ALTER TABLE datawarp.tbl_manifest_files DROP CONSTRAINT %I', c.conname);
    END LOOP;
END $$;
-- Adopted rows have no hash, so they never collide here, whatever the old table had come to hold.
CREATE UNIQUE INDEX uq_manifest_files_table ON datawarp.tbl_manifest_files
    (manifest_name, file_url, (coalesce(member, '')), (coalesce(sheet, '')), table_number, sha256);
CREATE INDEX idx_manifest_files_source ON datawarp.tbl_manifest_files (source_code, period);

ALTER TABLE datawarp.tbl_column_metadata
    ADD COLUMN header_levels text[],
    ADD COLUMN ordinal       int,
    ADD COLUMN note_refs     text[];
COMMENT ON COLUMN datawarp.tbl_column_metadata.canonical_source_code IS
    'Code of a row in tbl_data_sources, canonical or not; the name is the old one.';

-- 4. Foreign keys under their specified names, all cascading. Old ones are found by table and column,
-- since their names differ between estates. Where orphans stand a key guards new rows only
-- (NOT VALID) until cleanup has removed them and validates it.
DO $$
DECLARE
    k record;
    old record;
    orphans boolean;
BEGIN
    FOR k IN SELECT * FROM (VALUES
        ('tbl_load_history',    'source_id',             'tbl_data_sources',      'id',             'fk_load_history_source'),
        ('tbl_source_mappings', 'canonical_code',        'tbl_canonical_sources', 'canonical_code', 'fk_source_mappings_canonical'),
        ('tbl_column_metadata', 'canonical_source_code', 'tbl_data_sources',      'code',           'fk_column_metadata_source'),
        ('tbl_manifest_files',  'source_code',           'tbl_data_sources',      'code',           'fk_manifest_files_source')
    ) AS keys (child, child_column, parent, parent_column, name)
    LOOP
        FOR old IN
            SELECT c.conname
              FROM pg_catalog.pg_constraint c
              JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
             WHERE c.contype = 'f'
               AND c.conrelid = format('datawarp.%I', k.child)::regclass
               AND a.attname = k.child_column
        LOOP
            EXECUTE format('ALTER TABLE datawarp.%I DROP CONSTRAINT %I', k.child, old.conname);
        END LOOP;
        EXECUTE format(
            'ALTER TABLE datawarp.%I ADD CONSTRAINT %I FOREIGN KEY (%I) REFERENCES datawarp.%I (%I) ON DELETE CASCADE NOT VALID',
            k.child, k.name, k.child_column, k.parent, k.parent_column);
        EXECUTE format(
            'SELECT EXISTS (SELECT FROM datawarp.%I c WHERE c.%I IS NOT NULL AND NOT EXISTS (SELECT FROM datawarp.%I p WHERE p.%I = c.%I))',
            k.child, k.child_column, k.parent, k.parent_column, k.child_column) INTO orphans;
        IF NOT orphans THEN
            EXECUTE format('ALTER TABLE datawarp.%I VALIDATE CONSTRAINT %I', k.child, k.name);
        END IF;
    END LOOP;
END $$;
