package org.datawarp.model.error;

/** The exit codes of the program; a released code keeps its meaning for ever. */
public enum ExitCode {
  /** Done, also when there was nothing to do. */
  OK(0, "done, also when there was nothing to do"),
  /** A bug; the log has the stack trace. */
  INTERNAL(1, "a bug in Datawarp"),
  /** Bad option, argument or configuration. */
  USAGE(2, "bad option, argument or configuration"),
  /** Finished, but some items failed; each is listed. */
  PARTIAL(3, "finished, but some items failed; each is listed"),
  /** No such source, manifest or table. */
  NOT_FOUND(10, "no such source, manifest, table or file"),
  /** Another run holds the source or the workspace, or somebody a lock in the database. */
  LOCKED(11, "another run holds the source or the workspace, or somebody a lock in the database"),
  /** A publisher or a store could not be reached after retries. */
  SOURCE_UNAVAILABLE(12, "a publisher or a store could not be reached after retries"),
  /** Not a workbook, or no table found in it. */
  SOURCE_UNREADABLE(13, "the file cannot be read, or no table was found in it"),
  /** Rows do not reconcile, or PostgreSQL refused them; nothing was changed. */
  DATA_REJECTED(14, "rows do not reconcile, or PostgreSQL refused them; nothing was changed"),
  /** Cannot connect, or the schema is not the expected version. */
  DATABASE(15, "the database cannot be reached, or its schema is not the expected version"),
  /** The disk failed, a store refused, or a checksum differs. */
  STORAGE(16, "the disk failed, a store refused, or a checksum differs"),
  /** The connection broke during commit; look before retrying. */
  OUTCOME_UNKNOWN(17, "the connection broke during the commit; look before trying again"),
  /** A safety rule said no; nothing was changed. */
  REFUSED(18, "a safety rule said no; nothing was changed"),
  /** Stopped by the user; rolled back. */
  INTERRUPTED(130, "stopped by the user");

  private final int status;
  private final String meaning;

  ExitCode(int status, String meaning) {
    this.status = status;
    this.meaning = meaning;
  }

  /** Returns what it tells, as the documents say it. */
  public String meaning() {
    return meaning;
  }

  /** Returns the process's exit status. */
  public int status() {
    return status;
  }
}
