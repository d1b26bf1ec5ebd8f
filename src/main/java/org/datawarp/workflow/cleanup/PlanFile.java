package org.datawarp.workflow.cleanup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.datawarp.model.Age;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.GeneratedFile;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.workflow.cleanup.CleanupOptions.Permission;
import org.jspecify.annotations.Nullable;

/**
 * A plan as a file that people review: what would go, and nothing else may go when it is applied.
 * Lines may be taken out of it. Each item is compared with what is there when the plan is applied.
 *
 * @param id the plan's name
 * @param expiresAt when it can no longer be applied
 * @param workspace the workspace it was made for
 * @param database the database it was made for
 * @param options what was allowed when it was made, and is so when it is applied
 * @param items the fingerprint of each thing that is to go, by class and id
 */
public record PlanFile(
    String id,
    Instant expiresAt,
    UUID workspace,
    UUID database,
    CleanupOptions options,
    Map<String, String> items) {
  /** How long a plan can be applied. */
  public static final Duration LIFE = Duration.ofDays(7);

  private static final String FORMAT = "datawarp cleanup plan 1";

  /** Copies the items. */
  public PlanFile {
    items = Map.copyOf(items);
  }

  /** Makes the file of a plan. */
  public static PlanFile of(CleanupPlan plan, CleanupOptions options) {
    Map<String, String> items = new LinkedHashMap<>();
    plan.executable().forEach(orphan -> items.put(key(orphan.found()), print(orphan.found())));
    String digest =
        FileHash.sha256(
            (plan.createdAt() + " " + new java.util.TreeMap<>(items))
                .getBytes(StandardCharsets.UTF_8));
    return new PlanFile(
        "plan-" + digest.substring(0, 12),
        plan.createdAt().plus(LIFE),
        plan.workspace(),
        plan.database(),
        options,
        items);
  }

  /**
   * Writes a plan for people and for {@link #read}.
   *
   * @param file the file; an older plan is replaced
   * @param options those that it was made with
   * @throws RefusedException if it would replace what is no plan
   */
  public static PlanFile write(Path file, CleanupPlan plan, CleanupOptions options) {
    GeneratedFile.requireReplaceable(file, "a plan", head -> head.contains('"' + FORMAT + '"'));
    PlanFile made = of(plan, options);
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("format", FORMAT);
    map.put("id", made.id());
    map.put("created_at", plan.createdAt());
    map.put("expires_at", made.expiresAt());
    map.put("workspace", plan.workspace().toString());
    map.put("database", plan.database().toString());
    map.put("min_age", options.minAge().text());
    map.put("max_delete", options.maxDelete());
    map.put(
        "given", options.given().stream().map(Enum::name).sorted().map(PlanFile::word).toList());
    map.put("refused", plan.refused());
    map.put("items", plan.executable());
    AtomicFile.replace(file, JsonCodec.write(map) + "\n");
    return made;
  }

  /**
   * Reads a plan.
   *
   * @throws UsageException if the file is none
   */
  public static PlanFile read(Path file) {
    try {
      Map<String, @Nullable Object> map = JsonCodec.read(Files.readString(file));
      if (!FORMAT.equals(map.get("format")) || !(map.get("items") instanceof List<?> list)) {
        throw noPlan(file, null);
      }
      Map<String, String> items = new LinkedHashMap<>();
      for (Object each : list) {
        if (!(each instanceof Map<?, ?> item)
            || !(item.get("class") instanceof String kind)
            || !(item.get("id") instanceof String id)
            || !(item.get("fingerprint") instanceof String fingerprint)) {
          throw noPlan(file, null);
        }
        items.put(kind + " " + id, fingerprint);
      }
      return new PlanFile(
          String.valueOf(map.get("id")),
          Instant.parse(String.valueOf(map.get("expires_at"))),
          UUID.fromString(String.valueOf(map.get("workspace"))),
          UUID.fromString(String.valueOf(map.get("database"))),
          options(map),
          items);
    } catch (MalformedJsonException
        | DateTimeException
        | IllegalArgumentException
        | UsageException e) {
      throw noPlan(file, e);
    } catch (IOException e) {
      throw new StorageException("cannot read " + file + ": " + IoErrors.of(e), null, e);
    }
  }

  /** A plan of before they were written down was made with the usual ones. */
  private static CleanupOptions options(Map<String, @Nullable Object> map) {
    Set<Permission> given = EnumSet.noneOf(Permission.class);
    if (map.get("given") instanceof List<?> words) {
      words.forEach(
          word -> given.add(Permission.valueOf(String.valueOf(word).toUpperCase(Locale.ROOT))));
    }
    return new CleanupOptions(
        map.get("min_age") instanceof String age ? Age.parse(age) : CleanupOptions.USUAL_MIN_AGE,
        map.get("max_delete") instanceof Number max ? Integer.valueOf(max.intValue()) : null,
        given);
  }

  private static String word(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /**
   * Refuses a plan that is too old, or not of this workspace and database.
   *
   * @throws RefusedException saying so
   */
  void requireValid(Instant now, UUID identity, UUID current) {
    if (!database.equals(current)) {
      throw new RefusedException(
          id + " was made for another database", "look at --db-url, or make a new plan here");
    }
    if (!workspace.equals(identity)) {
      throw new RefusedException(
          id + " was made for another workspace", "make one here with --plan-out FILE");
    }
    if (expiresAt.isBefore(now)) {
      throw new RefusedException(
          id + " expired at " + expiresAt, "make a new one with --plan-out FILE");
    }
  }

  /** Tells whether the plan lists a thing, as it is now. */
  boolean lists(Candidate found) {
    return print(found).equals(items.get(key(found)));
  }

  static String key(Candidate found) {
    return found.kind().key() + " " + found.id();
  }

  private static String print(Candidate found) {
    return found.fingerprint();
  }

  private static UsageException noPlan(Path file, @Nullable Exception cause) {
    return new UsageException(
        file + " is not a cleanup plan", "make one with 'datawarp cleanup --plan-out FILE'", cause);
  }
}
