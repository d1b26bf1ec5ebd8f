package org.datawarp.platform.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.datawarp.model.Secrets;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.Suggestion;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.Period;
import org.datawarp.model.publication.Publication;
import org.datawarp.platform.codec.YamlCodec;
import org.datawarp.platform.codec.YamlNode;
import org.datawarp.platform.io.OwnerOnly;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every value that steers the program: an option wins over the environment, the environment over
 * the file, the file over the default.
 */
public final class Configuration {
  private static final Logger LOG = LoggerFactory.getLogger(Configuration.class);
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{[^{}]{1,200}}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  private final Map<ConfigurationKey, Entry> values;
  private final Publications publications;
  private final References references;

  private Configuration(
      Map<ConfigurationKey, Entry> values, Publications publications, References references) {
    this.values = values;
    this.publications = publications;
    this.references = references;
  }

  /**
   * Reads the configuration.
   *
   * @param file the YAML file; it need not exist
   * @param environment the environment's variables
   * @param options what options said
   * @throws UsageException if the file is malformed, has an unknown key or a bad value, naming the
   *     place
   */
  public static Configuration read(
      Path file, Map<String, String> environment, Map<ConfigurationKey, String> options) {
    OwnerOnly.findOpen(file).ifPresent(LOG::warn);
    YamlNode root = readFile(file);
    Map<ConfigurationKey, Entry> values = new LinkedHashMap<>();
    for (ConfigurationKey key : ConfigurationKey.values()) {
      values.put(key, find(key, root, environment, options));
    }
    refuseUnknown("", root);
    Configuration read =
        new Configuration(
            values,
            Publications.read(root.find("publications")),
            new References(file, environment));
    for (ConfigurationKey key : values.keySet()) {
      if (key.isNumber()) {
        read.number(key);
      }
    }
    return read;
  }

  /** Returns a value, or null where there is none and no default either. */
  public @Nullable String text(ConfigurationKey key) {
    return entry(key).text();
  }

  /**
   * Returns a value with its references to variables and files resolved; null where there is none.
   *
   * @throws UsageException if a variable or file it refers to is missing, naming it
   */
  public @Nullable String resolved(ConfigurationKey key) {
    Entry entry = entry(key);
    return entry.node() == null ? entry.text() : references.resolve(entry.node(), key.path());
  }

  /** Returns a whole number from 0; one that is not set is its default. */
  public long number(ConfigurationKey key) {
    Entry entry = entry(key);
    String digits = String.valueOf(entry.text()).replace("_", "");
    if (!NUMBER.matcher(digits).matches()) {
      throw new UsageException(
          entry.origin() + ": " + key.path() + " is '" + entry.text() + "', not a whole number",
          "write it in digits, such as " + key.defaultValue());
    }
    return Long.parseLong(digits);
  }

