package org.datawarp.lifecycle.transfer;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What syncs remember: which objects are in which store, and the hashes of local files, so that a
 * file is read once. Everything in it can be found out again. May be used from several threads.
 */
public final class SyncState {
  private final Map<String, StoreState> stores = new ConcurrentHashMap<>();
  private final Map<String, HashedFile> files = new ConcurrentHashMap<>();

  /** What is known of one store. */
  public static final class StoreState {
    private final Map<String, KnownObject> objects = new ConcurrentHashMap<>();
    private final Map<String, Instant> expired = new ConcurrentHashMap<>();
    private final Map<String, Damage> damage = new ConcurrentHashMap<>();
    private final Map<String, String> accepted = new ConcurrentHashMap<>();
    private volatile @Nullable Instant syncedAt;

    /** Returns the objects by key. */
    public Map<String, KnownObject> objects() {
      return objects;
    }

    /** Returns the keys an expiry deleted, which are not sent again, and when. */
    public Map<String, Instant> expired() {
      return expired;
    }

    /** Returns what was found damaged or gone and is not mended yet, by key. */
    public Map<String, Damage> damage() {
      return damage;
    }

    /**
     * Returns the keys whose loss a person accepted, with the version there was; empty for none.
     */
    public Map<String, String> accepted() {
      return accepted;
    }

    /** Notes damage; the first time counts. */
    public void note(String key, Damage found) {
      damage.merge(key, found, (before, now) -> before.kind() == now.kind() ? before : now);
    }

    /** Notes that an object is whole, or there again. */
    public void noteWhole(String key) {
      damage.remove(key);
      accepted.remove(key);
    }

    public @Nullable Instant syncedAt() {
      return syncedAt;
    }

    void noteSync(@Nullable Instant at) {
      syncedAt = at;
    }
  }

  /**
   * An object of a store.
   *
   * @param sizeBytes its size
   * @param tag its version
   * @param sha256 its content's SHA-256
   * @param verifiedAt when it was read back last and had that hash, or null
   */
  public record KnownObject(
      long sizeBytes, String tag, String sha256, @Nullable Instant verifiedAt) {}

  /**
   * Something wrong with an object.
   *
   * @param kind what became of it
   * @param what what a person is told
   * @param foundAt when it was found
   */
  public record Damage(Kind kind, String what, Instant foundAt) {
    /** What became of an object. */
    public enum Kind {
      /** It is there with other bytes. */
      DAMAGED,
      /** It is not there. */
      GONE
    }

    public static Damage gone(Instant at) {
      return new Damage(Kind.GONE, "gone: it was in the store", at);
    }

    public static Damage damaged(String what, Instant at) {
      return new Damage(Kind.DAMAGED, what, at);
    }
  }

  /**
   * A local file that was hashed.
   *
   * @param sizeBytes its size then
   * @param modifiedAt when it had been changed last
   * @param sha256 its SHA-256
   */
  record HashedFile(long sizeBytes, Instant modifiedAt, String sha256) {}

  /** Returns what is known of a store. */
  StoreState store(String identity) {
    return stores.computeIfAbsent(identity, name -> new StoreState());
  }

  /** Tells whether anything is known of a store. */
  boolean knows(String identity) {
    return stores.containsKey(identity);
  }

  /**
   * Takes over what releases before noted of a store by its address alone.
   *
   * @param identity the store, as it is told from others of this address
   */
  void adopt(String address, String identity) {
    StoreState noted = address.equals(identity) ? null : stores.get(address);
    if (noted != null && stores.putIfAbsent(identity, noted) == null) {
      stores.remove(address);
    }
  }

  /** Forgets an object that was deleted on purpose. */
  void forget(String identity, String key) {
    StoreState store = stores.get(identity);
    if (store != null) {
      store.objects().remove(key);
      store.noteWhole(key);
    }
  }

  /** Returns all stores by identity, in order. */
  public Map<String, StoreState> stores() {
    return new TreeMap<>(stores);
  }

  /** Returns the hashed files by path. */
  Map<String, HashedFile> files() {
    return files;
  }

  /** Finds the hash of a file that is as it was when it was hashed. */
  Optional<String> hash(LocalFile file) {
    HashedFile known = files.get(file.path());
    return known != null
            && known.sizeBytes() == file.sizeBytes()
            && known.modifiedAt().equals(file.modifiedAt())
        ? Optional.of(known.sha256())
        : Optional.empty();
  }
}
