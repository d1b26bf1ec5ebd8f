package org.datawarp.platform.postgres;

import java.nio.file.Path;

/**
 * What is known of an embedded server without asking it.
 *
 * @param folder where it lives
 * @param state whether it exists and runs
 * @param pinned whether it goes on running after the last program has left
 * @param majorVersion PostgreSQL's major version, 0 when there is no data yet
 * @param port the port on 127.0.0.1, 0 when it does not run
 * @param pid the server's process, 0 when it does not run
 */
public record ServerStatus(
    Path folder, State state, boolean pinned, int majorVersion, int port, long pid) {
  /** Whether there is a server. */
  public enum State {
    /** No database has been made here. */
    ABSENT,
    /** There is a database, and nothing serves it. */
    STOPPED,
    /** It takes connections, or will in a moment. */
    RUNNING
  }
}
