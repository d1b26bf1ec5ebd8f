-- What people say of columns that may be others under a new name is taken back by undo, as what they say of tables is.
DROP TRIGGER IF EXISTS tr_row_changed ON datawarp.tbl_drift_events;
CREATE TRIGGER tr_row_changed AFTER INSERT OR UPDATE OR DELETE ON datawarp.tbl_drift_events FOR EACH ROW
    WHEN (pg_catalog.pg_trigger_depth() = 0 AND pg_catalog.current_setting('datawarp.run_id', true) <> '')
    EXECUTE FUNCTION datawarp.fn_row_changed();
