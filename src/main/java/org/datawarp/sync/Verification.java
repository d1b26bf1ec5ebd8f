package org.datawarp.sync;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.datawarp.cloud.ListedObject;
import org.datawarp.cloud.ObjectReader;
import org.datawarp.error.NotFoundException;
import org.datawarp.error.StorageException;
import org.datawarp.model.RunListener;
import org.datawarp.sync.SyncState.KnownObject;
import org.jspecify.annotations.Nullable;

/**
 * Reads objects back and compares them with the hashes they were stored with. A sample takes those
 * that were not verified for the longest time, so that samples come round to all of them.
 */
final class Verification {
  private static final String NO_HASH = "stored without a SHA-256, by another program";

  private final SyncSession session;
  private final RunListener listener;
  private final Clock clock;

  Verification(SyncSession session, RunListener listener, Clock clock) {
    this.session = session;
    this.listener = listener;
    this.clock = clock;
  }

  /**
   * Verifies.
   *
   * @param share the part of all objects, above 0 up to 1; at least one object is read
   */
  VerifyReport run(double share) {
    Instant start = clock.instant();
    Map<String, ListedObject> listing = Planner.list(session.store()).objects();
    List<ListedObject> all = new ArrayList<>(listing.values());
    all.sort(
        Comparator.comparing((ListedObject object) -> verifiedAt(object.key()))
            .thenComparing(ListedObject::key));
    int count = (int) Math.min(all.size(), Math.ceil(all.size() * share));
    List<ListedObject> chosen = all.subList(0, count);
    long total = chosen.stream().mapToLong(ListedObject::sizeBytes).sum();
    try {
      List<Optional<String>> outcomes =
          session
              .workers()
              .map(
                  chosen,
                  this::verify,
                  () -> {
                    listener.progressed(
                        "verifying", Math.min(session.throttle().count(), total), total);
                    session.keep();
                  });
      return report(start, all, chosen, outcomes);
    } finally {
      session.save();
    }
  }

  private VerifyReport report(
      Instant start,
      List<ListedObject> all,
      List<ListedObject> chosen,
      List<Optional<String>> outcomes) {
    Map<String, String> damaged = new TreeMap<>();
    long verified = 0;
    long verifiedBytes = 0;
    for (int i = 0; i < chosen.size(); i++) {
      ListedObject object = chosen.get(i);
      if (outcomes.get(i).isPresent()) {
        damaged.put(object.key(), outcomes.get(i).get());
      } else {
        verified++;
        verifiedBytes += object.sizeBytes();
      }
    }
    long never = all.stream().filter(o -> verifiedAt(o.key()).equals(Instant.MIN)).count();
    return new VerifyReport(
        session.store().address(),
        all.size(),
        verified,
        verifiedBytes,
        damaged,
        never,
        session.store().requests(),
        Duration.between(start, clock.instant()));
  }

  /** Reads one object back; returns what is wrong with it. */
  private Optional<String> verify(ListedObject listed) {
    String key = listed.key();
    try {
      @Nullable KnownObject known = session.known().objects().get(key);
      ObjectReader reader = new ObjectReader(session.store());
      Optional<String> stated = session.store().find(key).flatMap(reader::expected);
      ObjectReader.Read read = reader.hash(key);
      if (stated.isPresent() && !stated.get().equals(read.sha256())) {
        return Optional.of("damaged: its bytes are not those it was stored with");
      }
      if (known != null && !known.sha256().equals(read.sha256())) {
        return Optional.of("replaced: it is not what this machine sent");
      }
      if (stated.isEmpty() && known == null) {
        return Planner.isHash(key) ? Optional.empty() : Optional.of(NO_HASH);
      }
      session
          .known()
          .objects()
          .put(
              key,
              new KnownObject(
                  read.sizeBytes(), listed.version().tag(), read.sha256(), clock.instant()));
      return Optional.empty();
    } catch (NotFoundException e) {
      return Optional.of("gone while it was to be read");
    } catch (StorageException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private Instant verifiedAt(String key) {
    KnownObject known = session.known().objects().get(key);
    return known == null || known.verifiedAt() == null ? Instant.MIN : known.verifiedAt();
  }
}
