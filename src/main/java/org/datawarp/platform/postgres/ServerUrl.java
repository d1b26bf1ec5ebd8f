package org.datawarp.platform.postgres;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.model.Secrets;
import org.datawarp.model.error.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * A server's URL, taken apart.
 *
 * <p>Source: PostgreSQL manual, "Connection URIs" and "Parameter Key Words"; PostgreSQL JDBC
 * driver, "Connecting to the Database".
 *
 * @param hosts the servers, at least one
 * @param database the database's name; null for the one named like the user
 * @param user the role; null where the URL names none
 * @param password the password; null where the URL holds none
 * @param passfile the password file the URL names; null where it names none
 * @param properties further properties under the JDBC driver's names
 */
public record ServerUrl(
    List<Host> hosts,
    @Nullable String database,
    @Nullable String user,
    @Nullable String password,
    @Nullable String passfile,
    Map<String, String> properties) {
  static final int DEFAULT_PORT = 5432;

  private static final String FORM = "postgresql://[USER@]HOST[:PORT]/DATABASE[?NAME=VALUE&…]";
  private static final Pattern SCHEME =
      Pattern.compile("(jdbc:)?(?:postgresql|postgres):(.*)", Pattern.DOTALL);
  private static final Pattern QUERY_SECRET =
      Pattern.compile("(?i)((?:ssl)?password\\s*=\\s*)[^&\\s]*");
  private static final Pattern LOGIN_START =
      Pattern.compile("[A-Za-z0-9+:]*//|(?:jdbc:)?[a-z]+sql:|postgres:");
  private static final Pattern HOST_AND_PORT = Pattern.compile("[^:]*(?::[0-9]*)?(?:/.*)?");
  private static final Pattern HOST = Pattern.compile("(\\[[^\\]]*\\]|[^:\\[\\]]*)(?::([0-9]*))?");

  /** The driver's name of each parameter of libpq; empty for those that change nothing here. */
  private static final Map<String, String> DRIVER_NAMES =
      Map.ofEntries(
          Map.entry("sslmode", "sslmode"),
          Map.entry("sslrootcert", "sslrootcert"),
          Map.entry("sslcert", "sslcert"),
          Map.entry("sslkey", "sslkey"),
          Map.entry("sslpassword", "sslpassword"),
          Map.entry("sslnegotiation", "sslNegotiation"),
          Map.entry("channel_binding", "channelBinding"),
          Map.entry("require_auth", "requireAuth"),
          Map.entry("gssencmode", "gssEncMode"),
          Map.entry("gsslib", "gsslib"),
          Map.entry("krbsrvname", "kerberosServerName"),
          Map.entry("options", "options"),
          Map.entry("connect_timeout", "connectTimeout"),
          Map.entry("application_name", ""),
          Map.entry("fallback_application_name", ""),
          Map.entry("client_encoding", ""),
          Map.entry("sslsni", ""),
          Map.entry("keepalives_idle", ""),
          Map.entry("keepalives_interval", ""),
          Map.entry("keepalives_count", ""),
          Map.entry("tcp_user_timeout", ""));

  /** Copies the collections. */
  public ServerUrl {
    hosts = List.copyOf(hosts);
    properties = Map.copyOf(properties);
  }

  /**
   * One server.
   *
   * @param name host name or address, an IPv6 address without its brackets
   * @param port TCP port
   */
  public record Host(String name, int port) {
    @Override
    public String toString() {
      return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
    }
  }

  /**
   * Parses either form.
   *
   * @throws UsageException if the text is neither, or a parameter is unknown; the message is
   *     redacted
   */
  public static ServerUrl parse(String url) {
    Matcher scheme = SCHEME.matcher(url);
    if (!scheme.matches()) {
      throw malformed(url, "it starts with neither postgresql: nor jdbc:postgresql:");
    }
    boolean jdbc = scheme.group(1) != null;
    String rest = scheme.group(2);
    int question = rest.indexOf('?');
    Map<String, String> parameters =
        question < 0 ? new TreeMap<>() : parameters(url, rest.substring(question + 1));
    String main = question < 0 ? rest : rest.substring(0, question);
    if (jdbc && !main.startsWith("//")) {
      main = main.startsWith("/") ? "//" + main : "///" + main;
    }
    if (!main.startsWith("//")) {
      throw malformed(url, "// is missing after the scheme");
    }
    main = main.substring(2);
    int slash = main.indexOf('/');
    if (slash >= 0 && main.indexOf('@', slash) >= 0) {
      throw malformed(url, "in a password / is written %2F, in a database name @ is written %40");
    }
    String authority = slash < 0 ? main : main.substring(0, slash);
    String database = slash < 0 ? null : decode(url, main.substring(slash + 1));
    int at = authority.lastIndexOf('@');
    String user = null;
    String password = null;
    if (at >= 0) {
      String login = authority.substring(0, at);
      int colon = login.indexOf(':');
      user = decode(url, colon < 0 ? login : login.substring(0, colon));
      password = colon < 0 ? null : decode(url, login.substring(colon + 1));
    }
    String names = parameters.remove("host");
    String ports = parameters.remove("port");
    List<Host> hosts =
        hosts(url, names == null ? authority.substring(at + 1) : names, ports, names == null);
    return new ServerUrl(
        hosts,
        blankToNull(parameters.getOrDefault("dbname", database == null ? "" : database)),
        blankToNull(parameters.getOrDefault("user", user == null ? "" : user)),
        blankToNull(parameters.getOrDefault("password", password == null ? "" : password)),
        blankToNull(parameters.getOrDefault("passfile", "")),
        jdbc ? driverOwn(parameters) : driverProperties(url, parameters));
  }

  /** Returns the driver's URL, without user, password and parameters. */
  public String jdbcUrl(String databaseName) {
    List<String> places = hosts.stream().map(Host::toString).toList();
    return "jdbc:postgresql://" + String.join(",", places) + "/" + encode(databaseName);
  }

  /** Returns {@code host:port/database} for messages. */
  public String place() {
    List<String> places = hosts.stream().map(Host::toString).toList();
    return String.join(",", places) + (database == null ? "" : "/" + database);
  }

  /** Percent-encodes everything that is not plain in a URL's path or query. */
  public static String encode(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if ((c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || "-_.~/".indexOf(c) >= 0) {
        encoded.append(c);
      } else {
        encoded.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
      }
    }
    return encoded.toString();
  }

  /** See {@link Database#redact}. */
  static String redact(String url) {
    String shown = QUERY_SECRET.matcher(url).replaceAll("$1***");
    int question = shown.indexOf('?');
    String main = question < 0 ? shown : shown.substring(0, question);
    Matcher scheme = LOGIN_START.matcher(shown);
    int start = scheme.lookingAt() ? scheme.end() : 0;
    int at = main.lastIndexOf('@');
    if (at < 0 && !HOST_AND_PORT.matcher(main.substring(start)).matches()) {
      // A password may hold a question mark: then the @ is found only in the whole text.
      at = shown.lastIndexOf('@');
    }
    int colon = shown.indexOf(':', start);
    return Secrets.blotted(
        colon >= 0 && colon < at
            ? shown.substring(0, colon + 1) + Secrets.BLOT + shown.substring(at)
            : shown);
  }

  private static List<Host> hosts(
      String url, String names, @Nullable String ports, boolean withPorts) {
    List<Host> hosts = new ArrayList<>();
    String[] portList = ports == null ? new String[0] : ports.split(",", -1);
    String[] nameList = names.split(",", -1);
    for (int i = 0; i < nameList.length; i++) {
      String name = decode(url, nameList[i]);
      if (name.startsWith("/") || name.startsWith("@")) {
        throw malformed(url, "Unix sockets are not supported; use host 127.0.0.1");
      }
      String port = portList.length == 0 ? "" : portList[Math.min(i, portList.length - 1)];
      if (withPorts) {
        Matcher matcher = HOST.matcher(name);
        if (!matcher.matches()) {
          throw malformed(url, "the host and port are not of the form HOST:PORT");
        }
        name = matcher.group(1);
        port = matcher.group(2) == null ? port : matcher.group(2);
      }
      name = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
      hosts.add(new Host(name.isEmpty() ? "localhost" : name, port(url, port)));
    }
    return hosts;
  }

  private static int port(String url, String text) {
    if (text.isEmpty()) {
      return DEFAULT_PORT;
    }
    int port = text.length() > 5 || !text.matches("[0-9]+") ? 0 : Integer.parseInt(text);
    if (port < 1 || port > 65535) {
      throw malformed(url, "the port is not a number from 1 to 65535");
    }
    return port;
  }

  private static Map<String, String> parameters(String url, String query) {
    Map<String, String> parameters = new TreeMap<>();
    for (String part : query.split("&", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      int equals = part.indexOf('=');
      String name = decode(url, equals < 0 ? part : part.substring(0, equals));
      parameters.put(name, equals < 0 ? "" : decode(url, part.substring(equals + 1)));
    }
    return parameters;
  }

  private static Map<String, String> driverOwn(Map<String, String> parameters) {
    Map<String, String> own = new TreeMap<>(parameters);
    own.keySet().removeAll(List.of("user", "password", "passfile", "dbname", "ApplicationName"));
    return own;
  }

  private static Map<String, String> driverProperties(String url, Map<String, String> parameters) {
    Map<String, String> properties = new TreeMap<>();
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      String value = parameter.getValue();
      switch (parameter.getKey()) {
        case "user", "password", "passfile", "dbname" -> {}
        case "ssl" -> properties.put("sslmode", "true".equals(value) ? "require" : value);
        case "keepalives" -> properties.put("tcpKeepAlive", String.valueOf(!"0".equals(value)));
        case "load_balance_hosts" ->
            properties.put("loadBalanceHosts", String.valueOf("random".equals(value)));
        case "target_session_attrs" ->
            properties.put("targetServerType", targetServerType(url, value));
        default -> {
          String name = DRIVER_NAMES.get(parameter.getKey());
          if (name == null) {
            throw malformed(url, "parameter '" + parameter.getKey() + "' is not known");
          }
          if (!name.isEmpty()) {
            properties.put(name, value);
          }
        }
      }
    }
    return properties;
  }

  private static String targetServerType(String url, String attributes) {
    return switch (attributes) {
      case "any" -> "any";
      case "read-write", "primary" -> "primary";
      case "read-only", "standby" -> "secondary";
      case "prefer-standby" -> "preferSecondary";
      default -> throw malformed(url, "target_session_attrs has an unknown value");
    };
  }

  private static String decode(String url, String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // The cause quotes the text around the fault, which may be the password.
      throw malformed(url, "a % is not followed by two hexadecimal digits");
    }
  }

  private static @Nullable String blankToNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static UsageException malformed(String url, String why) {
    return new UsageException(
        "not a database URL: " + why + ": " + Database.redact(url), "the form is " + FORM);
  }
}
