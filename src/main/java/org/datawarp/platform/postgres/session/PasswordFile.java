package org.datawarp.platform.postgres.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of passwords, one login a line: {@code host:port:database:user:password}.
 *
 * <p>Source: PostgreSQL manual, "The Password File": the first line that matches counts, {@code *}
 * matches anything, a backslash takes the next character as it is, and a file that group or others
 * may read is passed over.
 */
public final class PasswordFile {
  private static final Logger log = LoggerFactory.getLogger(PasswordFile.class);

  private PasswordFile() {}

  /** Finds the password for a login; a file that is missing, unreadable or too open has none. */
  static Optional<String> find(Path file, String host, int port, String database, String user) {
    List<String> lines;
    try {
      if (isOpenToOthers(file)) {
        log.warn("password file {} is ignored: others may read it; make its mode 0600", file);
        return Optional.empty();
      }
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      log.warn("password file {} is ignored: {}", file, e.toString());
      return Optional.empty();
    }
    List<String> wanted = List.of(host, Integer.toString(port), database, user);
    return lines.stream()
        .filter(line -> !line.startsWith("#"))
        .flatMap(line -> password(line, wanted).stream())
        .findFirst();
  }

  /** Returns a line that gives a password for any port and database of a host. */
  public static String line(String host, String user, String password) {
    return escape(host) + ":*:*:" + escape(user) + ":" + escape(password);
  }

  private static Optional<String> password(String line, List<String> wanted) {
    List<Field> fields = fields(line);
    if (fields.size() < 5) {
      return Optional.empty();
    }
    for (int i = 0; i < wanted.size(); i++) {
      Field field = fields.get(i);
      if (!field.wildcard() && !field.text().equals(wanted.get(i))) {
        return Optional.empty();
      }
    }
    String password = fields.get(4).text();
    return password.isEmpty() ? Optional.empty() : Optional.of(password);
  }

  private record Field(String text, boolean wildcard) {}

  private static List<Field> fields(String line) {
    List<Field> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    int start = 0;
    for (int i = 0; i <= line.length(); i++) {
      if (i == line.length() || line.charAt(i) == ':') {
        fields.add(new Field(field.toString(), line.substring(start, i).equals("*")));
        field.setLength(0);
        start = i + 1;
      } else if (line.charAt(i) == '\\' && i + 1 < line.length()) {
        i++;
        field.append(line.charAt(i));
      } else {
        field.append(line.charAt(i));
      }
    }
    return fields;
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\").replace(":", "\\:");
  }

  private static boolean isOpenToOthers(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null || !Files.isRegularFile(file)) {
      return false;
    }
    Set<PosixFilePermission> open = view.readAttributes().permissions();
    return open.stream().anyMatch(permission -> !permission.name().startsWith("OWNER"));
  }
}
