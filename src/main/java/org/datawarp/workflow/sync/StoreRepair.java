package org.datawarp.workflow.sync;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.datawarp.lifecycle.transfer.LocalFile;
import org.datawarp.lifecycle.transfer.LocalFiles;
import org.datawarp.lifecycle.transfer.SyncPlanner;
import org.datawarp.lifecycle.transfer.SyncRequest.Option;
import org.datawarp.lifecycle.transfer.SyncSession;
import org.datawarp.lifecycle.transfer.SyncState.Damage;
import org.datawarp.lifecycle.transfer.SyncState.KnownObject;
import org.datawarp.lifecycle.transfer.UploadTask;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.platform.io.FileHash;
import org.datawarp.storage.object.ArchiveKeys;
import org.datawarp.storage.object.ListedObject;
import org.datawarp.storage.object.ObjectReader;
import org.datawarp.storage.workspace.LayoutPaths;
import org.jspecify.annotations.Nullable;

/*
 * A key is created and never replaced, so a damaged object goes before its file is sent again: only
 * after the file here was hashed and has the hash that was sent, and the object was read and has not.
 * A crash between the two leaves the file here and the note of the damage. What is whole by its own
 * account and was never ours is another program's, and stays.
 */
/** Sends again what was found damaged or gone, where the file is still here. */
final class StoreRepair {
  private final SyncSession session;
  private final LocalFiles local;
  private final RunListener listener;
  private final Clock clock;
  private final SyncPlanner planner;
  private final List<String> repaired = new ArrayList<>();
  private final List<String> whole = new ArrayList<>();
  private final List<String> accepted = new ArrayList<>();
  private final Map<String, String> lost = new TreeMap<>();

  StoreRepair(SyncSession session, LocalFiles local, RunListener listener, Clock clock) {
    this.session = session;
    this.local = local;
    this.listener = listener;
    this.clock = clock;
    this.planner = new SyncPlanner(session.store(), session.state(), session.workers(), clock);
  }

  /** Tells what would be sent again; changes nothing. */
  StoreRepairReport plan() {
    List<LocalFile> files = choose(listing());
    files.forEach(file -> repaired.add(file.key()));
    return report(Option.DRY_RUN);
  }

  /**
   * Sends, and reads back what was sent.
   *
   * @param acceptsLoss whether what is lost is no more spoken of
   */
  StoreRepairReport execute(boolean acceptsLoss) {
    try {
      Map<String, ListedObject> listing = listing();
      List<LocalFile> files = choose(listing);
      files.stream()
          .map(LocalFile::key)
          .filter(listing::containsKey)
          .forEach(key -> session.store().delete(key));
      send(files);
      if (acceptsLoss) {
        accept(listing);
      }
      return report(null);
    } finally {
      session.save();
    }
  }

  private Map<String, ListedObject> listing() {
    Map<String, ListedObject> listing = SyncPlanner.list(session.store()).objects();
    session.known().objects().keySet().stream()
        .filter(key -> !listing.containsKey(key))
        .forEach(key -> session.known().note(key, Damage.gone(clock.instant())));
    return listing;
  }

  /** Chooses the files to send; what is whole after all and what is lost is noted. */
  private List<LocalFile> choose(Map<String, ListedObject> listing) {
    Map<String, LocalFile> files =
        local.list().stream().collect(Collectors.toMap(LocalFile::key, file -> file));
    List<LocalFile> chosen = new ArrayList<>();
    for (String key : new TreeMap<>(session.known().damage()).keySet()) {
      KnownObject sent = session.known().objects().get(key);
      ObjectReader.Read there = listing.containsKey(key) ? read(key) : null;
      String wanted = sent != null ? sent.sha256() : there == null ? null : there.stated();
      if (there != null && there.sha256().equals(wanted)) {
        whole.add(key);
        session.known().noteWhole(key);
        continue;
      }
      LocalFile file = Optional.ofNullable(files.get(key)).or(() -> find(key)).orElse(null);
      if (file == null) {
        lost.put(key, "there is no file here to send");
      } else if (wanted == null && there != null) {
        lost.put(key, "nothing tells what was sent, so the object stays");
      } else if (wanted != null && !wanted.equals(FileHash.sha256(file.file()))) {
        lost.put(key, "the file here has another content than was sent: " + file.path());
      } else if (there != null && there.isVouchedFor() && !there.sha256().equals(wanted)) {
        lost.put(key, "another program stored another content there, whole, which stays");
      } else {
        chosen.add(file);
      }
    }
    return chosen;
  }

  private ObjectReader.@Nullable Read read(String key) {
    try {
      return new ObjectReader(session.store()).hash(key);
    } catch (NotFoundException e) {
      return null;
    }
  }

  /** A file that is where its key says, though no pattern includes it any more. */
  private Optional<LocalFile> find(String key) {
    String path = ArchiveKeys.pathOf(key);
    Path file = session.workspace().resolve(path);
    if (!LayoutPaths.mayHold(path) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    return Optional.of(LocalFile.read(file, path, key));
  }

  private void send(List<LocalFile> files) {
    UploadTask sending = new UploadTask(session, planner, clock);
    Map<String, Damage> before = new HashMap<>(session.known().damage());
    sending.send(files, session, listener);
    lost.putAll(sending.failures());
    for (LocalFile file : files) {
      if (lost.containsKey(file.key())) {
        continue;
      }
      ObjectReader.Read there = read(file.key());
      if (there != null && there.sha256().equals(planner.hash(file))) {
        repaired.add(file.key());
      } else {
        Damage again = before.getOrDefault(file.key(), Damage.gone(clock.instant()));
        session.known().note(file.key(), again);
        lost.put(file.key(), "it was sent, and did not come back as it is");
      }
    }
  }

  private void accept(Map<String, ListedObject> listing) {
    for (String key : List.copyOf(lost.keySet())) {
      ListedObject object = listing.get(key);
      session.known().damage().remove(key);
      session.known().objects().remove(key);
      session.known().accepted().put(key, object == null ? "" : object.version().tag());
      accepted.add(key);
      lost.remove(key);
    }
  }

  private StoreRepairReport report(@Nullable Option option) {
    return new StoreRepairReport(
        session.store().address(), repaired, whole, accepted, lost, option != Option.DRY_RUN);
  }
}
