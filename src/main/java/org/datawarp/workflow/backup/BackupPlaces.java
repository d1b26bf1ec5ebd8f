package org.datawarp.workflow.backup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.datawarp.lifecycle.transfer.PendingUploads;
import org.datawarp.storage.object.CloudAddress;
import org.datawarp.storage.object.DeletedObjects;
import org.datawarp.storage.object.Destination;
import org.datawarp.storage.object.ObjectStores;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** Where backups lie, and which of them is meant. */
final class BackupPlaces {
  private static final String LATEST = "latest";
  private static final int FIRST_WAITING = 1000;

  private final Workspace workspace;
  private final BackupWorkflow.Outside outside;
  private final Clock clock;

  BackupPlaces(Workspace workspace, BackupWorkflow.Outside outside, Clock clock) {
    this.workspace = workspace;
    this.outside = outside;
    this.clock = clock;
  }

  /** Returns the place at an address, which the caller closes; the workspace's own without one. */
  BackupPlace place(@Nullable String address, @Nullable String endpoint) {
    return address == null ? new LocalBackups(workspace.root()) : remote(address, endpoint);
  }

  BackupPlace remote(String address, @Nullable String endpoint) {
    ObjectStores stores = outside.stores().get();
    Destination destination = stores.destination(address, endpoint);
    return new RemoteBackups(
        stores.open(address, endpoint),
        destination,
        outside.uploads(),
        new DeletedObjects(workspace));
  }

  /** Returns the place of a backup, which for a file is wherever it lies. */
  BackupPlace placeOf(String selector, @Nullable String from, @Nullable String endpoint) {
    return from == null && isFile(selector)
        ? new LocalBackups(workspace.root())
        : place(from, endpoint);
  }

  StoredBackup choose(BackupPlace place, String selector) {
    if (place.address().isEmpty() && isFile(selector)) {
      return LocalBackups.file(Path.of(selector), workspace);
    }
    List<StoredBackup> backups = new ArrayList<>(place.list());
    java.util.Collections.reverse(backups);
    String wanted = selector.toLowerCase(Locale.ROOT);
    return backups.stream()
        .filter(
            backup ->
                wanted.equals(LATEST)
                    || backup.key().equals(selector)
                    || backup.name().day().toString().equals(selector))
        .findFirst()
        .orElseThrow(
            () ->
                Restore.noBackup(
                    selector,
                    place.address().isEmpty() ? workspace.root().toString() : place.address()));
  }

  boolean isFolder(String address) {
    return outside.stores().get().address(address).kind() == CloudAddress.Kind.FOLDER;
  }

  /**
   * Returns the place for what waits. Its numbers are those of the minute, beyond what a day's
   * backups reach: the store, which may hold some of this day, cannot be asked.
   */
  LocalBackups waiting(Destination destination) {
    int minute = clock.instant().atZone(ZoneOffset.UTC).get(ChronoField.MINUTE_OF_DAY);
    PendingUploads pending = new PendingUploads(workspace);
    return new LocalBackups(
        pending.folder(),
        FIRST_WAITING + minute,
        (key, sha256) -> pending.note(key, destination, sha256));
  }

  private static boolean isFile(String selector) {
    try {
      return Files.isRegularFile(Path.of(selector));
    } catch (java.nio.file.InvalidPathException e) {
      return false;
    }
  }
}
