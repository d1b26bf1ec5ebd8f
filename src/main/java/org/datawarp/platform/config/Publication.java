package org.datawarp.platform.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.datawarp.model.Secrets;
import org.datawarp.platform.codec.YamlNode;
import org.jspecify.annotations.Nullable;

/**
 * A publication registered in the configuration.
 *
 * @param code its code, such as {@code adhd}
 * @param url its landing page or file, perhaps with references; null when the command line says it
 * @param origin where it is registered: file, line and column
 */
record Publication(String code, @Nullable YamlNode url, String origin) {
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
    node.textOrNull("url"); // refuses what is no text
    return new Publication(code, node.find("url").orElse(null), node.place());
  }

  @Override
  public String toString() {
    return "url: " + (url == null ? "" : Secrets.blotted(url.text()));
  }
}
