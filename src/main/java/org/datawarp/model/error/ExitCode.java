package org.datawarp.model.error;

/** The exit codes of the program; a released code keeps its meaning for ever. */
public enum ExitCode {
  /** Done, also when there was nothing to do. */
  OK(0),
  /** A bug; the log has the stack trace. */
  INTERNAL(1),
  /** Bad option, argument or configuration. */
  USAGE(2),
  /** Finished, but some items failed; each is listed. */
  PARTIAL(3),
  /** No such source, manifest or table. */
  NOT_FOUND(10),
  /** Another run holds the source or the workspace, or somebody a lock in the database. */
  LOCKED(11),
  /** A publisher or a store could not be reached after retries. */
  SOURCE_UNAVAILABLE(12),
  /** Not a workbook, or no table found in it. */
  SOURCE_UNREADABLE(13),
  /** Rows do not reconcile, or PostgreSQL refused them; nothing was changed. */
  DATA_REJECTED(14),
  /** Cannot connect, or the schema is not the expected version. */
  DATABASE(15),
  /** The disk failed, a store refused, or a checksum differs. */
  STORAGE(16),
  /** The connection broke during commit; look before retrying. */
  OUTCOME_UNKNOWN(17),
  /** A safety rule said no; nothing was changed. */
  REFUSED(18),
  /** Stopped by the user; rolled back. */
  INTERRUPTED(130);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  /** Returns the process's exit status. */
  public int status() {
    return status;
  }
}
