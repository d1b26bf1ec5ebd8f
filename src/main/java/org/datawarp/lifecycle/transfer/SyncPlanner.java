package org.datawarp.lifecycle.transfer;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.datawarp.lifecycle.transfer.SyncItem.Kind;
import org.datawarp.lifecycle.transfer.SyncState.Damage;
import org.datawarp.lifecycle.transfer.SyncState.HashedFile;
import org.datawarp.lifecycle.transfer.SyncState.KnownObject;
import org.datawarp.lifecycle.transfer.SyncState.StoreState;
import org.datawarp.platform.io.FileHash;
import org.datawarp.storage.object.ArchiveKeys;
import org.datawarp.storage.object.ListedObject;
import org.datawarp.storage.object.ListingPage;
import org.datawarp.storage.object.ObjectReader;
import org.datawarp.storage.object.ObjectStore;
import org.datawarp.storage.object.ObjectWriter;
import org.datawarp.storage.object.StorageClass;
import org.datawarp.storage.object.StoredObject;
import org.jspecify.annotations.Nullable;

/**
 * Compares the files here with the objects there. One listing tells of every object; only one that
 * no state knows is looked at by itself. Writes nothing; what it learns goes into the state.
 */
public final class SyncPlanner {
  private static final String MENDED = "; 'datawarp sync repair' sends it again";

  private final ObjectStore store;
  private final SyncState state;
  private final StoreState known;
  private final ObjectReader reader;
  private final WorkerPool workers;
  private final Clock clock;

  /** What was found out about a file. */
  private record Verdict(Kind kind, String why) {}

  public SyncPlanner(ObjectStore store, SyncState state, WorkerPool workers, Clock clock) {
    this.clock = clock;
    this.store = store;
    this.state = state;
    this.known = state.store(store.identity());
    this.reader = new ObjectReader(store);
    this.workers = workers;
  }

  /** The objects of a store. */
  public record Listing(Map<String, ListedObject> objects, long pages) {}

  /** Lists the store, without the program's own objects. */
  public static Listing list(ObjectStore store) {
    Map<String, ListedObject> objects = new HashMap<>();
    long pages = 0;
    String next = null;
    do {
      ListingPage page = store.list("", next);
      pages++;
      for (ListedObject object : page.objects()) {
        if (!object.key().startsWith(ArchiveKeys.OWN)) {
          objects.put(object.key(), object);
        }
      }
      next = page.next();
    } while (next != null);
    return new Listing(objects, pages);
  }

  SyncPlan plan(
      LocalFiles.Survey survey, Listing listing, PendingUploads waiting, List<String> notes) {
    List<LocalFile> files = survey.files();
    List<Verdict> verdicts =
        workers.map(files, file -> judge(file, listing.objects().get(file.key())), () -> {});
    List<SyncItem> items = new ArrayList<>();
    Set<String> local = new HashSet<>();
    long requests = 0;
    for (int i = 0; i < files.size(); i++) {
      LocalFile file = files.get(i);
      local.add(file.key());
      items.add(item(file, verdicts.get(i)));
      requests += verdicts.get(i).kind() == Kind.NEW ? requests(store, file.sizeBytes()) : 0;
    }
    items.addAll(gone(listing, local));
    List<String> pending = waiting.keys(store);
    long pendingBytes = pending.stream().mapToLong(key -> size(waiting, key)).sum();
    long remoteOnly =
        listing.objects().keySet().stream()
            .filter(key -> !local.contains(key) && !isCompanion(key, listing.objects()))
            .count();
    return new SyncPlan(
        store.address(),
        items,
        pending,
        pendingBytes,
        remoteOnly,
        listing.pages(),
        requests + 2L * pending.size(),
        survey.skipped(),
        notes);
  }

  /** Returns the SHA-256 of a local file, read once for each state of it. */
  public String hash(LocalFile file) {
    Optional<String> hashed = state.hash(file);
    if (hashed.isPresent()) {
      return hashed.get();
    }
    String sha256 = FileHash.sha256(file.file());
    state.files().put(file.path(), new HashedFile(file.sizeBytes(), file.modifiedAt(), sha256));
    return sha256;
  }

  /** Tells whether an object is the hash of another one. */
  static boolean isCompanion(String key, Map<String, ListedObject> objects) {
    String suffix = ObjectWriter.HASH_SUFFIX;
    return key.endsWith(suffix)
        && objects.containsKey(key.substring(0, key.length() - suffix.length()));
  }

  /** Tells whether a key is that of another object's hash. */
  public static boolean isHash(String key) {
    return key.endsWith(ObjectWriter.HASH_SUFFIX);
  }

