package org.datawarp.cli.command;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.Format;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.model.Existing;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.table.CsvOption;
import org.datawarp.workflow.convert.FileKind;
import org.datawarp.workflow.refresh.FileFormat;
import org.datawarp.workflow.refresh.RowsRequest;
import org.datawarp.workflow.refresh.Selected;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp export}. */
@CommandLine.Command(
    description = {
      "Writes a source's rows to Parquet again, or to a file of your own: a CSV, a workbook with a",
      "sheet of notes, or Parquet."
    },
    footer = {
      "  datawarp export adhd_aug25",
      "  datawarp export adhd_aug25 --format xlsx",
      "  datawarp export adhd_aug25 -o adhd.csv --bom",
      "  datawarp export adhd_aug25 -o - | head"
    })
public final class ExportCommand extends Command {
  private static final String STANDARD_OUTPUT = "-";

  @Parameters(
      paramLabel = "SOURCE",
      description =
          "A manifest's name: its own rows; or a source's code: all of them, of a canonical source one"
              + " file for each period.")
  private String source = "";

  @Option(
      names = "--format",
      converter = EnumConverter.OfFileKind.class,
      paramLabel = "FORMAT",
      description =
          "csv, xlsx or parquet; default: as FILE ends, csv for '-', and without -o parquet in its"
              + " place in output/current.")
  private @Nullable FileKind format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "A file of your own; default for csv and xlsx: <source>.<format> in this folder. '-' writes"
              + " to standard output.")
  private @Nullable Path output;

  @Option(names = "--force", description = "Replace a file of your own that is there already.")
  private boolean replaces;

  @Option(
      names = "--bom",
      description =
          "For csv: begin with a byte order mark, by which a spreadsheet knows that it is UTF-8.")
  private boolean marksBytes;

  @Option(
      names = "--period",
      paramLabel = "P",
      description = "Of a canonical source only this period, such as 2025-08; default: all.")
  private @Nullable String period;

  @Option(
      names = "--escape-formulas",
      description =
          "For csv: write an apostrophe before texts that a spreadsheet would run as formulas.")
  private boolean escapesFormulas;

  @Option(
      names = "--union",
      description = {
        "SOURCE is a glob: write the rows of all its sources to one file,",
        "columns matched by name; _source says which a row is of."
      })
  private boolean union;

  @Option(
      names = "--view",
      paramLabel = "NAME",
      description = {
        "With --union: make the view staging.NAME over them instead. Every",
        "load that brings such a source makes it anew."
      })
  private @Nullable String view;

  @Mixin private RunOptions run = new RunOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();
  @Mixin private ForeignFilesOption foreign = new ForeignFilesOption();

  public ExportCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    FileKind kind = kind();
    requireSense(kind);
    if (view != null) {
      return view(opened, view);
    }
    if (!union && output == null && kind == FileKind.PARQUET) {
      return inPlace(opened);
    }
    requireUnset(
        union ? "an export without --union" : "an export to its place in output/current",
        "a file of your own is no part of the workspace",
        "--wait",
        "--accept-database",
        "--keep-aside");
    return isStream() ? toStream(opened, kind) : toFile(opened, kind);
  }

  private FileKind kind() {
    if (format != null || output == null) {
      return format == null ? FileKind.PARQUET : format;
    }
    String name = output.toString().toLowerCase(Locale.ROOT);
    for (FileKind kind : FileKind.values()) {
      if (name.endsWith("." + kind.extension())) {
        return kind;
      }
    }
    if (isStream()) {
      return FileKind.CSV;
    }
    throw new UsageException(
        "what " + output + " is to be is not said", "add --format csv, xlsx or parquet");
  }

  private void requireSense(FileKind kind) {
    if (kind != FileKind.CSV) {
      requireUnset("--format csv", "workbooks hold texts as texts", "--escape-formulas");
      requireUnset("--format csv", "the others say themselves how they are encoded", "--bom");
    }
    if (view != null && !union) {
      throw new UsageException("--view goes with --union", "say what it is over: 'adhd_*' --union");
    }
    if (view != null) {
      requireUnset("an export without --view", "a view is no file", "--force", "-o");
    }
    if (isStream()) {
      requireUnset("a file", "standard output replaces nothing", "--force");
    }
    if (isStream() && options().isJson()) {
      throw new UsageException(
          "--json does not go with -o -", "standard output holds the rows then");
    }
    if (isStream() && console().terminal() && kind != FileKind.CSV) {
      throw new UsageException(
          "a terminal cannot show " + kind.extension(), "send it to a file or another program");
    }
  }

  private boolean isStream() {
    return output != null && output.toString().equals(STANDARD_OUTPUT);
  }

  private ExitCode view(Workflows opened, String name) {
    requireUnset(
        "an export without --union",
        "several sources in one file are no part of the workspace",
        "--wait",
        "--period",
        "--keep-aside");
    String made = opened.steps().makeUnionView(source, name);
    print(() -> new View(made), () -> console().print("view " + made + " is over " + source));
    return ExitCode.OK;
  }

  private ExitCode inPlace(Workflows opened) {
    requireUnset("-o FILE", "what stands in output/current is replaced anyway", "--force");
    try (ProgressLine progress = new ProgressLine(console())) {
      refreshPrinter(opened)
          .print(
              opened
                  .steps()
                  .exportParquet(
                      selected(),
                      foreign.choice(),
                      "export " + source + (period == null ? "" : " --period " + period),
                      run.maxWait(),
                      progress),
              options());
    }
    return ExitCode.OK;
  }

  private ExitCode toStream(Workflows opened, FileKind kind) {
    opened.fileExport().toStream(request(kind), console().bytes());
    return ExitCode.OK;
  }

  private ExitCode toFile(Workflows opened, FileKind kind) {
    Path target = output == null ? Path.of(stem() + "." + kind.extension()) : output;
    Existing existing = replaces ? Existing.REPLACE : Existing.KEEP;
    long rows = opened.fileExport().toFile(request(kind), target, existing);
    print(
        () -> new Written(target, rows),
        () -> console().print(Format.plural(rows, "row") + " in " + target));
    return ExitCode.OK;
  }

  /** A glob is no name for a file everywhere. */
  private String stem() {
    if (!union) {
      return source;
    }
    String stem = source.replaceAll("[^A-Za-z0-9_]+", "").replaceAll("(?<!_)_+$", "");
    return stem.isEmpty() ? "union" : stem;
  }

  private RowsRequest request(FileKind kind) {
    Set<CsvOption> csv = EnumSet.noneOf(CsvOption.class);
    if (escapesFormulas) {
      csv.add(CsvOption.ESCAPE_FORMULAS);
    }
    if (marksBytes) {
      csv.add(CsvOption.BYTE_ORDER_MARK);
    }
    FileFormat written =
        switch (kind) {
          case PARQUET -> FileFormat.PARQUET;
          case CSV -> FileFormat.CSV;
          case XLSX -> FileFormat.XLSX;
        };
    return new RowsRequest(
        selected(), union ? RowsRequest.Selection.UNION : RowsRequest.Selection.ONE, written, csv);
  }

  private Selected selected() {
    return new Selected(source, period == null ? null : PeriodParser.require(period));
  }

  /** What {@code --union --view --json} prints. */
  private record View(String view) {}

  /** What {@code --json} prints. */
  private record Written(Path file, long rows) {}
}
