-- Archiving, retention and holds.

-- 1. An export that was archived keeps its row, with its new path; the catalogue leaves it out.
ALTER TABLE datawarp.tbl_exports
    ADD COLUMN archived_at timestamptz,
    ADD COLUMN purged_at   timestamptz;
COMMENT ON COLUMN datawarp.tbl_exports.archived_at IS 'When the file was moved to archive/, where path says; null while it is current.';
COMMENT ON COLUMN datawarp.tbl_exports.purged_at IS 'When its rows were deleted from the staging table; null while they are there.';

-- 2. Policies belong to a workspace, one for each pattern.
ALTER TABLE datawarp.tbl_retention_policy
    ADD COLUMN workspace  uuid,
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
CREATE UNIQUE INDEX uq_retention_policy_pattern ON datawarp.tbl_retention_policy (workspace, source_pattern);
COMMENT ON COLUMN datawarp.tbl_retention_policy.source_pattern IS 'A source code, a glob, or a regular expression after ~.';
COMMENT ON COLUMN datawarp.tbl_retention_policy.workspace IS 'Null for a policy somebody wrote by hand: it counts in every workspace.';

-- 3. Holds: what nobody may archive, purge, clean up or send away. A hold lifted stays as a record.
CREATE TABLE datawarp.tbl_holds (
    id             bigserial PRIMARY KEY,
    workspace      uuid NOT NULL,
    source_pattern varchar(100) NOT NULL,
    period         varchar(40),
    reason         text NOT NULL,
    created_by     varchar(100),
    created_at     timestamptz NOT NULL DEFAULT now(),
    lifted_by      varchar(100),
    lifted_at      timestamptz
);
CREATE UNIQUE INDEX uq_holds_open ON datawarp.tbl_holds (workspace, source_pattern, (coalesce(period, '')))
    WHERE lifted_at IS NULL;
COMMENT ON COLUMN datawarp.tbl_holds.period IS 'The one period held; null for all of them, and those to come.';

-- 4. Events tell of more than refreshes.
ALTER TABLE datawarp.tbl_refresh_events DROP CONSTRAINT IF EXISTS tbl_refresh_events_refresh_type_check;
ALTER TABLE datawarp.tbl_refresh_events ADD CONSTRAINT tbl_refresh_events_refresh_type_check
    CHECK (refresh_type IN ('full', 'partial', 'metadata_only', 'archive', 'restore', 'cleanup', 'remove', 'deprecate', 'undo'));
