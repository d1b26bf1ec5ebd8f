package org.datawarp.lifecycle.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.datawarp.lifecycle.run.RunLog;
import org.datawarp.lifecycle.transfer.SyncState.Damage;
import org.datawarp.lifecycle.transfer.SyncState.KnownObject;
import org.datawarp.lifecycle.version.ArchiveMeta;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.StoreUnavailableException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.Database;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.Hold;
import org.datawarp.repository.HoldRepository;
import org.datawarp.repository.SyncProofRepository;
import org.datawarp.repository.SyncProofRepository.Proof;
import org.datawarp.storage.object.ObjectReader;
import org.datawarp.storage.workspace.LayoutPaths;
import org.datawarp.storage.workspace.WorkspaceSetup;
import org.jspecify.annotations.Nullable;

/*
 * The order: what is held or in use stays; each file is hashed here, now, from the disk, and its object
 * read back, now, from the store, and compared. A file goes only together with what describes it. Then,
 * for each: is it still as it was hashed; write the proof and make it durable; delete. A crash between
 * proof and delete leaves a file too many and never one too few.
 */
/** Deletes local files whose remote copies are read back as equal. */
public final class ProvenFileRemover implements LocalFileRemover {
  private static final String NOT_TOLD_APART =
      "there are holds, and nothing says which source it belongs to";

  private final SyncSession session;
  private final Database database;
  private final RunListener listener;
  private final Clock clock;
  private final UUID workspace;

  public ProvenFileRemover(
      SyncSession session, Database database, RunListener listener, Clock clock) {
    this.session = session;
    this.database = database;
    this.listener = listener;
    this.clock = clock;
    this.workspace = new WorkspaceSetup(session.workspace()).requireIdentity();
  }

  /** What must stay, and whether there is a database for the proofs. */
  private record Needed(boolean database, List<Hold> holds, Set<String> inUse) {}

  @Override
  public Removed plan(List<LocalFile> files, List<String> staying) {
    Map<String, String> kept = new TreeMap<>();
    List<LocalFile> going = wanted(files, needed(), kept);
    return new Removed(
        together(going, staying, kept).stream().map(LocalFile::path).toList(), kept, Map.of());
  }

  @Override
  public Removed remove(List<LocalFile> files, List<String> staying) {
    Needed needed = needed();
    Map<String, String> kept = new TreeMap<>();
    List<LocalFile> wanted = together(wanted(files, needed, kept), staying, kept);
    Map<String, List<LocalFile>> groups = new TreeMap<>();
    wanted.forEach(
        file -> groups.computeIfAbsent(owner(file.path()), path -> new ArrayList<>()).add(file));
    long total = wanted.stream().mapToLong(LocalFile::sizeBytes).sum();
    long before = session.throttle().count();
    List<Removed> outcomes =
        session
            .workers()
            .map(
                List.copyOf(groups.values()),
                group -> removeTogether(group, needed.database()),
                () -> {
                  long read = session.throttle().count() - before;
                  listener.progressed("reading back", Math.min(read, total), total);
                  session.keep();
                });
    List<String> deleted = new ArrayList<>();
    Map<String, String> damaged = new TreeMap<>();
    for (Removed outcome : outcomes) {
      deleted.addAll(outcome.deleted());
      kept.putAll(outcome.kept());
      damaged.putAll(outcome.damaged());
    }
    return new Removed(deleted, kept, damaged);
  }

  /** Deletes a file and what describes it, all of them or none. */
  private Removed removeTogether(List<LocalFile> group, boolean inDatabase) {
    Map<LocalFile, Proven> proven = new LinkedHashMap<>();
    group.forEach(file -> proven.put(file, prove(file)));
    Map<String, String> kept = new TreeMap<>();
    Map<String, String> damaged = new TreeMap<>();
    proven.forEach(
        (file, outcome) -> {
          if (outcome.sha256() == null) {
            kept.put(file.path(), outcome.why());
          }
          if (outcome.isDamaged()) {
            damaged.put(file.path(), outcome.why());
          }
        });
    List<String> deleted = new ArrayList<>();
    for (LocalFile file : together(group, List.of(), kept)) {
      delete(file, proven.get(file), inDatabase)
          .ifPresentOrElse(why -> kept.put(file.path(), why), () -> deleted.add(file.path()));
    }
    return new Removed(deleted, kept, damaged);
  }

  /** Returns what nothing keeps here. */
  private List<LocalFile> wanted(List<LocalFile> files, Needed needed, Map<String, String> kept) {
    List<LocalFile> wanted = new ArrayList<>();
    for (LocalFile file : files) {
      reasonToStay(file, needed)
          .ifPresentOrElse(why -> kept.put(file.path(), why), () -> wanted.add(file));
    }
    return wanted;
  }

