package org.datawarp.platform.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.Secrets;
import org.datawarp.model.publication.Publication;
import org.datawarp.platform.codec.YamlNode;

/** The publications of a configuration, each with the place where it stands. */
final class Publications {
  private static final int LONGEST_SHOWN = 200;

  private final Map<String, Entry> entries;

  private Publications(Map<String, Entry> entries) {
    this.entries = entries;
  }

  private record Entry(Publication publication, YamlNode node) {}

  static Publications read(Optional<YamlNode> list) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    list.ifPresent(
        node ->
            node.entries()
                .forEach(
                    (code, entry) ->
                        entries.put(
                            code, new Entry(new PublicationReader(code, entry).read(), entry))));
    return new Publications(entries);
  }

  List<Publication> list() {
    return entries.values().stream().map(Entry::publication).toList();
  }

  Optional<Publication> find(String code) {
    return Optional.ofNullable(entries.get(code)).map(Entry::publication);
  }

  YamlNode node(Publication publication) {
    Entry entry = entries.get(publication.code());
    if (entry == null) {
      throw new IllegalArgumentException("not registered: " + publication.code());
    }
    return entry.node();
  }

  /** Returns each publication as one setting: what is said of it, in the file's order. */
  List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    entries.forEach(
        (code, entry) ->
            settings.add(
                new Setting("publications." + code, shown(entry.node()), entry.node().place())));
    return settings;
  }

  private static String shown(YamlNode node) {
    List<String> parts = new ArrayList<>();
    node.entries()
        .forEach(
            (key, value) -> {
              String text =
                  value.isMapping() || value.isList()
                      ? String.valueOf(value.plain())
                      : value.isNull() ? "" : value.text();
              String blotted = Secrets.blotted(text);
              parts.add(
                  key
                      + ": "
                      + (blotted.length() > LONGEST_SHOWN
                          ? blotted.substring(0, LONGEST_SHOWN) + "…"
                          : blotted));
            });
    return parts.isEmpty() ? "url: " : String.join(", ", parts);
  }
}
