package org.datawarp.lifecycle.transfer;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.datawarp.lifecycle.transfer.SyncState.KnownObject;
import org.datawarp.platform.config.SyncConfiguration;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Files that are to be in a store and that no store is known to hold, as far as this machine knows
 * without asking one.
 *
 * @param configured whether the configuration names a store
 * @param files how many
 * @param sizeBytes their size
 * @param lastSync the end of the last sync; null before the first
 */
public record UnsentFiles(
    boolean configured, long files, long sizeBytes, @Nullable Instant lastSync) {
  /** Reads names and sizes; opens no file. */
  public static UnsentFiles read(
      Workspace workspace, SyncConfiguration configuration, Clock clock) {
    SyncState state = new StateFile(workspace, clock).read().state();
    List<LocalFile> missing = list(workspace, configuration, state);
    return new UnsentFiles(
        configuration.cloud("bucket").isPresent(),
        missing.size(),
        missing.stream().mapToLong(LocalFile::sizeBytes).sum(),
        state.stores().values().stream()
            .map(SyncState.StoreState::syncedAt)
            .filter(Objects::nonNull)
            .max(Instant::compareTo)
            .orElse(null));
  }

  private static List<LocalFile> list(
      Workspace workspace, SyncConfiguration configuration, SyncState state) {
    return new LocalFiles(workspace, configuration.includes())
        .list().stream().filter(file -> !isSent(state, file)).toList();
  }

  private static boolean isSent(SyncState state, LocalFile file) {
    return state.stores().values().stream()
        .anyMatch(
            store -> {
              KnownObject object = store.objects().get(file.key());
              boolean same = object != null && object.sizeBytes() == file.sizeBytes();
              return same || store.expired().containsKey(file.key());
            });
  }
}
