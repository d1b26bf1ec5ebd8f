package org.datawarp.cli.command;

import java.util.List;
import java.util.Optional;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.Format;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.repository.AuditRepository.AuditFile;
import org.datawarp.repository.SourceRepository.EventEntry;
import org.datawarp.workflow.status.RunLine;
import org.datawarp.workflow.status.StatusWorkflow;
import org.datawarp.workflow.status.VersionLine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp history}. */
@CommandLine.Command(
    description = {
      "Lists what was done, newest first.",
      "Of named sources also their versions: the one in use, those that were replaced, and those",
      "in the archive."
    },
    footer = {
      "  datawarp history",
      "  datawarp history adhd_aug25 --limit 5",
      "  datawarp history --runs"
    })
public final class HistoryCommand extends Command {
  @Parameters(
      arity = "0..1",
      paramLabel = "GLOB",
      description = "Only sources whose code or manifest matches.")
  private @Nullable String glob;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description =
          "At most so many events, and versions of each source; default: ${DEFAULT-VALUE}.")
  private int limit = 50;

  @Option(
      names = "--runs",
      description = "List runs of all commands, with the names that 'undo' takes.")
  private boolean runs;

  public HistoryCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    if (limit < 1) {
      throw new UsageException("--limit " + limit + " is not a number of events", "use 1 or more");
    }
    StatusWorkflow look = opened.look();
    if (runs) {
      return runs(look);
    }
    Optional<List<EventEntry>> events = look.history(glob, limit);
    List<VersionLine> versions =
        glob == null ? List.of() : look.versions(glob, limit).orElse(List.of());
    if (options().isJson()) {
      List<EventEntry> all = events.orElse(List.of());
      console()
          .json(
              glob == null
                  ? new Events(look.root(), all, look.olderEvents())
                  : new History(look.root(), all, versions, look.olderEvents()));
      return ExitCode.OK;
    }
    if (events.isEmpty()) {
      printNothingLoaded(look.root());
      return ExitCode.OK;
    }
    if (glob != null && events.get().isEmpty()) {
      look.newName(glob)
          .ifPresent(
              now ->
                  console()
                      .tell(
                          glob + " is called " + now + " now; see 'datawarp history " + now + "'"));
    }
    print(events.get(), versions);
    printOlder(look.olderEvents());
    return ExitCode.OK;
  }

  private void print(List<EventEntry> events, List<VersionLine> versions) {
    if (events.isEmpty() && versions.isEmpty()) {
      console()
          .print(
              glob == null
                  ? "no source was loaded yet; 'datawarp history --runs' lists all commands"
                  : "no event and no version matches " + glob);
      return;
    }
    if (!versions.isEmpty()) {
      console()
          .table(
              List.of("source", "version", "period", "loaded", "kept", "rows", "size", "file"),
              versions.stream().map(HistoryCommand::row).toList());
      console().print("");
    }
    if (events.isEmpty()) {
      console().print("no event is recorded");
      return;
    }
    console()
        .table(
            List.of("at", "source", "type", "status", "before", "after", "old export", "run"),
            events.stream().map(HistoryCommand::row).toList());
    for (EventEntry event : events) {
      String revision = event.revision();
      if (event.oldName() != null) {
        console().print(event.run() + ": " + event.source() + " was called " + event.oldName());
      }
      if (revision != null) {
        console().print(event.run() + ": " + event.source() + ": " + revision);
      }
    }
    events.stream()
        .filter(event -> event.error() != null)
        .forEach(event -> console().print(event.run() + ": " + event.error()));
  }

  private void printOlder(List<AuditFile> files) {
    if (files.isEmpty()) {
      return;
    }
    console()
        .print(
            "older events are in "
                + Format.plural(files.size(), "file")
                + ", "
                + files.get(0).path()
                + (files.size() == 1 ? "" : " to " + files.get(files.size() - 1).path()));
    files.stream()
        .map(AuditFile::store)
        .flatMap(store -> Optional.ofNullable(store).stream())
        .distinct()
        .forEach(store -> console().print("some of them only in " + store));
  }

  private ExitCode runs(StatusWorkflow look) {
    if (glob != null) {
      throw new UsageException("--runs lists whole runs", "leave out " + glob);
    }
    List<RunLine> lines = look.runs(limit).orElse(List.of());
    print(() -> new Runs(look.root(), lines), () -> print(lines));
    return ExitCode.OK;
  }

  private void print(List<RunLine> lines) {
    if (lines.isEmpty()) {
      console().print("nothing was done yet");
    } else {
      console()
          .table(
              List.of("at", "run", "command", "status", "can be undone until"),
              lines.stream().map(HistoryCommand::row).toList());
    }
  }

  private static List<String> row(RunLine line) {
    return List.of(
        Format.time(line.at()),
        line.run(),
        line.commandLine(),
        line.undoneBy() == null ? line.status() : "undone by " + line.undoneBy(),
        Format.time(line.undoUntil()));
  }

  private static List<String> row(VersionLine version) {
    return List.of(
        version.source(),
        version.place(),
        Format.text(version.period()),
        Format.time(version.loadedAt()),
        Format.time(version.keptAt()),
        Format.count(version.rowCount()),
        Format.size(version.sizeBytes()),
        version.path());
  }

  private static List<String> row(EventEntry event) {
    return List.of(
        Format.time(event.at()),
        event.source(),
        event.type(),
        event.status(),
        Format.count(event.oldRowCount()),
        Format.count(event.newRowCount()),
        Format.text(event.archivedTo()),
        Format.text(event.run()));
  }

  /** What {@code --json} prints of all sources. */
  private record Events(String workspace, List<EventEntry> events, List<AuditFile> olderEvents) {}

  /** What {@code --json} prints of named sources. */
  private record History(
      String workspace,
      List<EventEntry> events,
      List<VersionLine> versions,
      List<AuditFile> olderEvents) {}

  /** What {@code --runs --json} prints. */
  private record Runs(String workspace, List<RunLine> runs) {}
}
