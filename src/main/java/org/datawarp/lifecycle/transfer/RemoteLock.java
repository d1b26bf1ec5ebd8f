package org.datawarp.lifecycle.transfer;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.error.LockedException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.io.FileHash;
import org.datawarp.storage.object.ArchiveKeys;
import org.datawarp.storage.object.ObjectAttributes;
import org.datawarp.storage.object.ObjectContent;
import org.datawarp.storage.object.ObjectStore;
import org.datawarp.storage.object.ObjectVersion;
import org.datawarp.storage.object.StoredObject;
import org.jspecify.annotations.Nullable;

/*
 * One small object says who syncs to the store. It is made where there is none and otherwise changed
 * by compare-and-set only, so of two machines one gets it. It is never deleted: a holder that lost it
 * while it slept could delete another's. Its age is the store's own "last modified" against this
 * machine's clock; servers refuse requests that are a quarter of an hour off, so the age is right to
 * that, and a holder shows a sign of life every five minutes.
 */
/** Keeps two machines from syncing to one store at once. */
final class RemoteLock implements AutoCloseable {
  static final String KEY = ArchiveKeys.OWN + "sync.lock";

  /** Without a sign of life for this long, a holder is taken for dead. */
  static final Duration STALE = Duration.ofMinutes(30);

  private static final Duration SIGN_OF_LIFE = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 1 << 16;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final ObjectStore store;
  private final Clock clock;
  private final Holder holder;
  private final @Nullable String takenOver;
  private ObjectVersion version;
  private Instant signedAt;
  private boolean lost;

  /**
   * Who holds the lock.
   *
   * @param workspace the workspace's UUID
   * @param host the machine's name
   * @param process the program's process id
   * @param command the command
   * @param since when it began
   */
  record Holder(String workspace, String host, long process, String command, Instant since) {
    static Holder self(String workspace, String command, Clock clock) {
      String host;
      try {
        host = InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        host = "unknown";
      }
      return new Holder(workspace, host, ProcessHandle.current().pid(), command, clock.instant());
    }

    byte[] bytes(boolean released) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("workspace", workspace);
      map.put("host", host);
      map.put("process", process);
      map.put("command", command);
      map.put("since", since.toString());
      map.put("released", released);
      return (JsonCodec.write(map) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    String text() {
      return "'" + command + "' on " + host + " (process " + process + ")";
    }
  }

  private RemoteLock(
      ObjectStore store,
      Clock clock,
      Holder holder,
      ObjectVersion version,
      @Nullable String takenOver) {
    this.store = store;
    this.clock = clock;
    this.holder = holder;
    this.version = version;
    this.takenOver = takenOver;
    this.signedAt = clock.instant();
  }

  /**
   * Takes the lock. That of a run of this very workspace and machine is taken over at once: the
   * caller holds the workspace's gate, so that run is dead.
   *
   * @throws LockedException if another machine has it and the wait is over
   */
  static RemoteLock acquire(ObjectStore store, Holder self, Duration maxWait, Clock clock) {
    long start = System.nanoTime();
    while (true) {
      Attempt attempt = tryAcquire(store, self, clock);
      if (attempt.lock() != null) {
        return attempt.lock();
      }
      if (System.nanoTime() - start >= maxWait.toNanos()) {
        throw new LockedException(attempt.why(), attempt.hint());
      }
      try {
        Thread.sleep(Math.min(POLL.toMillis(), Math.max(1, maxWait.toMillis())));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedRunException("stopped while waiting for another machine", null, e);
      }
    }
  }

  /** Returns whose lock was taken over and why, or null. */
  @Nullable String takenOver() {
    return takenOver;
  }

  /**
   * Shows a sign of life when one is due.
   *
   * @return whether the lock is still held
   */
  boolean keep() {
    if (!lost && Duration.between(signedAt, clock.instant()).compareTo(SIGN_OF_LIFE) >= 0) {
      Optional<ObjectVersion> kept = store.replace(KEY, version, holder.bytes(false));
      lost = kept.isEmpty();
      kept.ifPresent(next -> version = next);
      signedAt = clock.instant();
    }
    return !lost;
  }

  /** Lets the lock go, unless it was lost; then it is another's. */
  @Override
  public void close() {
    if (!lost) {
      store.replace(KEY, version, holder.bytes(true));
      lost = true;
    }
  }

  private record Attempt(@Nullable RemoteLock lock, String why, String hint) {}

  private static Attempt tryAcquire(ObjectStore store, Holder self, Clock clock) {
    Optional<StoredObject> there = store.find(KEY);
    if (there.isEmpty()) {
      byte[] bytes = self.bytes(false);
      return store
          .create(KEY, ObjectContent.ofBytes(bytes), ObjectAttributes.of(FileHash.sha256(bytes)))
          .map(made -> new Attempt(new RemoteLock(store, clock, self, made, null), "", ""))
          .orElseGet(() -> beaten(store));
    }
    Map<String, @Nullable Object> text = read(store);
    Duration age = Duration.between(there.get().storedAt(), clock.instant());
    String other = describe(text);
    String reason;
    if (Boolean.TRUE.equals(text.get("released"))) {
      reason = null;
    } else if (self.workspace().equals(text.get("workspace"))
        && self.host().equals(text.get("host"))) {
      reason = "the lock of " + other + ", a run of this workspace that died, was taken over";
    } else if (age.compareTo(STALE) >= 0) {
      reason =
          "the lock of "
              + other
              + " was taken over: no sign of life for "
              + age.toMinutes()
              + " minutes";
    } else {
      Instant free = there.get().storedAt().plus(STALE);
      return new Attempt(
          null,
          store.address() + " is being synced by " + other + " since " + since(text),
          "wait for it to end, or give --wait 1h; if that machine died, it is taken over after "
              + TIME.format(free));
    }
    String takenOver = reason;
    return store
        .replace(KEY, there.get().version(), self.bytes(false))
        .map(made -> new Attempt(new RemoteLock(store, clock, self, made, takenOver), "", ""))
        .orElseGet(() -> beaten(store));
  }

  private static Attempt beaten(ObjectStore store) {
    return new Attempt(
        null,
        store.address() + " has just been taken by another machine",
        "wait for it to end, or give --wait 1h");
  }

  private static Map<String, @Nullable Object> read(ObjectStore store) {
    Optional<byte[]> bytes = store.read(KEY, MAX_BYTES);
    try {
      return bytes.isEmpty()
          ? Map.of()
          : JsonCodec.read(new String(bytes.get(), StandardCharsets.UTF_8));
    } catch (MalformedJsonException e) {
      return Map.of(); // somebody wrote to it by hand; it counts by its age
    }
  }

  private static String describe(Map<String, @Nullable Object> text) {
    return "'"
        + text.getOrDefault("command", "unknown")
        + "' on "
        + text.getOrDefault("host", "an unknown machine")
        + " (process "
        + text.getOrDefault("process", "unknown")
        + ")";
  }

  private static String since(Map<String, @Nullable Object> text) {
    try {
      return TIME.format(Instant.parse(String.valueOf(text.get("since"))));
    } catch (java.time.format.DateTimeParseException e) {
      return "an unknown time";
    }
  }
}
