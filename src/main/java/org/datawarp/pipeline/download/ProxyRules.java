package org.datawarp.pipeline.download;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.model.error.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of each address, as the environment says: {@code HTTPS_PROXY}, {@code HTTP_PROXY},
 * {@code ALL_PROXY} and {@code NO_PROXY}, the lower-case names first. Where it says nothing, the
 * JVM's own settings count. This machine itself is never reached through a proxy.
 *
 * <p>{@code NO_PROXY} is a list of names (with their subdomains, {@code .name} and {@code *.name}
 * too), addresses, address ranges ({@code 10.0.0.0/8}), each with or without a port, or {@code *}.
 */
public final class ProxyRules {
  private static final Pattern PROXY =
      Pattern.compile("(?:([A-Za-z0-9+]+)://)?(?:(.*)@)?(\\[[^\\]]+]|[^:/]+)(?::(\\d{1,5}))?/?");
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");

  private final Map<String, String> environment;

  /**
   * A proxy server.
   *
   * @param host its name or address
   * @param port its port
   * @param authorization the Proxy-Authorization header (Basic), or null
   */
  public record Server(String host, int port, @Nullable String authorization) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /** Builds the rules from the environment. */
  public ProxyRules(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * Returns the proxy of an address, empty for a direct connection.
   *
   * @throws UsageException if the variable holds no usable proxy
   */
  public Optional<Server> find(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
    if (isLoopback(host)) {
      return Optional.empty();
    }
    String name = uri.getScheme().equals("https") ? "https_proxy" : "http_proxy";
    for (String variable : List.of(name, name.toUpperCase(Locale.ROOT), "all_proxy", "ALL_PROXY")) {
      String value = environment.get(variable);
      if (value != null && !value.isBlank()) {
        return isExcluded(host, portOf(uri))
            ? Optional.empty()
            : Optional.of(parse(variable, value.strip()));
      }
    }
    return systemProxy(uri);
  }

  /** Tells whether a host is this machine. */
  static boolean isLoopback(String host) {
    String name = host.replaceAll("^\\[|]$", "");
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return true;
    }
    InetAddress address = literal(name);
    return address != null && address.isLoopbackAddress();
  }

  /** Returns the port of an address, also where it is the scheme's own. */
  static int portOf(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return uri.getScheme().equals("https") ? 443 : 80;
  }

  private static Server parse(String variable, String value) {
    Matcher parts = PROXY.matcher(value);
    if (!parts.matches()) {
      throw new UsageException(
          variable + " does not name a proxy", "write http://[user:password@]host:port");
    }
    String scheme = parts.group(1) == null ? "http" : parts.group(1).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http")) {
      throw new UsageException(
          variable + " names a " + scheme + " proxy, and only http proxies are supported",
          "write http://[user:password@]host:port; https sites are tunnelled through it");
    }
    int port = parts.group(4) == null ? 80 : Integer.parseInt(parts.group(4));
    if (port < 1 || port > 65_535) {
      throw new UsageException(variable + " names port " + port, "ports are 1 to 65535");
    }
    String user = parts.group(2);
    return new Server(
        parts.group(3).replaceAll("^\\[|]$", ""), port, user == null ? null : basic(user));
  }

  private static String basic(String userInfo) {
    String decoded = PercentEncoding.decode(userInfo, StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(decoded.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<Server> systemProxy(URI uri) {
    ProxySelector selector = ProxySelector.getDefault();
    if (selector == null) {
      return Optional.empty();
    }
    for (Proxy proxy : selector.select(uri)) {
      if (proxy.type() == Proxy.Type.HTTP && proxy.address() instanceof InetSocketAddress server) {
        return Optional.of(new Server(server.getHostString(), server.getPort(), null));
      }
    }
    return Optional.empty();
  }

  private boolean isExcluded(String host, int port) {
    String rules = environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""));
    return Arrays.stream(rules.toLowerCase(Locale.ROOT).split("[,\\s]+", -1))
        .filter(rule -> !rule.isEmpty())
        .anyMatch(rule -> excludes(rule, host, port));
  }

  private static boolean excludes(String rule, String host, int port) {
    if (rule.equals("*")) {
      return true;
    }
    String name = rule;
    Matcher withPort = Pattern.compile("(\\[[^\\]]+]|[^:]+):(\\d{1,5})").matcher(rule);
    if (withPort.matches()) {
      if (Integer.parseInt(withPort.group(2)) != port) {
        return false;
      }
      name = withPort.group(1);
    }
    name = name.replaceAll("^\\[|]$", "");
    if (name.indexOf('/') > 0) {
      return isInRange(name, host);
    }
    InetAddress address = literal(name);
    if (address != null) {
      return address.equals(literal(host));
    }
    String domain = name.replaceFirst("^\\*?\\.", "");
    return host.equals(domain) || host.endsWith("." + domain);
  }

  private static boolean isInRange(String range, String host) {
    int slash = range.indexOf('/');
    InetAddress network = literal(range.substring(0, slash));
    InetAddress address = literal(host);
    String prefix = range.substring(slash + 1);
    if (network == null || address == null || !prefix.matches("\\d{1,3}")) {
      return false;
    }
    byte[] left = network.getAddress();
    byte[] right = address.getAddress();
    int bits = Integer.parseInt(prefix);
    if (left.length != right.length || bits > left.length * 8) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((left[bit / 8] & mask) != (right[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** Reads an address written in digits; a name is never looked up. */
  private static @Nullable InetAddress literal(String text) {
    if (!IPV4.matcher(text).matches() && text.indexOf(':') < 0) {
      return null;
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
