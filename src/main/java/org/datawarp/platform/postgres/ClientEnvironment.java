package org.datawarp.platform.postgres;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.datawarp.platform.postgres.session.Connector;
import org.jspecify.annotations.Nullable;

/** What libpq's programs, such as pg_dump, are told in their environment to reach a database. */
final class ClientEnvironment {
  /** The driver's properties that libpq knows, with its variables. */
  private static final Map<String, String> VARIABLES =
      Map.of(
          "sslmode", "PGSSLMODE",
          "sslrootcert", "PGSSLROOTCERT",
          "sslcert", "PGSSLCERT",
          "sslkey", "PGSSLKEY",
          "sslNegotiation", "PGSSLNEGOTIATION",
          "channelBinding", "PGCHANNELBINDING",
          "requireAuth", "PGREQUIREAUTH",
          "gssEncMode", "PGGSSENCMODE",
          "options", "PGOPTIONS");

  private ClientEnvironment() {}

  /** Returns the variables; one of them may be a password. */
  static Map<String, String> of(ServerUrl server, DatabaseSettings settings) {
    Map<String, String> variables = new LinkedHashMap<>();
    List<ServerUrl.Host> hosts = server.hosts();
    variables.put(
        "PGHOST", hosts.stream().map(ServerUrl.Host::name).collect(Collectors.joining(",")));
    variables.put(
        "PGPORT",
        hosts.stream().map(host -> Integer.toString(host.port())).collect(Collectors.joining(",")));
    String user = server.user() == null ? settings.user() : server.user();
    put(variables, "PGUSER", user);
    put(variables, "PGDATABASE", server.database() == null ? user : server.database());
    String password = server.password() == null ? settings.password() : server.password();
    put(variables, "PGPASSWORD", password);
    String passfile = server.passfile();
    Path file = passfile == null ? settings.passfile() : Path.of(passfile);
    if (password == null) {
      put(variables, "PGPASSFILE", file == null ? null : file.toString());
    }
    VARIABLES.forEach((name, variable) -> put(variables, variable, server.properties().get(name)));
    variables.put("PGCONNECT_TIMEOUT", Long.toString(settings.connectTimeout().toSeconds()));
    variables.put("PGAPPNAME", Connector.APPLICATION_NAME);
    return variables;
  }

  private static void put(Map<String, String> variables, String variable, @Nullable String value) {
    if (value != null) {
      variables.put(variable, value);
    }
  }
}
