-- What is kept below output/.versions and archive/, file by file: when it was put there, by which run,
-- and when it went. It orders the versions of a source by the time they were replaced, tells which names
-- were ever used, and keeps the other records from naming what is gone.

CREATE TABLE datawarp.tbl_kept_files (
    id          bigserial PRIMARY KEY,
    workspace   uuid NOT NULL,
    path        text NOT NULL,
    sha256      varchar(64) NOT NULL,
    kind        varchar(10) NOT NULL DEFAULT 'file' CHECK (kind IN ('rows', 'file')),
    source_code varchar(100),
    period      varchar(40),
    row_count   bigint,
    row_hash    text,
    loaded_at   timestamptz,
    loaded_by   text,
    kept_at     timestamptz NOT NULL,
    kept_by     text NOT NULL,
    gone_at     timestamptz,
    gone_why    varchar(10) CHECK (gone_why IN ('pruned', 'moved', 'missing')),
    CONSTRAINT uq_kept_files_path UNIQUE (workspace, path, kept_by)
);
CREATE INDEX idx_kept_files_source ON datawarp.tbl_kept_files (workspace, source_code);
COMMENT ON TABLE datawarp.tbl_kept_files IS
    'One row for each file a run put into output/.versions or archive/; the row stays when the file goes, so that no name is used twice.';
COMMENT ON COLUMN datawarp.tbl_kept_files.path IS 'Relative to the workspace, with slashes.';
COMMENT ON COLUMN datawarp.tbl_kept_files.kind IS
    'rows: a Parquet file that holds the rows a source had until then; file: what lies beside it, or an export that had come apart from the rows.';
COMMENT ON COLUMN datawarp.tbl_kept_files.period IS
    'The period of the rows; empty for reference data without one; null where nobody recorded it.';
COMMENT ON COLUMN datawarp.tbl_kept_files.loaded_by IS 'The run that had loaded the rows; null where nobody recorded it.';
COMMENT ON COLUMN datawarp.tbl_kept_files.gone_at IS
    'When the file went: pruned, moved away by a run, or found missing; null while it is there.';

-- Which rows a run found and left, so that a version can be found by what it holds.
ALTER TABLE datawarp.tbl_refresh_events
    ADD COLUMN old_row_hash text,
    ADD COLUMN new_row_hash text;
COMMENT ON COLUMN datawarp.tbl_refresh_events.new_row_hash IS 'The row hash of the source after the run; null where it was not taken.';

-- What was kept until now stands in the lists of the runs.
INSERT INTO datawarp.tbl_kept_files (workspace, path, sha256, kind, source_code, kept_at, kept_by)
SELECT k.workspace, k.path, k.sha256,
       CASE WHEN k.path LIKE 'output/.versions/%.parquet'
             AND NOT EXISTS (SELECT FROM jsonb_array_elements(k.list) other (item)
                              WHERE other.item ->> 'to' = regexp_replace(k.path, '\.parquet$', '-rows.parquet'))
            THEN 'rows' ELSE 'file' END,
       CASE WHEN k.path LIKE 'output/.versions/%' THEN left(split_part(k.path, '/', 3), 100) END,
       k.kept_at, k.run_id
  FROM (SELECT r.workspace, r.run_id, r.publish_list AS list, coalesce(r.ended_at, r.started_at) AS kept_at,
               i.item ->> 'to' AS path, left(i.item ->> 'sha256', 64) AS sha256
          FROM datawarp.tbl_runs r CROSS JOIN LATERAL jsonb_array_elements(r.publish_list) AS i (item)
         WHERE r.publish_list IS NOT NULL AND r.status IN ('success', 'undone') AND i.item ->> 'action' = 'KEEP') k
 WHERE (k.path LIKE 'output/.versions/%' OR k.path LIKE 'archive/%') AND k.sha256 IS NOT NULL
 ORDER BY k.kept_at, k.run_id
ON CONFLICT DO NOTHING;

-- A name that was used again holds what was kept last; the one before is gone, and no event names it.
UPDATE datawarp.tbl_kept_files k
   SET gone_at = later.kept_at, gone_why = 'pruned'
  FROM datawarp.tbl_kept_files later
 WHERE later.workspace = k.workspace AND later.path = k.path AND later.id > k.id AND later.sha256 <> k.sha256;
UPDATE datawarp.tbl_refresh_events e
   SET archived_to = NULL
  FROM datawarp.tbl_kept_files k
 WHERE k.workspace = e.workspace AND k.kept_by = e.run_id AND k.path = e.archived_to AND k.gone_at IS NOT NULL;
UPDATE datawarp.tbl_refresh_events e
   SET old_manifest_path = NULL
  FROM datawarp.tbl_kept_files k
 WHERE k.workspace = e.workspace AND k.kept_by = e.run_id AND k.path = e.old_manifest_path AND k.gone_at IS NOT NULL;
