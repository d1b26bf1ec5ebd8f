package org.datawarp.platform.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.codec.YamlCodec;
import org.datawarp.platform.codec.YamlNode;
import org.datawarp.platform.io.OwnerOnly;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code .datawarp/sync.yaml}: the cloud account, and what goes there. References in it,
 * {@code ${VAR}} and {@code ${file:…}}, are resolved when a value is asked for, so that a variable
 * of one store is not wanted for another.
 */
public final class SyncConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(SyncConfiguration.class);
  private static final Set<String> CLOUD_KEYS =
      Set.of(
          "provider",
          "bucket",
          "prefix",
          "endpoint",
          "account_id",
          "region",
          "access_key_id",
          "secret_access_key",
          "session_token");
  private static final Set<String> SYNC_KEYS =
      Set.of(
          "include", "auto_sync", "delete_local_after_sync", "cloud_retention_days", "transfers");
  private static final List<Include> DEFAULT_INCLUDES =
      List.of(
          new Include("archive/manifests/**", false),
          new Include("archive/parquet/**", false),
          new Include("archive/downloads/**", false),
          new Include("archive/audit/**", false));

  private final Path file;
  private final YamlNode cloud;
  private final YamlNode sync;
  private final References references;

  /**
   * What is sent.
   *
   * @param pattern a glob over paths of the workspace, with forward slashes
   * @param infrequent whether it is kept as infrequently accessed, the cheaper class
   */
  public record Include(String pattern, boolean infrequent) {}

  private SyncConfiguration(Path file, YamlNode cloud, YamlNode sync, References references) {
    this.file = file;
    this.cloud = cloud;
    this.sync = sync;
    this.references = references;
  }

  /**
   * Reads the file; it need not exist.
   *
   * @throws UsageException if it is malformed or has an unknown key, naming the place
   */
  public static SyncConfiguration read(Path file, Map<String, String> environment) {
    OwnerOnly.findOpen(file).ifPresent(LOG::warn);
    String name = String.valueOf(file.getFileName());
    YamlNode root;
    try {
      root =
          Files.exists(file)
              ? YamlCodec.read(name, Files.readString(file))
              : YamlNode.emptyMapping(name);
    } catch (IOException e) {
      throw new UsageException(
          "cannot read " + file + ": " + e.getClass().getSimpleName(),
          "it must be a file you may read, in UTF-8",
          e);
    }
    refuseUnknown("", root, Set.of("cloud", "sync"));
    YamlNode none = YamlNode.emptyMapping(name);
    YamlNode cloud = root.find("cloud").orElse(none);
    YamlNode sync = root.find("sync").orElse(none);
    refuseUnknown("cloud.", cloud, CLOUD_KEYS);
    refuseUnknown("sync.", sync, SYNC_KEYS);
    return new SyncConfiguration(file, cloud, sync, new References(file, environment));
  }

  /** Returns the file, which need not exist. */
  public Path file() {
    return file;
  }

  /**
   * Finds a value of {@code cloud:}, its references resolved.
   *
   * @throws UsageException if a variable or file it refers to is missing, naming it
   */
  public Optional<String> cloud(String key) {
    if (!CLOUD_KEYS.contains(key)) {
      throw new IllegalStateException("no such key " + key);
    }
    return cloud
        .find(key)
        .map(node -> references.resolve(node, "cloud." + key))
        .filter(text -> !text.isBlank());
  }

  /** Finds a variable of the environment that is not blank. */
  public Optional<String> variable(String name) {
    return references.variable(name);
  }

  /** Returns what is sent, in the file's order; the archive where nothing is said. */
  public List<Include> includes() {
    Optional<YamlNode> node = sync.find("include");
    if (node.isEmpty()) {
      return DEFAULT_INCLUDES;
    }
    List<Include> includes = new ArrayList<>();
    for (YamlNode item : node.get().isList() ? node.get().items() : List.of(node.get())) {
      includes.add(include(item));
    }
    return List.copyOf(includes);
  }

  /** Tells whether an archive is sent after it was made. */
  public boolean autoSync() {
    return sync.find("auto_sync").map(YamlNode::truth).orElse(false);
  }

  /** Tells whether local copies are deleted once the remote ones are proven. */
  public boolean deletesLocal() {
    return sync.find("delete_local_after_sync").map(YamlNode::truth).orElse(false);
  }

  /** Returns after how many days objects may be expired; null for never. */
  public @Nullable Long retentionDays() {
    return positive("cloud_retention_days");
  }

  /** Returns how many transfers run at once; null where nothing is said. */
  public @Nullable Long transfers() {
    return positive("transfers");
  }

  private @Nullable Long positive(String key) {
    Optional<YamlNode> node = sync.find(key);
    if (node.isEmpty()) {
      return null;
    }
    long number = node.get().integer();
    if (number < 1) {
      throw node.get().failure("sync." + key + " must be at least 1");
    }
    return number;
  }

  private static Include include(YamlNode item) {
    if (!item.isMapping()) {
      return new Include(pattern(item), false);
    }
    refuseUnknown("sync.include.", item, Set.of("pattern", "storage_class"));
    String pattern = pattern(item.require("pattern"));
    Optional<YamlNode> storage = item.find("storage_class");
    if (storage.isEmpty()) {
      return new Include(pattern, false);
    }
    return switch (storage.get().text()) {
      case "STANDARD" -> new Include(pattern, false);
      case "STANDARD_IA" -> new Include(pattern, true);
      default ->
          throw storage
              .get()
              .failure(
                  "unknown storage class '"
                      + storage.get().text()
                      + "'; there are STANDARD and STANDARD_IA");
    };
  }

  private static String pattern(YamlNode node) {
    String text = node.text().strip();
    boolean escapes =
        text.isEmpty()
            || text.startsWith("/")
            || text.contains("\\")
            || new HashSet<>(List.of(text.split("/", -1))).contains("..");
    if (escapes) {
      throw node.failure(
          "'" + text + "' is not a pattern of paths in the workspace, such as archive/parquet/**");
    }
    return text;
  }

  private static void refuseUnknown(String prefix, YamlNode mapping, Set<String> known) {
    mapping
        .entries()
        .forEach(
            (key, node) -> {
              if (!known.contains(key)) {
                throw node.keyFailure("unknown key '" + prefix + key + "'");
              }
            });
  }
}
