package org.datawarp.workflow.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.model.Secrets;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.storage.workspace.Workspace;

/** The workspace's configuration files as they may leave it: without secrets. */
final class ConfigurationText {
  private static final String BLOTTED = Secrets.BLOT;
  private static final int MAX_BYTES = 1 << 20;

  /** A key with its value; a reference such as {@code ${VAR}} or {@code ${file:…}} is no secret. */
  private static final Pattern LINE =
      Pattern.compile("^(\\s*(?:-\\s+)?#?\\s*[\"']?([\\w.-]+)[\"']?\\s*:\\s*)(\\S.*)$");

  private static final Pattern REFERENCE = Pattern.compile("[\"']?\\$\\{[^}]*}[\"']?\\s*(?:#.*)?");

  private ConfigurationText() {}

  /** Reads the files that there are, by name, each without its secrets. */
  static Map<String, String> read(Workspace workspace) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Path file :
        List.of(
            workspace.configurationFile(),
            workspace.configurationFile().resolveSibling("sync.yaml"))) {
      try {
        if (Files.isRegularFile(file) && Files.size(file) <= MAX_BYTES) {
          String text = Files.readString(file, StandardCharsets.UTF_8);
          texts.put(String.valueOf(file.getFileName()), withoutSecrets(text));
        }
      } catch (IOException e) {
        throw new StorageException("cannot read " + file + ": " + IoErrors.of(e), null, e);
      }
    }
    return texts;
  }

  /** Replaces every value that may be a secret. Values on lines of their own go as well. */
  static String withoutSecrets(String text) {
    StringBuilder clean = new StringBuilder();
    int hiddenBelow = -1;
    for (String line : text.lines().toList()) {
      int indent = line.length() - line.stripLeading().length();
      if (hiddenBelow >= 0 && (line.isBlank() || indent > hiddenBelow)) {
        clean.append(line.isBlank() ? "" : " ".repeat(indent) + BLOTTED).append('\n');
        continue;
      }
      hiddenBelow = -1;
      Matcher secret = LINE.matcher(line);
      if (secret.matches()
          && Secrets.isSecretName(secret.group(2))
          && !REFERENCE.matcher(secret.group(3)).matches()) {
        clean.append(secret.group(1)).append(BLOTTED).append('\n');
        hiddenBelow = indent;
        continue;
      }
      clean.append(Secrets.blotted(line)).append('\n');
    }
    return clean.toString();
  }

  /**
   * Returns a text that can be used where it is restored: lines that lost a secret are comments.
   */
  static String usable(String text) {
    StringBuilder usable = new StringBuilder();
    text.lines()
        .forEach(
            line -> {
              boolean lost = line.contains(BLOTTED) && !line.stripLeading().startsWith("#");
              usable.append(lost ? "# " + line + "   # write it anew" : line).append('\n');
            });
    return usable.toString();
  }
}
