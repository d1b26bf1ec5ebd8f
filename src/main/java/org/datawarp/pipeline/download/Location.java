package org.datawarp.pipeline.download;

import java.io.ByteArrayOutputStream;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.model.Secrets;
import org.datawarp.model.error.UsageException;
import org.jspecify.annotations.Nullable;

/** Where a file is, read from what a person or a manifest wrote. */
sealed interface Location {
  /** Returns the key of the cache entry, which is also how the location may be shown. */
  String key();

  /**
   * A file on a server.
   *
   * @param uri normalized, without user, password and fragment
   * @param authorization the Authorization header made of the user and password, or null
   * @param key the URI with secrets replaced
   */
  record Remote(URI uri, @Nullable String authorization, String key) implements Location {
    @Override
    public String toString() {
      return key;
    }
  }

  /**
   * A file of this machine.
   *
   * @param path absolute and normalized
   * @param key its {@code file:} URI
   */
  record Local(Path path, String key) implements Location {}

  /**
   * Reads a location.
   *
   * @throws UsageException if it is neither an http, https or file URL nor a path
   */
  static Location parse(String text) {
    return LocationParser.parse(text.strip());
  }

  /** Reads the target of a redirect or link, which must be http or https. */
  static Remote parseRemote(String text) {
    if (parse(text) instanceof Remote remote) {
      return remote;
    }
    throw new UsageException("not an http or https address: " + text, null);
  }
}

/** Reads locations; lenient where browsers are (spaces and letters beyond ASCII in an address). */
final class LocationParser {
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*");
  private static final Pattern WEB =
      Pattern.compile("(?i)(https?)://([^/?#]*)([^?#]*)(?:\\?([^#]*))?(?:#.*)?");
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:(.*)@)?+(\\[[^\\]]*]|[^:]*)(?::(\\d*))?");
  private static final String FORMS = "give an http or https address, a file: URL or a path";
  private static final String UNSAFE = "\"<>\\^`{|}[]";

  private LocationParser() {}

  static Location parse(String text) {
    if (text.isEmpty()) {
      throw new UsageException("the address is empty", FORMS);
    }
    Matcher web = WEB.matcher(text);
    if (web.matches()) {
      return remote(web);
    }
    Matcher scheme = SCHEME.matcher(text);
    if (scheme.matches() && !existsAsPath(text)) {
      if (scheme.group(1).equalsIgnoreCase("file")) {
        return local(pathOfFileUrl(text));
      }
      throw new UsageException("cannot fetch '" + scheme.group(1) + ":' addresses", FORMS);
    }
    return local(path(text));
  }

  private static Location.Local local(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    return new Location.Local(absolute, absolute.toUri().toString());
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new UsageException("not a path: '" + oneLine(text) + "'", FORMS, e);
    }
  }

  private static boolean existsAsPath(String text) {
    try {
      return Files.exists(Path.of(text));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static Path pathOfFileUrl(String text) {
    try {
      URI uri = new URI("file:" + encode(text.substring("file:".length())));
      String host = uri.getHost();
      if (uri.getPath() == null || (host != null && !host.equalsIgnoreCase("localhost"))) {
        throw new UsageException("not a file of this machine: " + oneLine(text), FORMS);
      }
      return Path.of(new URI("file", null, uri.getPath(), null));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new UsageException("not a file URL: " + oneLine(text), FORMS, e);
    }
  }

  private static Location.Remote remote(Matcher web) {
    Matcher authority = AUTHORITY.matcher(web.group(2));
    if (!authority.matches() || authority.group(2).isEmpty()) {
      throw new UsageException("the address names no host: " + withoutSecrets(web), FORMS);
    }
    String scheme = web.group(1).toLowerCase(Locale.ROOT);
    try {
      String host = asciiHost(authority.group(2));
      String port = portPart(scheme, authority.group(3));
      String path = encode(web.group(3));
      String query = web.group(4) == null ? null : encode(web.group(4));
      String start = scheme + "://" + host + port;
      URI uri = new URI(start + tail(path.isEmpty() ? "/" : path, query)).normalize();
      if (uri.getHost() == null) {
        throw new URISyntaxException(host, "not a host name");
      }
      return new Location.Remote(uri, authorization(authority.group(1)), key(uri, authority));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new UsageException("not a usable address: " + withoutSecrets(web), FORMS, e);
    }
  }

  private static String asciiHost(String host) {
    return (host.startsWith("[") ? host : IDN.toASCII(host)).toLowerCase(Locale.ROOT);
  }

  private static String portPart(String scheme, @Nullable String port) {
    if (port == null || port.isEmpty()) {
      return "";
    }
    int number = Integer.parseInt(port);
    if (number < 1 || number > 65_535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
    return number == (scheme.equals("https") ? 443 : 80) ? "" : ":" + number;
  }

  private static String tail(String path, @Nullable String query) {
    return query == null ? path : path + "?" + query;
  }

  private static @Nullable String authorization(@Nullable String userInfo) {
    if (userInfo == null || userInfo.isEmpty()) {
      return null;
    }
    String decoded = PercentEncoding.decode(userInfo, StandardCharsets.UTF_8);
    String pair = decoded.contains(":") ? decoded : decoded + ":";
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  /** The user stays, so that two users' files differ; the password and signatures do not. */
  private static String key(URI uri, Matcher authority) {
    String userInfo = authority.group(1);
    String user = userInfo == null ? "" : userInfo.replaceFirst(":.*", "") + "@";
    String shown = uri.getScheme() + "://" + encode(user) + uri.getRawAuthority();
    String query = uri.getRawQuery();
    return shown + tail(uri.getRawPath(), query == null ? null : redact(query));
  }

  private static String withoutSecrets(Matcher web) {
    String authority = web.group(2).replaceFirst("^.*@", "");
    String query = web.group(4) == null ? null : redact(encode(web.group(4)));
    return oneLine(web.group(1) + "://" + authority + tail(web.group(3), query));
  }

  private static String redact(String query) {
    return Secrets.blotted("?" + query).substring(1);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  /** Percent-encodes what RFC 3986 does not allow and leaves what is encoded already. */
  private static String encode(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 16);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      int value = bytes[i] & 0xff;
      boolean strayPercent = value == '%' && !isEscape(bytes, i);
      if (value <= ' ' || value >= 0x7f || UNSAFE.indexOf(value) >= 0 || strayPercent) {
        out.writeBytes(
            String.format(Locale.ROOT, "%%%02X", value).getBytes(StandardCharsets.US_ASCII));
      } else {
        out.write(value);
      }
    }
    return out.toString(StandardCharsets.US_ASCII);
  }

  private static boolean isEscape(byte[] bytes, int at) {
    return at + 2 < bytes.length
        && Character.digit(bytes[at + 1], 16) >= 0
        && Character.digit(bytes[at + 2], 16) >= 0;
  }
}
