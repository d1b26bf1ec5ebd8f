package org.datawarp.lifecycle.adoption;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.repository.LegacySchema;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * What an adoption changes and how everything was before it: the file {@code
 * .datawarp/adoption/record.json}. It lies in the workspace, since the schema it tells of goes when
 * the adoption is undone.
 *
 * @param id the adoption's name until its run has one
 * @param run the run's id; null before the run
 * @param phase how far it has come
 * @param begunAt when it began
 * @param existed what was below the folders of the layout before, files and folders
 * @param schema the parts of schema datawarp as they were
 * @param moves the files it moves
 * @param written the files it writes, with their SHA-256
 * @param contents what the tables of schema datawarp held when it ended; empty before
 */
public record AdoptionRecord(
    String id,
    @Nullable String run,
    Phase phase,
    String begunAt,
    List<String> existed,
    List<LegacySchema.Part> schema,
    List<Move> moves,
    Map<String, String> written,
    Map<String, String> contents) {
  /** How far an adoption has come. */
  public enum Phase {
    /** It was begun: the next adoption finishes it, or undo takes it back. */
    BEGUN,
    /** It is whole. */
    ADOPTED,
    /** It is being taken back: undo goes on. */
    UNDOING
  }

  /** A file that an adoption moves; paths are relative to the workspace. */
  public record Move(String from, String to, String sha256) {}

  /** Copies the collections. */
  public AdoptionRecord {
    existed = List.copyOf(existed);
    schema = List.copyOf(schema);
    moves = List.copyOf(moves);
    written = new TreeMap<>(written);
    contents = new TreeMap<>(contents);
  }

  /** Makes the record of an adoption that begins. */
  public static AdoptionRecord begin(
      String id, String at, List<String> existed, List<LegacySchema.Part> schema) {
    return new AdoptionRecord(
        id, null, Phase.BEGUN, at, existed, schema, List.of(), Map.of(), Map.of());
  }

  /** Returns this record with what the run is about to do. */
  public AdoptionRecord with(String runId, List<Move> moved, Map<String, String> files) {
    return new AdoptionRecord(id, runId, phase, begunAt, existed, schema, moved, files, contents);
  }

  /** Returns this record of an adoption that is whole. */
  public AdoptionRecord adopted(Map<String, String> tables) {
    return new AdoptionRecord(
        id, run, Phase.ADOPTED, begunAt, existed, schema, moves, written, tables);
  }

  /** Returns this record of an adoption that is being taken back. */
  public AdoptionRecord undoing() {
    return new AdoptionRecord(
        id, run, Phase.UNDOING, begunAt, existed, schema, moves, written, contents);
  }

  /** Returns the name by which it is undone. */
  public String name() {
    return run == null ? id : run;
  }

  /** Tells whether a run's name means this adoption. */
  public boolean isCalled(String runName) {
    return runName.equals(id) || runName.equals(run);
  }

  /** Returns the file of a workspace's record. */
  static Path file(Workspace workspace) {
    return workspace.state().resolve("adoption").resolve("record.json");
  }

  /**
   * Refuses other work while an adoption is neither whole nor taken back.
   *
   * @throws RefusedException if it is so
   */
  public static void requireWhole(Workspace workspace) {
    find(workspace)
        .filter(record -> record.phase() != Phase.ADOPTED)
        .ifPresent(
            record -> {
              boolean isUndone = record.phase() == Phase.UNDOING;
              throw new RefusedException(
                  "the adoption begun at "
                      + record.begunAt()
                      + (isUndone ? " is half taken back" : " was not finished"),
                  (isUndone ? "" : "'datawarp adopt' finishes it, ")
                      + "'datawarp undo "
                      + record.name()
                      + "' takes it back");
            });
  }

  /**
   * Reads the record; empty where nothing was adopted.
   *
   * @throws StorageException if it cannot be read
   */
  public static Optional<AdoptionRecord> find(Workspace workspace) {
    Path file = file(workspace);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(of(JsonCodec.read(Files.readString(file))));
    } catch (IOException e) {
      throw new StorageException("cannot read " + file + ": " + IoErrors.of(e), null, e);
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new StorageException(
          "the record of the adoption in " + file + " is damaged",
          "put the file back from a backup; nothing else knows how everything was",
          e);
    }
  }

  /** Writes the record, whole and durable. */
  public void save(Workspace workspace) {
    Path file = file(workspace);
    try {
      Files.createDirectories(requireNonNull(file.getParent()));
    } catch (IOException e) {
      throw new StorageException(
          "cannot make the folder of " + file + ": " + IoErrors.of(e), "mend permissions", e);
    }
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("id", id);
    map.put("run", run);
    map.put("phase", phase.name());
    map.put("begun_at", begunAt);
    map.put("existed", existed);
    map.put(
        "schema",
        schema.stream()
            .map(part -> List.of(part.kind(), part.name(), part.owner(), part.definition()))
            .toList());
    map.put(
        "moves",
        moves.stream().map(move -> List.of(move.from(), move.to(), move.sha256())).toList());
    map.put("written", written);
    map.put("contents", contents);
    AtomicFile.replace(file, JsonCodec.write(map) + "\n");
  }

  private static AdoptionRecord of(Map<String, @Nullable Object> json) {
    List<LegacySchema.Part> parts = new ArrayList<>();
    for (List<String> part : lists(json.get("schema"), 4)) {
      parts.add(new LegacySchema.Part(part.get(0), part.get(1), part.get(2), part.get(3)));
    }
    List<Move> moves = new ArrayList<>();
    for (List<String> move : lists(json.get("moves"), 3)) {
      moves.add(new Move(move.get(0), move.get(1), move.get(2)));
    }
    return new AdoptionRecord(
        String.valueOf(json.get("id")),
        json.get("run") instanceof String run ? run : null,
        Phase.valueOf(String.valueOf(json.get("phase"))),
        String.valueOf(json.get("begun_at")),
        texts(json.get("existed")),
        parts,
        moves,
        map(json.get("written")),
        map(json.get("contents")));
  }

  private static List<List<String>> lists(@Nullable Object value, int length) {
    List<List<String>> all = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(each -> all.add(texts(each)));
    }
    if (all.stream().anyMatch(each -> each.size() != length)) {
      throw new IllegalArgumentException("a list of another length");
    }
    return all;
  }

  private static List<String> texts(@Nullable Object value) {
    return value instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
  }

  private static Map<String, String> map(@Nullable Object value) {
    Map<String, String> all = new TreeMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, each) -> all.put(String.valueOf(key), String.valueOf(each)));
    }
    return all;
  }
}
