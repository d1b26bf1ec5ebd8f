package org.datawarp.workflow.sync;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.datawarp.lifecycle.transfer.SyncPlanner;
import org.datawarp.lifecycle.transfer.SyncSession;
import org.datawarp.lifecycle.transfer.SyncState.Damage;
import org.datawarp.lifecycle.transfer.SyncState.KnownObject;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.StoreUnavailableException;
import org.datawarp.storage.object.ArchiveKeys;
import org.datawarp.storage.object.ListedObject;
import org.datawarp.storage.object.ObjectReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads objects back and compares them with the hashes they were stored with. A sample takes those
 * that changed, then those that were not verified for the longest time, so that samples come round
 * to all of them. What is gone or has another size shows in the listing, whatever the sample. What
 * is found stays noted until the object is read as whole, or {@code sync repair} has sent it again.
 */
final class StoreVerification {
  private static final String NO_HASH = "stored without a SHA-256, by another program";

  private final SyncSession session;
  private final RunListener listener;
  private final Clock clock;

  StoreVerification(SyncSession session, RunListener listener, Clock clock) {
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
    Map<String, ListedObject> listing = SyncPlanner.list(session.store()).objects();
    noteMissing(listing);
    List<ListedObject> all = new ArrayList<>();
    for (ListedObject object : listing.values()) {
      if (!hasAcceptedLoss(object) && !noteSize(object)) {
        all.add(object);
      }
    }
    all.sort(
        Comparator.comparing((ListedObject object) -> !isNoted(object.key()))
            .thenComparing(object -> !isChanged(object))
            .thenComparing(object -> verifiedAt(object.key()))
            .thenComparing(ListedObject::key));
    long noted = all.stream().filter(object -> isNoted(object.key())).count();
    int count = (int) Math.min(all.size(), Math.max(noted, (long) Math.ceil(all.size() * share)));
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
      return report(start, listing.size(), all, chosen, outcomes);
    } finally {
      session.save();
    }
  }

  /** What this machine knows to have been there and the listing does not show. */
  private void noteMissing(Map<String, ListedObject> listing) {
    session.known().objects().keySet().stream()
        .filter(key -> !listing.containsKey(key))
        .forEach(key -> session.known().note(key, Damage.gone(clock.instant())));
    session.known().damage().entrySet().stream()
        .filter(entry -> entry.getValue().kind() == Damage.Kind.GONE)
        .map(Map.Entry::getKey)
        .filter(key -> listing.containsKey(key) && !session.known().objects().containsKey(key))
        .toList()
        .forEach(key -> session.known().noteWhole(key));
  }

  /** An object of another size than was sent need not be read to be known as damaged. */
  private boolean noteSize(ListedObject object) {
    KnownObject known = session.known().objects().get(object.key());
    if (known == null
        || known.sizeBytes() == object.sizeBytes()
        || ArchiveKeys.isRewritten(object.key())) {
      return false;
    }
    String sizes = object.sizeBytes() + " bytes, and had " + known.sizeBytes();
    session.known().note(object.key(), Damage.damaged("damaged: it has " + sizes, clock.instant()));
    return true;
  }

  private boolean hasAcceptedLoss(ListedObject object) {
    return object.version().tag().equals(session.known().accepted().get(object.key()));
  }

  private boolean isNoted(String key) {
    return session.known().damage().containsKey(key);
  }

  private boolean isChanged(ListedObject object) {
    KnownObject known = session.known().objects().get(object.key());
    return known != null && !known.tag().equals(object.version().tag());
  }

  private VerifyReport report(
      Instant start,
      long objects,
      List<ListedObject> all,
      List<ListedObject> chosen,
      List<Optional<String>> outcomes) {
    Map<String, String> damaged = new TreeMap<>();
    session.known().damage().forEach((key, damage) -> damaged.put(key, damage.what()));
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
        objects,
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
        return noted(
            key, Damage.damaged("damaged: its bytes are not those it was stored with", now()));
      }
      boolean isRewritten = ArchiveKeys.isRewritten(key) && read.isVouchedFor();
      if (known != null && !known.sha256().equals(read.sha256()) && !isRewritten) {
        return noted(key, Damage.damaged("replaced: it is not what this machine sent", now()));
      }
      if (stated.isEmpty() && known == null) {
        return SyncPlanner.isHash(key) ? Optional.empty() : Optional.of(NO_HASH);
      }
      session
          .known()
          .objects()
          .put(
              key, new KnownObject(read.sizeBytes(), listed.version().tag(), read.sha256(), now()));
      session.known().noteWhole(key);
      return Optional.empty();
    } catch (StoreUnavailableException e) {
      throw e; // that says nothing of the object
    } catch (NotFoundException e) {
      return noted(key, Damage.gone(now()));
    } catch (StorageException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private Optional<String> noted(String key, Damage damage) {
    session.known().note(key, damage);
    return Optional.of(damage.what());
  }

  private Instant now() {
    return clock.instant();
  }

  private Instant verifiedAt(String key) {
    KnownObject known = session.known().objects().get(key);
    return known == null || known.verifiedAt() == null ? Instant.MIN : known.verifiedAt();
  }
}
