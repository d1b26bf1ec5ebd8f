package org.datawarp.workflow.sync;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.datawarp.lifecycle.transfer.LocalFile;
import org.datawarp.lifecycle.transfer.LocalFiles;
import org.datawarp.lifecycle.transfer.StorageCosts;
import org.datawarp.lifecycle.transfer.SyncPlanner;
import org.datawarp.lifecycle.transfer.SyncSession;
import org.datawarp.lifecycle.transfer.SyncState.KnownObject;
import org.datawarp.model.error.RefusedException;
import org.datawarp.platform.io.FileHash;
import org.datawarp.storage.object.ArchiveKeys;
import org.datawarp.storage.object.ListedObject;
import org.datawarp.storage.object.StorageClass;
import org.jspecify.annotations.Nullable;

/**
 * Deletes objects that are older than they are to be kept. What is nowhere else stays, however old:
 * an object goes only while this workspace has the file, with the same content, read now.
 */
final class Expiry {
  private static final int MAX_ITEMS = 20;
  private static final int MAX_PERCENT = 10;

  private final SyncSession session;
  private final LocalFiles local;
  private final long days;
  private final Clock clock;

  Expiry(SyncSession session, LocalFiles local, long days, Clock clock) {
    this.session = session;
    this.local = local;
    this.days = days;
    this.clock = clock;
  }

  /** Plans; deletes nothing. */
  ExpiryPlan plan() {
    Map<String, ListedObject> listing = SyncPlanner.list(session.store()).objects();
    Map<String, LocalFile> files =
        local.list().stream().collect(Collectors.toMap(LocalFile::key, file -> file));
    SyncPlanner planner =
        new SyncPlanner(session.store(), session.state(), session.workers(), clock);
    List<String> expired = new ArrayList<>();
    Map<String, String> kept = new TreeMap<>();
    long bytes = 0;
    for (ListedObject object : old(listing)) {
      String why = reasonToStay(object, files.get(object.key()), planner);
      if (why.isEmpty()) {
        expired.add(object.key());
        bytes += object.sizeBytes();
      } else {
        kept.put(object.key(), why);
      }
    }
    return new ExpiryPlan(session.store().address(), days, expired, bytes, kept, false);
  }

  /**
   * Plans and deletes.
   *
   * @param maxDelete the bound; null for the usual one
   * @throws RefusedException if more than that would go; nothing was deleted then
   */
  ExpiryPlan execute(@Nullable Integer maxDelete) {
    ExpiryPlan plan = plan();
    long objects = session.known().objects().size();
    long usual = Math.min(MAX_ITEMS, Math.max(1, objects * MAX_PERCENT / 100));
    long bound = maxDelete == null ? usual : maxDelete;
    if (plan.expired().size() > bound) {
      throw new RefusedException(
          plan.expired().size() + " objects of " + objects + " would expire, more than " + bound,
          "look at 'sync expire --dry-run', then give --max-delete " + plan.expired().size());
    }
    try {
      for (String key : plan.expired()) {
        session.store().delete(key);
        session.known().objects().remove(key);
        session.known().noteWhole(key);
        session.known().expired().put(key, clock.instant());
        session.keep();
      }
    } finally {
      session.save();
    }
    return new ExpiryPlan(
        plan.store(),
        plan.cloudRetentionDays(),
        plan.expired(),
        plan.expiredBytes(),
        plan.kept(),
        true);
  }

  private List<ListedObject> old(Map<String, ListedObject> listing) {
    Instant limit = clock.instant().minus(Duration.ofDays(days));
    return listing.values().stream()
        .filter(object -> object.storedAt().isBefore(limit))
        .filter(object -> local.includes(ArchiveKeys.pathOf(object.key())))
        .sorted(Comparator.comparing(ListedObject::key))
        .toList();
  }

  private String reasonToStay(ListedObject object, @Nullable LocalFile file, SyncPlanner planner) {
    Duration age = Duration.between(object.storedAt(), clock.instant());
    if (object.storageClass() == StorageClass.STANDARD_IA && age.toDays() < StorageCosts.MIN_DAYS) {
      return "STANDARD_IA is charged for 30 days anyway";
    }
    if (file == null) {
      return "the last copy";
    }
    KnownObject known = session.known().objects().get(object.key());
    String remote =
        known != null && known.tag().equals(object.version().tag())
            ? known.sha256()
            : planner.remoteHash(object);
    return FileHash.sha256(file.file()).equals(remote)
        ? ""
        : "the last copy: the file here has another content";
  }
}
