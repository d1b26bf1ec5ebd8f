package org.datawarp.sync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.datawarp.cloud.ObjectReader;
import org.datawarp.codec.JsonCodec;
import org.datawarp.db.Database;
import org.datawarp.error.StorageException;
import org.datawarp.journal.Hold;
import org.datawarp.journal.Holds;
import org.datawarp.journal.Journal;
import org.datawarp.journal.PublishItem;
import org.datawarp.journal.SyncProofs;
import org.datawarp.journal.SyncProofs.Proof;
import org.datawarp.model.RunListener;
import org.datawarp.sync.SyncState.KnownObject;
import org.datawarp.version.ArchiveMeta;
import org.datawarp.workspace.FileHash;
import org.datawarp.workspace.WorkspaceSetup;

/*
 * The order for each file: is it held or in use; hash it here, now, from the disk; read the object back,
 * now, from the store; compare; write the proof and make it durable; delete. A crash between proof and
 * delete leaves a file too many and never one too few.
 */
/** Deletes local files whose remote copies are read back as equal. */
final class LocalRemoval implements Removal {
  private static final String NOT_TOLD_APART =
      "there are holds, and nothing says which source it belongs to";

  private final SyncSession session;
  private final Database database;
  private final RunListener listener;
  private final Clock clock;
  private final UUID workspace;

  LocalRemoval(SyncSession session, Database database, RunListener listener, Clock clock) {
    this.session = session;
    this.database = database;
    this.listener = listener;
    this.clock = clock;
    this.workspace = new WorkspaceSetup(session.workspace()).requireIdentity();
  }

  /** What must stay, and whether there is a database for the proofs. */
  private record Needed(boolean database, List<Hold> holds, Set<String> inUse) {}

  @Override
  public Removed remove(List<LocalFile> files) {
    Needed needed = needed();
    Map<String, String> kept = new TreeMap<>();
    List<LocalFile> wanted = new ArrayList<>();
    for (LocalFile file : files) {
      reasonToStay(file, needed)
          .ifPresentOrElse(why -> kept.put(file.path(), why), () -> wanted.add(file));
    }
    long total = wanted.stream().mapToLong(LocalFile::sizeBytes).sum();
    long before = session.throttle().count();
    List<Optional<String>> outcomes =
        session
            .workers()
            .map(
                wanted,
                file -> prove(file, needed.database()),
                () -> {
                  long read = session.throttle().count() - before;
                  listener.progressed("reading back", Math.min(read, total), total);
                  session.keep();
                });
    List<String> deleted = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      String path = wanted.get(i).path();
      outcomes.get(i).ifPresentOrElse(why -> kept.put(path, why), () -> deleted.add(path));
    }
    return new Removed(deleted, kept);
  }

  /** Proves and deletes one file; returns why it stayed. */
  private Optional<String> prove(LocalFile file, boolean inDatabase) {
    try {
      BasicFileAttributes before = attributes(file.file());
      String here = FileHash.sha256(file.file());
      ObjectReader.Read there = new ObjectReader(session.store()).hash(file.key());
      if (there.sizeBytes() != before.size() || !there.sha256().equals(here)) {
        return Optional.of("the object is not equal: it is damaged or another one");
      }
      BasicFileAttributes now = attributes(file.file());
      if (now.size() != before.size()
          || !now.lastModifiedTime().equals(before.lastModifiedTime())) {
        return Optional.of("it changed meanwhile");
      }
      Proof proof =
          new Proof(
              file.path(),
              session.store().address(),
              file.key(),
              there.sizeBytes(),
              here,
              clock.instant());
      record(proof, inDatabase);
      Files.delete(file.file());
      session
          .known()
          .objects()
          .computeIfPresent(
              file.key(),
              (key, object) -> new KnownObject(object.sizeBytes(), object.tag(), here, proof.at()));
      session.state().files().remove(file.path());
      return Optional.empty();
    } catch (StorageException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return Optional.of("cannot be deleted: " + e.getMessage());
    }
  }

  private synchronized void record(Proof proof, boolean inDatabase) throws IOException {
    if (inDatabase) {
      database.write(
          "recording a proof",
          connection -> {
            new SyncProofs(workspace).add(connection, proof);
            return proof;
          });
      return;
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("path", proof.path());
    map.put("store", proof.store());
    map.put("key", proof.key());
    map.put("size", proof.sizeBytes());
    map.put("sha256", proof.sha256());
    map.put("proven_at", proof.at().toString());
    Path file = session.workspace().sync().resolve("proofs.jsonl");
    Files.writeString(
        file,
        JsonCodec.writeLine(map) + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND,
        StandardOpenOption.DSYNC);
  }

  private Needed needed() {
    if (!database.hasSchema()) {
      return new Needed(false, List.of(), Set.of());
    }
    database.requireSchema();
    return database.read(
        "looking for holds",
        connection -> {
          Set<String> inUse = new HashSet<>(new SyncProofs(workspace).listPathsInUse(connection));
          new Journal(clock, workspace)
              .listUnfinished(connection)
              .forEach(run -> run.items().forEach(item -> add(inUse, item)));
          return new Needed(true, new Holds(workspace).list(connection), inUse);
        });
  }

  private static void add(Set<String> paths, PublishItem item) {
    paths.add(item.from());
    paths.add(item.to());
  }

  private Optional<String> reasonToStay(LocalFile file, Needed needed) {
    String path = owner(file.path());
    if (needed.inUse().contains(path) || needed.inUse().contains(file.path())) {
      return Optional.of("in use");
    }
    if (needed.holds().isEmpty()) {
      return Optional.empty();
    }
    Optional<ArchiveMeta> meta = ArchiveMeta.find(session.workspace().root().resolve(path));
    if (meta.isPresent()) {
      return Holds.find(
              needed.holds(), meta.get().source(), meta.get().manifest(), meta.get().period())
          .map(Hold::toString);
    }
    return Optional.of(NOT_TOLD_APART);
  }

  /** A file's companions go and stay with it. */
  private static String owner(String path) {
    return path.replaceFirst("\\.(?:meta|sha256)$", "");
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class);
  }
}
