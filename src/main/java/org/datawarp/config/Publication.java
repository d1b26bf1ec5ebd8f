package org.datawarp.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.datawarp.codec.YamlNode;
import org.jspecify.annotations.Nullable;

/**
 * A publication registered in the configuration.
 *
 * @param code its code, such as {@code adhd}
 * @param url its landing page or file; null when the command line says it
 * @param origin where it is registered: file, line and column
 */
public record Publication(String code, @Nullable String url, String origin) {
  private static final Set<String> KEYS = Set.of("url");

  static Map<String, Publication> readAll(Optional<YamlNode> node) {
    Map<String, Publication> publications = new LinkedHashMap<>();
    node.ifPresent(
        list -> list.entries().forEach((code, entry) -> publications.put(code, read(code, entry))));
    return publications;
  }

  private static Publication read(String code, YamlNode node) {
    for (Map.Entry<String, YamlNode> entry : node.entries().entrySet()) {
      if (!KEYS.contains(entry.getKey())) {
        throw entry.getValue().keyFailure("unknown key '" + entry.getKey() + "'");
      }
    }
    return new Publication(code, node.textOrNull("url"), node.place());
  }

  @Override
  public String toString() {
    return "url: " + (url == null ? "" : Secrets.blotted(url));
  }
}
