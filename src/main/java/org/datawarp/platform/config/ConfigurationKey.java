package org.datawarp.platform.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys of the configuration. */
public enum ConfigurationKey {
  DATABASE_URL(
      "database.url",
      null,
      "--db-url",
      "jdbc:postgresql://… or postgresql://…; without it Datawarp runs its own PostgreSQL",
      "DATAWARP_DB_URL"),
  GRANT_SELECT_TO(
      "database.grant_select_to", null, "", "roles that may read every new table, comma between"),
  VERSIONS_KEEP("versions.keep", "5", "", "replaced versions kept for each source"),
  ARCHIVE_KEEP_NEWEST(
      "archive.keep_newest",
      "false",
      "--keep-newest",
      "true: archive leaves the newest issue of each publication where it is"),
  BACKUP_SCHEMAS("backup.schemas", null, "", "further schemas that backups hold, comma between"),
  BACKUP_ACCEPT_OMITTED(
      "backup.accept_omitted",
      null,
      "",
      "what backups may leave out, named as 'backup create' does, comma between"),
  BACKUP_KEEP("backup.keep", "0", "", "newest backups that 'backup prune' keeps; 0 for no rule"),
  BACKUP_KEEP_DAYS(
      "backup.keep_days", "0", "", "days for which 'backup prune' keeps one; 0 for no rule"),
  BACKUP_WARN_DAYS(
      "backup.warn_days", "35", "", "status warns when no younger backup was tried; 0 for never"),
  DOWNLOAD_MAX_BYTES("downloads.max_bytes", "8000000000", "", "largest file fetched, in bytes"),
  DOWNLOAD_RETRIES("downloads.retries", "4", "", "attempts after the first one failed"),
  DOWNLOAD_TIMEOUT("downloads.timeout_seconds", "60", "", "longest silence of a server"),
  DOWNLOAD_TOTAL_TIMEOUT(
      "downloads.total_timeout_seconds", "21600", "", "longest time one file may take"),
  DOWNLOAD_PRIVATE_HOSTS(
      "downloads.private_hosts",
      null,
      "",
      "private hosts that public servers may redirect to, comma between"),
  CA_BUNDLE(
      "downloads.ca_bundle",
      null,
      "--ca-bundle",
      "PEM file of further certificate authorities",
      "SSL_CERT_FILE"),
  CONTACT(
      "downloads.contact", null, "", "an address publishers can write to, sent in the User-Agent"),
  ENRICHMENT_MODEL(
      "enrichment.model",
      null,
      "",
      "a language model that --enrich and enrich may ask; without it none is"),
  ENRICHMENT_DIALECT(
      "enrichment.dialect", "openai", "", "how its service is spoken to: openai, anthropic, gemini"),
  ENRICHMENT_ENDPOINT(
      "enrichment.endpoint", null, "", "its service or local server; default: the dialect's own"),
  ENRICHMENT_KEY(
      "enrichment.key",
      null,
      "",
      "its key, as ${VARIABLE} or ${file:path}; a local server may need none",
      "DATAWARP_ENRICHMENT_KEY"),
  ENRICHMENT_TIMEOUT("enrichment.timeout_seconds", "60", "", "longest time one request may take"),
  ENRICHMENT_RETRIES("enrichment.retries", "2", "", "attempts after the first one failed"),
  ENRICHMENT_MAX_TOKENS_RUN(
      "enrichment.max_tokens_per_run", "200000", "", "tokens that one run may take"),
  ENRICHMENT_MAX_TOKENS_MONTH(
      "enrichment.max_tokens_per_month",
      "2000000",
      "",
      "tokens that the workspace may take in a calendar month");

  private final String path;
  private final @Nullable String defaultValue;
  private final String option;
  private final String description;
  private final List<String> variables;

  ConfigurationKey(
      String path,
      @Nullable String defaultValue,
      String option,
      String description,
      String... variables) {
    this.path = path;
    this.defaultValue = defaultValue;
    this.option = option;
    this.description = description;
    this.variables = List.of(variables);
  }

  /** Returns the dotted path in the file. */
  public String path() {
    return path;
  }

  @Nullable String defaultValue() {
    return defaultValue;
  }

  /** Tells whether the value is a whole number; every number has a default. */
  boolean isNumber() {
    return defaultValue != null && defaultValue.chars().allMatch(Character::isDigit);
  }

  /** Tells whether the value is a secret, which is never shown. */
  boolean isSecret() {
    return this == ENRICHMENT_KEY;
  }

  String option() {
    return option;
  }

  String description() {
    return description;
  }

  List<String> variables() {
    return variables;
  }

  String group() {
    return path.substring(0, path.indexOf('.'));
  }

  String name(String group) {
    return path.substring(group.length() + 1);
  }

  static Optional<ConfigurationKey> find(String path) {
    return Arrays.stream(values()).filter(key -> key.path.equals(path)).findFirst();
  }

  static boolean isGroup(String path) {
    return Arrays.stream(values()).anyMatch(key -> key.path.startsWith(path + "."));
  }
}
