package org.datawarp.workflow.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.config.ConfigurationKey;
import org.datawarp.storage.workspace.WorkspaceSetup;

/** Deletes old backups, once those that stay are proven. */
final class BackupPruning {
  private final WorkspaceContext context;
  private final BackupPlaces places;
  private final BackupTrials trials;

  BackupPruning(WorkspaceContext context, BackupPlaces places, BackupTrials trials) {
    this.context = context;
    this.places = places;
    this.trials = trials;
  }

  /**
   * Decides which backups go, by number and age, and reads those that stay; deletes nothing.
   *
   * @throws StorageException as {@link #prune} does
   */
  PrunePlan plan(PruneRequest request) {
    try (BackupPlace place = places.place(request.from(), request.endpoint())) {
      PrunePlan plan = plan(request, place);
      if (!plan.going().isEmpty()) {
        requireProven(place, plan, identity(), (backup, damage) -> {});
      }
      return plan;
    }
  }

  /**
   * Deletes the backups that neither number nor age keeps, once those that stay were read and found
   * to be what was written, one of them tried and found good.
   *
   * @throws RefusedException if more would go than is allowed at once
   * @throws StorageException if one that is to stay is damaged; nothing is deleted then
   */
  PrunePlan prune(PruneRequest request) {
    RunExecutor.Order order =
        RunExecutor.Order.beside("backup", request.commandLine(), request.maxWait());
    return context
        .runs()
        .execute(
            order,
            RunListener.SILENT,
            run -> {
              try (BackupPlace place = places.place(request.from(), request.endpoint())) {
                PrunePlan plan = plan(request, place);
                requireFew(plan, request.maxDelete());
                if (!plan.going().isEmpty()) {
                  requireProven(
                      place,
                      plan,
                      run.session().identity(),
                      (backup, damage) -> trials.forget(place, backup, damage));
                  run.begin(order, List.of());
                  delete(run, place, plan.going());
                  run.commit(List.of(), List.of(), null);
                  run.publish(List.of(), List.of());
                }
                return plan;
              }
            });
  }

  private PrunePlan plan(PruneRequest request, BackupPlace place) {
    Long keep = request.keep();
    Long days = request.keepDays();
    BackupPruneRules rules =
        new BackupPruneRules(
            keep == null ? context.configuration().number(ConfigurationKey.BACKUP_KEEP) : keep,
            days == null
                ? context.configuration().number(ConfigurationKey.BACKUP_KEEP_DAYS)
                : days);
    if (rules.isEmpty()) {
      throw new UsageException(
          "no rule says which backups may go",
          "give --keep NUMBER or --keep-days DAYS, or write backup.keep into the configuration");
    }
    return new PrunePlan(rules.apply(place.list(), identity(), context.clock().instant()));
  }

  private UUID identity() {
    return new WorkspaceSetup(context.workspace()).requireIdentity();
  }

  /** Reads what stays: all of it must be as it was written, and one of them known to restore. */
  private static void requireProven(
      BackupPlace place, PrunePlan plan, UUID identity, BiConsumer<StoredBackup, String> damaged) {
    List<StoredBackup> staying = plan.staying(identity);
    List<String> damages = new ArrayList<>();
    for (StoredBackup backup : staying) {
      Optional<String> damage = Intactness.damage(place, backup);
      if (damage.isPresent()) {
        damages.add(backup.key() + ": " + damage.get());
        damaged.accept(backup, damage.get());
      }
    }
    if (!damages.isEmpty()) {
      throw new StorageException(
          "a backup that is to stay is damaged: " + String.join("; ", damages),
          "nothing was deleted; make and verify a new backup, move the damaged one away, then prune"
              + " again");
    }
    if (staying.stream().noneMatch(StoredBackup::isVerified)) {
      throw new RefusedException(
          "no backup that is to stay is known to restore",
          "nothing was deleted; run 'datawarp backup verify', then prune again");
    }
  }

  private static void requireFew(PrunePlan plan, int maxDelete) {
    if (plan.going().size() > maxDelete) {
      throw new RefusedException(
          plan.going().size() + " backups would be deleted, more than " + maxDelete,
          "look at them with --dry-run, then give --max-delete " + plan.going().size());
    }
  }

  private void delete(Run run, BackupPlace place, List<StoredBackup> going) {
    BackupRecords records = new BackupRecords(run.session().identity());
    for (StoredBackup backup : going) {
      place.delete(backup);
      records.delete(run.connection(), backup, context.clock().instant());
    }
  }
}