  /** Leaves out what belongs to a file that stays: a file and what describes it stay together. */
  private static List<LocalFile> together(
      List<LocalFile> files, List<String> staying, Map<String, String> kept) {
    Map<String, String> owners = new HashMap<>();
    kept.keySet().forEach(path -> owners.put(owner(path), path));
    staying.forEach(path -> owners.put(owner(path), path));
    List<LocalFile> going = new ArrayList<>();
    for (LocalFile file : files) {
      String stays = owners.get(owner(file.path()));
      if (stays == null) {
        going.add(file);
      } else {
        kept.putIfAbsent(file.path(), "stays with " + stays);
      }
    }
    return going;
  }

  /**
   * What came of reading a file's copy back.
   *
   * @param sha256 the hash of both; null where the file stays
   * @param before the file as it was hashed
   * @param why why it stays
   * @param isDamaged whether that is damage of the object
   */
  private record Proven(
      @Nullable String sha256,
      @Nullable BasicFileAttributes before,
      String why,
      boolean isDamaged) {
    static Proven stays(String why) {
      return new Proven(null, null, why, false);
    }
  }

  private Proven prove(LocalFile file) {
    try {
      BasicFileAttributes before = attributes(file.file());
      String here = FileHash.sha256(file.file());
      ObjectReader reader = new ObjectReader(session.store());
      ObjectReader.Read there = reader.hash(file.key());
      if (there.sizeBytes() != before.size() || !there.sha256().equals(here)) {
        return unequal(file, here, there);
      }
      return reader.vouch(there)
          ? new Proven(here, before, "", false)
          : Proven.stays("the store states another SHA-256 for it, so no pull would take it");
    } catch (StoreUnavailableException e) {
      throw e; // the others would fail the same way
    } catch (NotFoundException e) {
      session.known().note(file.key(), Damage.gone(clock.instant()));
      return new Proven(null, null, "gone: it was in the store", true);
    } catch (StorageException e) {
      return Proven.stays(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return Proven.stays("cannot be read: " + e.getMessage());
    }
  }

  /** Another content that is whole by its own account, and never was ours, is a conflict. */
  private Proven unequal(LocalFile file, String here, ObjectReader.Read there) {
    KnownObject sent = session.known().objects().get(file.key());
    boolean isOurs = sent != null && sent.sha256().equals(here);
    if (!there.isDamaged() && !isOurs) {
      return Proven.stays("the store holds another content under this key");
    }
    String why = "the object is not equal: it is damaged or another one";
    session.known().note(file.key(), Damage.damaged(why, clock.instant()));
    return new Proven(null, null, why, true);
  }

  /** Deletes a file that was proven; returns why it stayed. */
  private Optional<String> delete(LocalFile file, @Nullable Proven proven, boolean inDatabase) {
    String sha256 = proven == null ? null : proven.sha256();
    BasicFileAttributes before = proven == null ? null : proven.before();
    if (sha256 == null || before == null) {
      throw new IllegalStateException("not proven: " + file.path());
    }
    try {
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
              before.size(),
              sha256,
              clock.instant());
      record(proof, inDatabase);
      Files.delete(file.file());
      session
          .known()
          .objects()
          .compute(
              file.key(),
              (key, object) ->
                  new KnownObject(
                      before.size(), object == null ? "" : object.tag(), sha256, proof.at()));
      session.state().files().remove(file.path());
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("cannot be deleted: " + e.getMessage());
    }
  }

  private synchronized void record(Proof proof, boolean inDatabase) throws IOException {
    if (inDatabase) {
      database.write(
          "recording a proof",
          connection -> {
            new SyncProofRepository(workspace).add(connection, proof);
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
    Path file = ProofRecords.file(session.workspace());
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
          Set<String> inUse =
              new HashSet<>(new SyncProofRepository(workspace).listPathsInUse(connection));
          new RunLog(clock, workspace)
              .listUnfinished(connection)
              .forEach(run -> run.items().forEach(item -> add(inUse, item)));
          return new Needed(true, new HoldRepository(workspace).list(connection), inUse);
        });
  }

  private static void add(Set<String> paths, FileOperation item) {
    paths.add(item.from());
    paths.add(item.to());
  }

  private Optional<String> reasonToStay(LocalFile file, Needed needed) {
    String path = owner(file.path());
    if (!LayoutPaths.mayHold(file.path())) {
      return Optional.of("no pull would bring it back there");
    }
    if (needed.inUse().contains(path) || needed.inUse().contains(file.path())) {
      return Optional.of("in use");
    }
    if (needed.holds().isEmpty()) {
      return Optional.empty();
    }
    Optional<ArchiveMeta> meta = ArchiveMeta.find(session.workspace().root().resolve(path));
    if (meta.isPresent()) {
      return HoldRepository.find(
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
