package org.datawarp.workflow.diff;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.pipeline.compare.RowChange;
import org.datawarp.pipeline.compare.RowChanges;
import org.datawarp.pipeline.compare.TableComparer;
import org.datawarp.pipeline.compare.TableComparison;
import org.datawarp.platform.io.TemporaryFolder;
import org.datawarp.storage.workspace.UserFile;
import org.datawarp.workflow.diff.DiffReport.TableDiff;
import org.datawarp.workflow.diff.DiffRequest.Meaning;
import org.jspecify.annotations.Nullable;

/**
 * Compares two periods, versions, manifests or files, table by table. Changes nothing; files need
 * no workspace and no database. Rows are read as they come and memory is bounded: what does not fit
 * is sorted in a temporary folder.
 */
public final class DiffWorkflow {
  private static final String PREVIOUS = "previous";
  private static final String CURRENT = "current";

  private final WorkspaceContext context;
  private final Runnable beforeSources;

  /**
   * Makes the workflow; nothing is opened before it is asked for something.
   *
   * @param beforeSources what has to hold before sources are looked for; throws where it does not
   */
  public DiffWorkflow(WorkspaceContext context, Runnable beforeSources) {
    this.context = context;
    this.beforeSources = beforeSources;
  }

  /** Returns the workspace's folder. */
  public String root() {
    return context.workspace().root().toString();
  }

  /**
   * Compares two sides.
   *
   * @return empty where sources are named, and there is no workspace or no database yet
   * @throws NotFoundException if a side is not there, or the two have no table in common
   * @throws UsageException if one side is a file and the other a source, or a column is none
   * @throws RefusedException if the output is there already, or is the workspace's own
   */
  public Optional<DiffReport> diff(DiffRequest request) {
    requireFree(request);
    String after = request.after() == null ? request.before() : request.after();
    boolean isFile = FileSides.isFile(request.before());
    if (request.meaning() == Meaning.PERIOD && request.after() != null) {
      if (isFile != FileSides.isFile(after)) {
        throw new UsageException(
            "a file is compared with a file, and a source with a source",
            "name two files, or two sources");
      }
      if (isFile) {
        return Optional.of(ofFiles(request, after));
      }
    }
    if (isFile) {
      throw new UsageException(
          request.before() + " is a file", "name the file to compare it with, without --versions");
    }
    if (request.meaning() == Meaning.PERIOD && request.after() == null) {
      throw new UsageException(
          "there is one side only", "name two, or compare versions with --versions");
    }
    beforeSources.run();
    return ofSources(request, after);
  }

  private DiffReport ofFiles(DiffRequest request, String after) {
    try (TemporaryFolder temporary = TemporaryFolder.create();
        FileSides files = new FileSides(temporary.path())) {
      return compared(
          request, files.open(request.before()), files.open(after), after, temporary.path());
    }
  }

  private Optional<DiffReport> ofSources(DiffRequest request, String after) {
    // The tables of both sides.
    record Both(List<DiffSide> before, List<DiffSide> after) {}
    Optional<Both> both =
        context.readIfPresent(
            "looking for what is compared",
            (connection, identity) -> {
              SourceSides sides = new SourceSides(context, connection, identity);
              return request.meaning() == Meaning.PERIOD
                  ? new Both(sides.ofPeriod(request.before()), sides.ofPeriod(after))
                  : new Both(
                      sides.ofVersion(request.before(), PREVIOUS),
                      sides.ofVersion(
                          request.after() == null ? SourceSides.Named.parse(after).name() : after,
                          CURRENT));
            });
    return both.map(
        found -> {
          try (TemporaryFolder temporary = TemporaryFolder.create()) {
            boolean isVersions = request.meaning() != Meaning.PERIOD;
            return compared(
                request,
                isVersions ? SourceSides.comparable(found.before(), found.after()) : found.before(),
                isVersions ? SourceSides.comparable(found.after(), found.before()) : found.after(),
                after,
                temporary.path());
          }
        });
  }

  private DiffReport compared(
      DiffRequest request,
      List<DiffSide> before,
      List<DiffSide> after,
      String afterName,
      Path temporary) {
    SidePairs pairs = SidePairs.of(chosen(request, before), chosen(request, after));
    if (pairs.pairs().isEmpty()) {
      throw new NotFoundException(
          "the two have no table in common",
          "there are "
              + String.join(", ", pairs.onlyBefore())
              + " and "
              + String.join(", ", pairs.onlyAfter())
              + "; name one of each");
    }
    Path output = request.output();
    List<TableDiff> tables = new ArrayList<>();
    try (ChangeFile file = new ChangeFile(temporary)) {
      for (SidePairs.Pair pair : pairs.pairs()) {
        tables.add(compared(request, pair, temporary, output == null ? null : file));
      }
      if (output != null) {
        write(
            file, request.before() + " and " + afterName, new UserFile(output, request.existing()));
      }
    }
    return new DiffReport(
        request.before(),
        afterName,
        tables,
        pairs.onlyBefore(),
        pairs.onlyAfter(),
        output == null ? null : output.toString());
  }

  private static List<DiffSide> chosen(DiffRequest request, List<DiffSide> sides) {
    if (request.tables().isEmpty()) {
      return sides;
    }
    List<DiffSide> chosen =
        sides.stream()
            .filter(
                side ->
                    request.tables().contains(side.label())
                        || request.tables().contains(side.label().replaceFirst("^_", ""))
                        || request.tables().contains(side.name().name()))
            .toList();
    if (chosen.isEmpty()) {
      throw new NotFoundException(
          "there is no table " + String.join(", ", request.tables()),
          "the tables are "
              + String.join(", ", sides.stream().map(side -> side.name().name()).toList()));
    }
    return chosen;
  }

  private static TableDiff compared(
      DiffRequest request, SidePairs.Pair pair, Path temporary, @Nullable ChangeFile file) {
    Shown shown = new Shown(request, pair.after().name().name(), file);
    try (TemporaryFolder folder = TemporaryFolder.in(temporary)) {
      TableComparison comparison =
          new TableComparer(folder.path())
              .compare(pair.before().table(), pair.after().table(), request.key(), shown);
      long all = comparison.rowsChanged() + comparison.rowsAdded() + comparison.rowsRemoved();
      return new TableDiff(
          pair.before().name(),
          pair.after().name(),
          comparison,
          shown.first,
          all - shown.first.size());
    }
  }

  /** Shows the first rows that differ, and writes all of them where that is asked for. */
  private static final class Shown implements RowChanges {
    private final DiffRequest request;
    private final String table;
    private final @Nullable ChangeFile file;
    private final List<RowChange> first = new ArrayList<>();

    Shown(DiffRequest request, String table, @Nullable ChangeFile file) {
      this.request = request;
      this.table = table;
      this.file = file;
    }

    @Override
    public int wanted(RowChange.Kind kind) {
      return file != null ? Integer.MAX_VALUE : request.limit() - first.size();
    }

    @Override
    public void add(RowChange change) {
      if (first.size() < request.limit()) {
        first.add(change);
      }
      if (file != null) {
        file.add(table, change);
      }
    }
  }

  private void requireFree(DiffRequest request) {
    Path output = request.output();
    if (output != null) {
      new UserFile(output, request.existing()).requireFree(context.workspace());
    }
  }

  /** Written beside it, then given its name: it is whole or not there. */
  private static void write(ChangeFile file, String title, UserFile output) {
    output.write(
        draft -> {
          file.export(title, draft);
          return draft;
        });
  }
}