  private Verdict judge(LocalFile file, @Nullable ListedObject object) {
    if (!ArchiveKeys.isUsable(file.key())) {
      return new Verdict(Kind.CONFLICT, "its name cannot be a key: rename it");
    }
    if (object == null) {
      if (known.expired().containsKey(file.key())) {
        return new Verdict(Kind.SAME, "expired in the store on purpose; not sent again");
      }
      Optional<String> recorded = DescribedHash.find(file.file());
      if (recorded.isPresent() && !recorded.get().equals(hash(file))) {
        return new Verdict(
            Kind.CONFLICT,
            "it is not what its .meta says: changed since it was put there; not sent");
      }
      boolean vanished = known.objects().containsKey(file.key());
      return new Verdict(Kind.NEW, vanished ? "was in the store and is gone; sent again" : "");
    }
    Damage noted = known.damage().get(file.key());
    if (noted != null && noted.kind() == Damage.Kind.DAMAGED) {
      return new Verdict(Kind.DAMAGED, noted.what() + MENDED);
    }
    KnownObject sent = known.objects().get(file.key());
    String here = hash(file);
    boolean isOurs =
        sent != null && sent.sha256().equals(here) && !ArchiveKeys.isRewritten(file.key());
    if (object.sizeBytes() != file.sizeBytes()) {
      String sizes = "the object has " + object.sizeBytes() + " bytes, ";
      return isOurs
          ? damaged(file.key(), sizes + file.sizeBytes() + " were sent")
          : new Verdict(Kind.CONFLICT, sizes + "the file " + file.sizeBytes());
    }
    if (!remoteHash(object).equals(here)) {
      if (sent == null || !isOurs) {
        return new Verdict(Kind.CONFLICT, "same size, other content");
      }
      known.objects().put(file.key(), sent); // what was sent is what is wanted back
      return damaged(file.key(), "replaced: it is not what this machine sent");
    }
    known.noteWhole(file.key());
    return new Verdict(Kind.SAME, "");
  }

  private Verdict damaged(String key, String what) {
    known.note(key, Damage.damaged(what, clock.instant()));
    return new Verdict(Kind.DAMAGED, what + MENDED);
  }

  /** Returns an object's hash, from the state where it is known in this version. */
  public String remoteHash(ListedObject object) {
    KnownObject seen = known.objects().get(object.key());
    if (seen != null
        && seen.sizeBytes() == object.sizeBytes()
        && seen.tag().equals(object.version().tag())) {
      return seen.sha256();
    }
    Optional<StoredObject> found = store.find(object.key());
    String sha256 =
        found
            .flatMap(reader::expected)
            .orElseGet(() -> reader.hash(object.key()).sha256()); // from another program
    known
        .objects()
        .put(
            object.key(),
            new KnownObject(object.sizeBytes(), object.version().tag(), sha256, null));
    return sha256;
  }

  /** What is wrong with objects whose files are not here. */
  private List<SyncItem> gone(Listing listing, Set<String> local) {
    List<SyncItem> items = new ArrayList<>();
    new TreeMap<>(known.objects())
        .forEach(
            (key, object) -> {
              if (!listing.objects().containsKey(key) && !local.contains(key)) {
                known.note(key, Damage.gone(clock.instant()));
                items.add(
                    item(
                        Kind.GONE,
                        key,
                        object.sizeBytes(),
                        "was in the store, and is neither there nor here"));
              }
            });
    new TreeMap<>(known.damage())
        .forEach(
            (key, damage) -> {
              ListedObject object = listing.objects().get(key);
              if (local.contains(key) || (object == null && known.objects().containsKey(key))) {
                return;
              }
              if (damage.kind() == Damage.Kind.GONE && object != null) {
                known.noteWhole(key); // it is there again
              } else {
                Kind kind = object == null ? Kind.GONE : Kind.DAMAGED;
                items.add(item(kind, key, object == null ? 0 : object.sizeBytes(), damage.what()));
              }
            });
    return items;
  }

  private static SyncItem item(Kind kind, String key, long sizeBytes, String why) {
    return new SyncItem(
        kind, ArchiveKeys.pathOf(key), key, sizeBytes, Instant.EPOCH, StorageClass.STANDARD, why);
  }

  private static SyncItem item(LocalFile file, Verdict verdict) {
    return new SyncItem(
        verdict.kind(),
        file.path(),
        file.key(),
        file.sizeBytes(),
        file.modifiedAt(),
        file.storageClass(),
        verdict.why());
  }

  private static long requests(ObjectStore store, long sizeBytes) {
    return sizeBytes <= store.wholeBytes()
        ? 1
        : 3 + (sizeBytes + ObjectStore.PART_BYTES - 1) / ObjectStore.PART_BYTES;
  }

  private static long size(PendingUploads waiting, String key) {
    return waiting.place(key).toFile().length();
  }
}
