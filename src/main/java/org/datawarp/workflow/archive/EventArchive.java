package org.datawarp.workflow.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.version.ArchiveMeta;
import org.datawarp.model.Age;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.io.UniqueFileName;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.repository.AuditRepository;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.KeptFileRepository;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.RunRepository.RunItem;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/*
 * In one transaction: the events of a month are written to a file of the run's folder, a line of JSON each; the file
 * is read back; the events are deleted, and what PostgreSQL says it deleted is compared with the file line by line. The
 * files are on the run's publish list. A crash before the commit leaves the events where they are, after it the next
 * run puts the files in their places.
 */
/**
 * Moves old events from the database to {@code archive/audit}, a file of JSON lines a month. What
 * is needed to bring rows back stays. It cannot be undone: nothing else in the database refers to
 * an event, and its file is kept for good.
 */
public final class EventArchive {
  /** The command that its runs are recorded under. */
  public static final String COMMAND = "archive-events";

  private static final String ENDING = ".jsonl";

  private final WorkspaceContext context;
  private final Workspace workspace;

  /** Makes the workflow; nothing is opened before it runs. */
  public EventArchive(WorkspaceContext context) {
    this.context = context;
    this.workspace = context.workspace();
  }

  /** Tells what would leave; empty where there is no workspace or no database yet. */
  public Optional<EventArchiveReport> plan(Age age) {
    Instant before = age.before(context.clock().instant());
    return context.readIfPresent(
        "counting old events",
        (connection, identity) -> plan(new AuditRepository(identity), connection, before));
  }

  private static EventArchiveReport plan(
      AuditRepository events, Connection connection, Instant before) {
    List<EventArchiveReport.Month> months =
        events.listMonths(connection, before).stream()
            .map(month -> new EventArchiveReport.Month(month.month(), month.events(), null, null))
            .toList();
    return report(null, before, events.count(connection, before), months);
  }

  private static EventArchiveReport report(
      @Nullable String run, Instant before, long old, List<EventArchiveReport.Month> months) {
    long leaving = months.stream().mapToLong(EventArchiveReport.Month::events).sum();
    return new EventArchiveReport(run, before, leaving, old - leaving, months);
  }

  /**
   * Moves them.
   *
   * @throws DataRejectedException if what was deleted is not what was written; nothing was changed
   *     then
   */
  public EventArchiveReport run(
      Age age, String commandLine, Duration maxWait, RunListener listener) {
    RunExecutor.Order order = RunExecutor.Order.exclusive(COMMAND, commandLine, maxWait);
    return context.runs().execute(order, listener, run -> run(run, order, age));
  }

  private EventArchiveReport run(Run run, RunExecutor.Order order, Age age) {
    Instant before = age.before(run.startedAt());
    AuditRepository events = new AuditRepository(run.session().identity());
    EventArchiveReport plan = plan(events, run.connection(), before);
    SqlErrors.commit("counting old events", run.connection());
    if (plan.months().isEmpty()) {
      return plan;
    }
    run.begin(order, List.of());
    run.steps().start(RunStep.CHANGE);
    List<FileOperation> items = new ArrayList<>();
    List<EventArchiveReport.Month> months = new ArrayList<>();
    for (EventArchiveReport.Month month : plan.months()) {
      months.add(move(run, events, before, month.month(), items));
    }
    new RunRepository(run.session().identity())
        .saveItems(run.connection(), run.id(), months.stream().map(EventArchive::told).toList());
    run.steps().end();
    run.commit(List.of(), items, null);
    run.publish(items, List.of());
    return report(run.id().value(), before, plan.events() + plan.stay(), months);
  }

  private EventArchiveReport.Month move(
      Run run, AuditRepository events, Instant before, String month, List<FileOperation> items) {
    Map<Long, String> lines = events.lines(run.connection(), before, month);
    Path draft = run.newFile("events-" + month + ENDING);
    AtomicFile.replace(draft, String.join("\n", lines.values()) + "\n");
    requireEqual(month, read(draft), events.delete(run.connection(), lines));
    Path target = target(run, month);
    String sha256 = FileHash.sha256(draft);
    Path meta = run.newFile("events-" + month + ENDING + ArchiveMeta.SUFFIX);
    AtomicFile.replace(meta, meta(run, draft, sha256, month, lines.size()).text(Map.of()));
    items.add(keep(draft, target, sha256));
    items.add(
        keep(
            meta,
            target.resolveSibling(target.getFileName() + ArchiveMeta.SUFFIX),
            FileHash.sha256(meta)));
    return new EventArchiveReport.Month(month, lines.size(), workspace.relative(target), sha256);
  }

  /** A name that was used is never used again, whatever has become of the file. */
  private Path target(Run run, String month) {
    Path folder = workspace.archive().resolve("audit");
    KeptFileRepository kept = new KeptFileRepository(run.session().identity());
    return folder.resolve(
        UniqueFileName.of(
                folder,
                month,
                List.of(ENDING, ENDING + ArchiveMeta.SUFFIX),
                kept.listNames(run.connection(), workspace.relative(folder)))
            + ENDING);
  }

  private static List<String> read(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new StorageException(
          "cannot read " + file + " back: " + IoErrors.of(e), "look at the disk", e);
    }
  }

  private static void requireEqual(String month, List<String> written, Map<Long, String> deleted) {
    if (!written.equals(List.copyOf(deleted.values()))) {
      throw new DataRejectedException(
          "the "
              + deleted.size()
              + " events of "
              + month
              + " are not the "
              + written.size()
              + " that were written",
          "nothing was changed; look for a trigger on datawarp.tbl_refresh_events");
    }
  }

  private ArchiveMeta meta(Run run, Path draft, String sha256, String month, int events) {
    try {
      return new ArchiveMeta(
          sha256,
          Files.size(draft),
          "events",
          null,
          null,
          month,
          events,
          null,
          null,
          run.startedAt(),
          run.id().value(),
          "datawarp.tbl_refresh_events");
    } catch (IOException e) {
      throw new StorageException("cannot read " + draft + ": " + IoErrors.of(e), null, e);
    }
  }

  private FileOperation keep(Path from, Path to, String sha256) {
    return new FileOperation(
        FileOperation.Action.KEEP, workspace.relative(from), workspace.relative(to), sha256);
  }

  private static RunItem told(EventArchiveReport.Month month) {
    return new RunItem(
        "events",
        String.valueOf(month.file()),
        null,
        null,
        null,
        month.events() + " events",
        "done");
  }
}