  /** Returns the items of a list value, perhaps empty. */
  public List<String> list(ConfigurationKey key) {
    String text = entry(key).text();
    if (text == null || text.isBlank()) {
      return List.of();
    }
    return Arrays.stream(text.split(",", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  /** Lists the registered publications, in the file's order. */
  public List<Publication> publications() {
    return publications.list();
  }

  /** Finds a registered publication. */
  public Optional<Publication> findPublication(String code) {
    return publications.find(code);
  }

  /**
   * Finds a registered publication.
   *
   * @throws NotFoundException if there is none of that code
   */
  public Publication requirePublication(String code) {
    return findPublication(code)
        .orElseThrow(
            () ->
                new NotFoundException(
                    "no publication '" + code + "' is registered",
                    Suggestion.hint(
                        code,
                        publications().stream().map(Publication::code).toList(),
                        "see 'datawarp publications list' for the names")));
  }

  /**
   * Finds the page of a publication that tells which issues there are, its references resolved.
   *
   * @throws UsageException if a variable or file it refers to is missing, naming it
   */
  public Optional<String> findPage(Publication publication) {
    return publication.findPage().map(text -> resolved(publication, text));
  }

  /**
   * Finds where the issue of a period is, references resolved. Without a period the one address of
   * all issues.
   *
   * @throws UsageException if a variable or file it refers to is missing, naming it
   */
  public Optional<String> findIssueUrl(Publication publication, @Nullable Period period) {
    Optional<String> found =
        period == null ? publication.findFixedUrl() : publication.findUrl(period);
    return found.map(text -> resolved(publication, text));
  }

  /**
   * Finds the address that is registered for this very period, references resolved.
   *
   * @throws UsageException if a variable or file it refers to is missing, naming it
   */
  public Optional<String> findOwnUrl(Publication publication, Period period) {
    return publication.findOwnUrl(period).map(text -> resolved(publication, text));
  }

  private String resolved(Publication publication, String text) {
    return references.resolve(
        text, publications.node(publication), "publications." + publication.code());
  }

  /** Lists every value with its origin, secrets blotted out; publications at the end. */
  public List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    values.forEach(
        (key, entry) ->
            settings.add(new Setting(key.path(), shown(key, entry.text()), entry.origin())));
    settings.addAll(publications.settings());
    return settings;
  }

  /** Returns the text of a new configuration file: every key in a comment, with its default. */
  public static String template() {
    StringBuilder text =
        new StringBuilder(
            "# Datawarp's configuration. Every key is optional; remove the '#' to set one.\n");
    String group = "";
    for (ConfigurationKey key : ConfigurationKey.values()) {
      if (!key.group().equals(group)) {
        group = key.group();
        text.append("\n# ").append(group).append(":\n");
      }
      text.append("#   # ").append(key.description()).append('\n');
      String value = key.defaultValue() == null ? "" : " " + key.defaultValue();
      text.append("#   ").append(key.name(group)).append(':').append(value).append('\n');
    }
    text.append(
        """

        # publications:
        #   adhd:
        #     landing_page: https://digital.nhs.uk/data-and-information/publications/statistical/mi-adhd
        #     url: https://digital.nhs.uk/data-and-information/publications/statistical/mi-adhd/{month_name}-{year}
        #     frequency: monthly
        #     schedule: {start: 2025-05, months: [2, 5, 8, 11], lag: 7w}
        """);
    return text.toString();
  }

  private Entry entry(ConfigurationKey key) {
    Entry entry = values.get(key);
    if (entry == null) {
      throw new IllegalStateException("unread key " + key);
    }
    return entry;
  }

  private static String shown(ConfigurationKey key, @Nullable String text) {
    if (text == null) {
      return "";
    }
    return key.isSecret() && !REFERENCE.matcher(text).matches()
        ? Secrets.BLOT
        : Secrets.blotted(text);
  }

  private static Entry find(
      ConfigurationKey key,
      YamlNode root,
      Map<String, String> environment,
      Map<ConfigurationKey, String> options) {
    String option = options.get(key);
    if (option != null) {
      return new Entry(option, key.option(), null);
    }
    for (String variable : key.variables()) {
      String value = environment.get(variable);
      if (value != null && !value.isBlank()) {
        return new Entry(value, "environment " + variable, null);
      }
    }
    YamlNode node = root;
    for (String part : key.path().split("\\.", -1)) {
      Optional<YamlNode> child = node.isMapping() ? node.find(part) : Optional.empty();
      if (child.isEmpty()) {
        return new Entry(key.defaultValue(), "default", null);
      }
      node = child.get();
    }
    String text =
        node.isList()
            ? String.join(",", node.items().stream().map(YamlNode::text).toList())
            : node.text();
    return new Entry(text, node.place(), node.isList() ? null : node);
  }

  private static void refuseUnknown(String prefix, YamlNode mapping) {
    for (Map.Entry<String, YamlNode> entry : mapping.entries().entrySet()) {
      String path = prefix + entry.getKey();
      if (path.equals("publications") || ConfigurationKey.find(path).isPresent()) {
        continue;
      }
      if (!ConfigurationKey.isGroup(path)) {
        throw entry.getValue().keyFailure("unknown key '" + path + "'");
      }
      if (!entry.getValue().isNull()) {
        refuseUnknown(path + ".", entry.getValue());
      }
    }
  }

  /** Reads the file; one of comments only is not worth loading a YAML parser for. */
  private static YamlNode readFile(Path file) {
    String name = String.valueOf(file.getFileName());
    if (!Files.exists(file)) {
      return YamlNode.emptyMapping(name);
    }
    try {
      String text = Files.readString(file);
      boolean onlyComments = text.lines().allMatch(line -> line.isBlank() || line.startsWith("#"));
      return onlyComments ? YamlNode.emptyMapping(name) : YamlCodec.read(name, text);
    } catch (IOException e) {
      throw new UsageException(
          "cannot read the configuration " + file + ": " + e.getClass().getSimpleName(),
          "it must be a file you may read, in UTF-8",
          e);
    }
  }

  /**
   * A value.
   *
   * @param node where the file has it as one text; null elsewhere
   */
  private record Entry(@Nullable String text, String origin, @Nullable YamlNode node) {}
}
