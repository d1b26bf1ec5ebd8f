-- What Datawarp records about its own work. Workspace and run are plain values without foreign keys:
-- a record outlives the run row it came from, and several workspaces may share one database.

CREATE TABLE datawarp.tbl_workspaces (
    workspace    uuid PRIMARY KEY,
    root         text NOT NULL,
    host         text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE datawarp.tbl_runs (
    run_id          text PRIMARY KEY,
    workspace       uuid NOT NULL,
    command         text NOT NULL,
    arguments       jsonb NOT NULL DEFAULT '[]',
    status          varchar(20) NOT NULL DEFAULT 'in_progress'
                    CHECK (status IN ('in_progress', 'success', 'failed', 'undone')),
    step            varchar(40),
    started_at      timestamptz NOT NULL DEFAULT now(),
    ended_at        timestamptz,
    publish_list    jsonb,
    published_at    timestamptz,
    host            text,
    pid             bigint,
    program_version text,
    exit_code       int,
    error_message   text,
    summary         jsonb,
    undone_by       text
);
CREATE INDEX idx_runs_started ON datawarp.tbl_runs (workspace, started_at);
CREATE INDEX idx_runs_unfinished ON datawarp.tbl_runs (workspace)
    WHERE status = 'in_progress' OR (publish_list IS NOT NULL AND published_at IS NULL);
COMMENT ON COLUMN datawarp.tbl_runs.arguments IS 'The command line as a JSON array, secrets replaced.';
COMMENT ON COLUMN datawarp.tbl_runs.publish_list IS
    'Renames that the commit decided on: [{"from", "to", "sha256"}], paths relative to the workspace; done when published_at is set.';

CREATE TABLE datawarp.tbl_refresh_events (
    id                serial PRIMARY KEY,
    source_code       varchar(100) NOT NULL,
    refresh_type      varchar(20) NOT NULL
                      CHECK (refresh_type IN ('full', 'partial', 'metadata_only')),
    old_row_count     integer,
    new_row_count     integer,
    rows_deleted      integer,
    rows_added        integer,
    old_manifest_path text,
    new_manifest_path text,
    archived_to       text,
    initiated_by      varchar(50),
    initiated_at      timestamp DEFAULT now(),
    completed_at      timestamp,
    status            varchar(20) DEFAULT 'in_progress'
                      CHECK (status IN ('in_progress', 'success', 'failed')),
    error_message     text,
    run_id            text,
    workspace         uuid,
    manifest_name     varchar(100),
    period            varchar(40),
    step              varchar(40),
    details           jsonb
);
CREATE INDEX idx_refresh_events_source ON datawarp.tbl_refresh_events (source_code, initiated_at);
CREATE INDEX idx_refresh_events_run ON datawarp.tbl_refresh_events (run_id);

CREATE TABLE datawarp.tbl_retention_policy (
    id                   serial PRIMARY KEY,
    source_pattern       varchar(100),
    retain_periods       integer DEFAULT 12,
    retain_days          integer DEFAULT 365,
    archive_to           text,
    delete_after_archive boolean DEFAULT false,
    created_at           timestamp DEFAULT now(),
    enabled              boolean DEFAULT true
);

CREATE TABLE datawarp.tbl_manifests (
    workspace       uuid NOT NULL,
    name            varchar(100) NOT NULL,
    state           varchar(20) NOT NULL
                    CHECK (state IN ('draft', 'enriched', 'loaded', 'exported', 'archived', 'deprecated')),
    previous_state  varchar(20),
    publication     varchar(100),
    period          varchar(40),
    path            text NOT NULL,
    yaml            text NOT NULL,
    sha256          varchar(64) NOT NULL,
    version         int NOT NULL DEFAULT 1,
    run_id          text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    last_loaded_at  timestamptz,
    last_checked_at timestamptz,
    PRIMARY KEY (workspace, name)
);
COMMENT ON COLUMN datawarp.tbl_manifests.path IS 'Where the file is, relative to the workspace, with slashes.';

CREATE TABLE datawarp.tbl_exports (
    id               bigserial PRIMARY KEY,
    workspace        uuid NOT NULL,
    source_code      varchar(100) NOT NULL,
    period           varchar(40),
    format           varchar(20) NOT NULL DEFAULT 'parquet',
    path             text NOT NULL,
    description_path text,
    sha256           varchar(64) NOT NULL,
    size_bytes       bigint NOT NULL,
    row_count        bigint NOT NULL,
    row_hash         text NOT NULL,
    columns          jsonb NOT NULL,
    period_start     date,
    period_end       date,
    run_id           text,
    exported_at      timestamptz NOT NULL DEFAULT now(),
    catalog_entry    jsonb,
    CONSTRAINT fk_exports_source FOREIGN KEY (source_code)
        REFERENCES datawarp.tbl_data_sources (code) ON DELETE CASCADE
);
CREATE UNIQUE INDEX uq_exports_period ON datawarp.tbl_exports (workspace, source_code, format, (coalesce(period, '')));
CREATE INDEX idx_exports_source ON datawarp.tbl_exports (source_code);
COMMENT ON COLUMN datawarp.tbl_exports.columns IS '[{"name", "type"}] in table order, PostgreSQL types.';
COMMENT ON COLUMN datawarp.tbl_exports.catalog_entry IS
    'The catalogue''s line of this file, so that the catalogue can be rebuilt from the database alone.';
COMMENT ON COLUMN datawarp.tbl_exports.period IS 'Null for reference data that has none, and for a file that holds every period.';

CREATE TABLE datawarp.tbl_marker_legend (
    id               bigserial PRIMARY KEY,
    source_code      varchar(100) NOT NULL,
    manifest_file_id int,
    period           varchar(40),
    token            text NOT NULL,
    class            varchar(20) NOT NULL,
    meaning          text,
    sheet            text,
    run_id           text,
    created_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT fk_marker_legend_source FOREIGN KEY (source_code)
        REFERENCES datawarp.tbl_data_sources (code) ON DELETE CASCADE
);
CREATE UNIQUE INDEX uq_marker_legend_token ON datawarp.tbl_marker_legend
    (source_code, (coalesce(period, '')), (coalesce(manifest_file_id, 0)), token);

CREATE TABLE datawarp.tbl_quarantine (
    id               bigserial PRIMARY KEY,
    source_code      varchar(100) NOT NULL,
    load_id          int,
    manifest_file_id int,
    period           varchar(40),
    member           text,
    sheet            text,
    cell             varchar(20),
    source_row       bigint,
    column_name      varchar(100),
    raw_text         text,
    reason           text NOT NULL,
    run_id           text,
    created_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT fk_quarantine_source FOREIGN KEY (source_code)
        REFERENCES datawarp.tbl_data_sources (code) ON DELETE CASCADE
);
CREATE INDEX idx_quarantine_source ON datawarp.tbl_quarantine (source_code, period);
