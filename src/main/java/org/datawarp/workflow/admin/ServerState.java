package org.datawarp.workflow.admin;

import java.util.Locale;
import org.datawarp.platform.codec.JsonKeys;
import org.datawarp.platform.postgres.ServerStatus;

/**
 * How the embedded server stands.
 *
 * @param folder where it lives
 * @param state absent, stopped or running
 * @param pinned whether it goes on running after the last program has left
 * @param majorVersion PostgreSQL's major version; 0 when there is no data yet
 * @param port the port on 127.0.0.1; 0 when it does not run
 * @param pid the server's process; 0 when it does not run
 */
@JsonKeys({"kind", "folder", "state", "pinned", "major_version", "port", "pid"})
public record ServerState(
    String folder, String state, boolean pinned, int majorVersion, int port, long pid) {

  static ServerState of(ServerStatus status) {
    return new ServerState(
        status.folder().toString(),
        status.state().name().toLowerCase(Locale.ROOT),
        status.pinned(),
        status.majorVersion(),
        status.port(),
        status.pid());
  }

  /** Returns what kind of server it is, a word. */
  String kind() {
    return "embedded";
  }
}
