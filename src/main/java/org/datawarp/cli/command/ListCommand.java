package org.datawarp.cli.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.AlignedTable;
import org.datawarp.cli.output.Format;
import org.datawarp.model.UnreadablePath;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.repository.SourceRepository.SourceEntry;
import org.datawarp.workflow.status.StatusWorkflow;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp list}. */
@CommandLine.Command(
    description = "Lists the sources of the workspace, and drafts that wait for a load.",
    footer = {
      "  datawarp list",
      "  datawarp list 'adhd_*' --json",
      "  datawarp list --sort rows --columns source,rows,size"
    })
public final class ListCommand extends Command {
  /** In the order in which columns are left out where the terminal is narrow. */
  private static final List<Column> SPARED =
      List.of(Column.TITLE, Column.MANIFEST, Column.SIZE, Column.LOADED, Column.STATE);

  @Parameters(
      arity = "0..1",
      paramLabel = "GLOB",
      description = "Only sources whose code or manifest matches.")
  private @Nullable String glob;

  @Option(
      names = "--sort",
      converter = ColumnConverter.class,
      paramLabel = "COLUMN",
      description =
          "What to sort by: rows, size and loaded with the greatest first. Default: publication and"
              + " period.")
  private @Nullable Column sort;

  @Option(
      names = "--columns",
      split = ",",
      converter = ColumnConverter.class,
      paramLabel = "COLUMN",
      description =
          "Which columns to show, with commas: source, manifest, period, state, rows, size, loaded,"
              + " title. Default: those that fit.")
  private List<Column> columns = List.of();

  public ListCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    StatusWorkflow look = opened.look();
    Optional<List<SourceEntry>> sources = look.list(glob).map(this::sorted);
    StatusWorkflow.Drafts drafts = look.drafts(glob);
    List<UnreadablePath> unreadable = drafts.unreadable();
    print(
        () ->
            new Listing(
                look.root(), sources.orElse(List.of()), drafts.drafts(), drafts.unreadable()),
        () -> {
          unreadable.forEach(
              each -> console().warn("cannot read " + each.path() + ": " + each.reason()));
          print(look.root(), sources, drafts.drafts());
        });
    return unreadable.isEmpty() ? ExitCode.OK : ExitCode.PARTIAL;
  }

  private List<SourceEntry> sorted(List<SourceEntry> sources) {
    Comparator<Placed> usual =
        Comparator.comparing(Placed::publication)
            .thenComparing(Placed::start)
            .thenComparing(placed -> placed.source().code());
    return sources.stream()
        .map(source -> new Placed(source, publication(source), start(source)))
        .sorted(
            sort == null
                ? usual
                : Comparator.comparing(Placed::source, sort.order).thenComparing(usual))
        .map(Placed::source)
        .toList();
  }

  /**
   * A source and where it stands in the list.
   *
   * @param start the first day of its period; empty where it has none
   */
  private record Placed(SourceEntry source, String publication, String start) {}

  /** The manifest's name without its period. */
  private static String publication(SourceEntry source) {
    String name = Optional.ofNullable(source.manifest()).orElse(source.code());
    return PeriodParser.find(name)
        .map(finding -> name.replace(finding.matchedText(), ""))
        .orElse(name);
  }

  private static String start(SourceEntry source) {
    return Optional.ofNullable(source.period())
        .flatMap(PeriodParser::ofHeader)
        .map(period -> period.start().toString())
        .orElse("");
  }

  private void print(
      String root, Optional<List<SourceEntry>> sources, List<StatusWorkflow.Draft> drafts) {
    if (sources.isEmpty() && drafts.isEmpty()) {
      printNothingLoaded(root);
      return;
    }
    List<SourceEntry> found = sources.orElse(List.of());
    if (found.isEmpty() && drafts.isEmpty()) {
      console().print(glob == null ? "no sources yet" : "no source matches " + glob);
    }
    if (!found.isEmpty()) {
      List<Column> shown = columns.isEmpty() ? fitting(found) : columns;
      console().table(names(shown), rows(found, shown));
    }
    if (!found.isEmpty() && !drafts.isEmpty()) {
      console().print("");
    }
    if (!drafts.isEmpty()) {
      console()
          .table(
              List.of("draft", "period", "file"),
              drafts.stream()
                  .map(
                      draft -> List.of(draft.manifest(), Format.text(draft.period()), draft.path()))
                  .toList());
    }
  }

  /** All columns, without those that a narrow terminal has no room for. */
  private List<Column> fitting(List<SourceEntry> found) {
    List<Column> shown = new ArrayList<>(List.of(Column.values()));
    int room = console().columns().getAsInt();
    for (Column spared : SPARED) {
      if (AlignedTable.width(names(shown), rows(found, shown)) <= room) {
        return shown;
      }
      shown.remove(spared);
    }
    return shown;
  }

  private static List<String> names(List<Column> shown) {
    return shown.stream().map(Column::toString).toList();
  }

  private static List<List<String>> rows(List<SourceEntry> found, List<Column> shown) {
    return found.stream()
        .map(source -> shown.stream().map(column -> column.text.apply(source)).toList())
        .toList();
  }

  /** A column of the table. */
  enum Column {
    SOURCE(SourceEntry::code, Comparator.comparing(SourceEntry::code)),
    MANIFEST(source -> Format.text(source.manifest()), text(SourceEntry::manifest)),
    PERIOD(source -> Format.text(source.period()), Comparator.comparing(ListCommand::start)),
    STATE(source -> Format.text(source.state()), text(SourceEntry::state)),
    ROWS(source -> Format.count(source.rows()), greatestFirst(SourceEntry::rows)),
    SIZE(source -> Format.size(source.sizeBytes()), greatestFirst(SourceEntry::sizeBytes)),
    LOADED(source -> Format.time(source.lastLoaded()), greatestFirst(SourceEntry::lastLoaded)),
    TITLE(source -> Format.text(source.title()), text(SourceEntry::title));

    private final Function<SourceEntry, String> text;
    private final Comparator<SourceEntry> order;

    Column(Function<SourceEntry, String> text, Comparator<SourceEntry> order) {
      this.text = text;
      this.order = order;
    }

    private static Comparator<SourceEntry> text(Function<SourceEntry, @Nullable String> key) {
      return Comparator.comparing(source -> Format.text(key.apply(source)));
    }

    private static <T extends Comparable<T>> Comparator<SourceEntry> greatestFirst(
        Function<SourceEntry, @Nullable T> key) {
      return Comparator.comparing(
          key, Comparator.nullsLast(Comparator.<T>naturalOrder().reversed()));
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reads the name of a column. */
  static final class ColumnConverter extends EnumConverter<Column> {
    ColumnConverter() {
      super(Column.class);
    }
  }

  /** What {@code --json} prints. */
  private record Listing(
      String workspace,
      List<SourceEntry> sources,
      List<StatusWorkflow.Draft> drafts,
      List<UnreadablePath> unreadable) {}
}
