package org.datawarp.lifecycle.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.datawarp.lifecycle.transfer.SyncState.Damage;
import org.datawarp.lifecycle.transfer.SyncState.HashedFile;
import org.datawarp.lifecycle.transfer.SyncState.KnownObject;
import org.datawarp.lifecycle.transfer.SyncState.StoreState;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.storage.object.DeletedObjects;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** Reads and writes {@code .sync/sync_state.json}. */
public final class StateFile {
  /** Format 1 named stores by their address alone, and knew of no damage. */
  private static final long FORMAT = 2;

  private static final long FIRST_FORMAT = 1;

  private final Path file;
  private final Clock clock;
  private final DeletedObjects deleted;
  private DeletedObjects.Read taken = new DeletedObjects.Read(List.of(), 0);

  /**
   * What was read.
   *
   * @param state the state, empty where there was none
   * @param damage why what was there could not be used, or null
   */
  public record Found(SyncState state, @Nullable String damage) {}

  public StateFile(Workspace workspace, Clock clock) {
    this.deleted = new DeletedObjects(workspace);
    this.file = workspace.sync().resolve("sync_state.json");
    this.clock = clock;
  }

  Path path() {
    return file;
  }

  /**
   * Reads the state; one that is damaged counts as none, since all of it can be found out again.
   */
  public Found read() {
    if (!Files.exists(file)) {
      return new Found(new SyncState(), null);
    }
    try {
      SyncState state = parse(JsonCodec.read(Files.readString(file)));
      taken = deleted.read();
      taken.notes().forEach(note -> state.forget(note.store(), note.key()));
      return new Found(state, null);
    } catch (MalformedJsonException | ClassCastException | DateTimeParseException e) {
      return new Found(new SyncState(), "it is not what a sync wrote");
    } catch (java.nio.charset.CharacterCodingException e) {
      return new Found(new SyncState(), "it is not text");
    } catch (IOException e) {
      throw new StorageException(
          "cannot read " + file + ": " + e.getMessage(), "it must be a file you may read", e);
    }
  }

  /** Moves a damaged file aside, so that nothing is lost of what a person may want to see. */
  void putAside() {
    String name = file.getFileName() + ".damaged-" + clock.instant().getEpochSecond();
    try {
      Files.move(file, file.resolveSibling(name), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new StorageException("cannot move " + file + " aside", "mend permissions", e);
    }
  }

  /** Replaces the file. */
  void save(SyncState state) {
    Map<String, @Nullable Object> root = new LinkedHashMap<>();
    root.put("format", FORMAT);
    root.put("written_at", clock.instant().toString());
    Map<String, Object> stores = new LinkedHashMap<>();
    state.stores().forEach((identity, store) -> stores.put(identity, json(store)));
    root.put("stores", stores);
    Map<String, Object> files = new TreeMap<>();
    state
        .files()
        .forEach(
            (path, hashed) ->
                files.put(
                    path,
                    Map.of(
                        "size", hashed.sizeBytes(),
                        "modified_at", hashed.modifiedAt().toString(),
                        "sha256", hashed.sha256())));
    root.put("files", files);
    AtomicFile.replace(file, JsonCodec.write(root) + "\n");
    deleted.forget(taken);
  }

  private static Map<String, @Nullable Object> json(StoreState store) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    Instant syncedAt = store.syncedAt();
    map.put("synced_at", syncedAt == null ? null : syncedAt.toString());
    Map<String, Object> objects = new TreeMap<>();
    store
        .objects()
        .forEach(
            (key, object) -> {
              Map<String, @Nullable Object> entry = new LinkedHashMap<>();
              entry.put("size", object.sizeBytes());
              entry.put("etag", object.tag());
              entry.put("sha256", object.sha256());
              Instant verifiedAt = object.verifiedAt();
              entry.put("verified_at", verifiedAt == null ? null : verifiedAt.toString());
              objects.put(key, entry);
            });
    map.put("objects", objects);
    Map<String, Object> expired = new TreeMap<>();
    store.expired().forEach((key, at) -> expired.put(key, at.toString()));
    map.put("expired", expired);
    Map<String, Object> damage = new TreeMap<>();
    store
        .damage()
        .forEach(
            (key, found) ->
                damage.put(
                    key,
                    Map.of(
                        "kind", found.kind().name().toLowerCase(Locale.ROOT),
                        "what", found.what(),
                        "found_at", found.foundAt().toString())));
    map.put("damage", damage);
    map.put("accepted", new TreeMap<>(store.accepted()));
    return map;
  }

  private static SyncState parse(Map<String, @Nullable Object> root) {
    Object format = root.get("format");
    if (!Long.valueOf(FORMAT).equals(format) && !Long.valueOf(FIRST_FORMAT).equals(format)) {
      throw new ClassCastException("another format");
    }
    SyncState state = new SyncState();
    map(root.get("stores")).forEach((identity, value) -> parse(state.store(identity), map(value)));
    map(root.get("files"))
        .forEach(
            (path, value) -> {
              Map<String, @Nullable Object> file = map(value);
              state
                  .files()
                  .put(
                      path,
                      new HashedFile(
                          (Long) required(file, "size"),
                          Instant.parse((String) required(file, "modified_at")),
                          (String) required(file, "sha256")));
            });
    return state;
  }

  private static void parse(StoreState store, Map<String, @Nullable Object> value) {
    store.noteSync(instant(value.get("synced_at")));
    map(value.get("objects"))
        .forEach(
            (key, entry) -> {
              Map<String, @Nullable Object> object = map(entry);
              store
                  .objects()
                  .put(
                      key,
                      new KnownObject(
                          (Long) required(object, "size"),
                          (String) required(object, "etag"),
                          (String) required(object, "sha256"),
                          instant(object.get("verified_at"))));
            });
    map(value.get("expired")).forEach((key, at) -> store.expired().put(key, instantOf(at)));
    map(value.getOrDefault("damage", Map.of()))
        .forEach((key, entry) -> store.damage().put(key, damage(map(entry))));
    map(value.getOrDefault("accepted", Map.of()))
        .forEach((key, tag) -> store.accepted().put(key, String.valueOf(tag)));
  }

  private static Damage damage(Map<String, @Nullable Object> entry) {
    return new Damage(
        "gone".equals(required(entry, "kind")) ? Damage.Kind.GONE : Damage.Kind.DAMAGED,
        (String) required(entry, "what"),
        instantOf(entry.get("found_at")));
  }

  private static @Nullable Instant instant(@Nullable Object value) {
    return value == null ? null : Instant.parse((String) value);
  }

  private static Instant instantOf(@Nullable Object value) {
    if (value instanceof String text) {
      return Instant.parse(text);
    }
    throw new ClassCastException("not a time");
  }

  private static Object required(Map<String, @Nullable Object> map, String key) {
    Object value = map.get(key);
    if (value == null) {
      throw new ClassCastException(key + " is missing");
    }
    return value;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> map(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    throw new ClassCastException("not an object");
  }
}
