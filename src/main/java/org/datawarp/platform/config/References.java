package org.datawarp.platform.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.codec.YamlNode;
import org.datawarp.platform.io.OwnerOnly;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Resolves {@code ${VAR}} and {@code ${file:path}} in the texts of a file. */
final class References {
  private static final Logger LOG = LoggerFactory.getLogger(References.class);
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^{}]*+)}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final String FILE = "file:";
  private static final int MAX_BYTES = 1 << 16;

  /** What lies there is the system's and its processes', such as a program's variables. */
  private static final List<Path> NOT_FILES = List.of(Path.of("/proc"), Path.of("/sys"));

  private final Path file;
  private final Map<String, String> environment;

  /** Builds them for a file, to whose folder relative paths belong. */
  References(Path file, Map<String, String> environment) {
    this.file = file;
    this.environment = Map.copyOf(environment);
  }

  /** Returns a text with its references resolved; {@code key} is for messages. */
  String resolve(YamlNode node, String key) {
    return resolve(node.text(), node, key);
  }

  /** Does the same with a text that was made of a value of the file. */
  String resolve(String text, YamlNode node, String key) {
    Matcher matcher = REFERENCE.matcher(text);
    StringBuilder resolved = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(1);
      String value =
          name.startsWith(FILE)
              ? content(name.substring(FILE.length()), node, key)
              : value(name, node, key);
      matcher.appendReplacement(resolved, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(resolved).toString();
  }

  /** Finds a variable that is not blank. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private String value(String name, YamlNode node, String key) {
    if (!VARIABLE.matcher(name).matches()) {
      throw node.failure(
          key + " refers to '${" + name + "}'; write ${VARIABLE} or ${file:/path/to/file}");
    }
    return variable(name)
        .map(String::strip)
        .orElseThrow(
            () ->
                new UsageException(
                    node.place()
                        + ": "
                        + key
                        + " wants the variable "
                        + name
                        + ", which is not set",
                    "export " + name + "=…, or write ${file:/path} to read it from a file"));
  }

  private String content(String name, YamlNode node, String key) {
    Path folder = file.toAbsolutePath().getParent();
    Path read = folder == null ? Path.of(name) : folder.resolve(name);
    try {
      Path real = read.toRealPath();
      if (!Files.isRegularFile(real) || NOT_FILES.stream().anyMatch(real::startsWith)) {
        throw node.failure(key + " refers to " + read + ", which is no regular file");
      }
      OwnerOnly.findOpen(real).ifPresent(LOG::warn);
      try (InputStream in = Files.newInputStream(real)) {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          throw node.failure(key + " refers to " + read + ", which is too large for a secret");
        }
        return new String(bytes, StandardCharsets.UTF_8).strip();
      }
    } catch (IOException e) {
      throw new UsageException(
          node.place() + ": " + key + " refers to " + read + ", which cannot be read",
          "it must be a text file you may read",
          e);
    }
  }
}
