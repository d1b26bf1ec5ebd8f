package org.datawarp.cli.command;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.Format;
import org.datawarp.model.Existing;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.table.CellForm;
import org.datawarp.workflow.convert.Conversion;
import org.datawarp.workflow.convert.ConvertRequest;
import org.datawarp.workflow.convert.FileKind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp convert}. */
@CommandLine.Command(
    description = "Writes the tables of a file as clean files, one each, without a database.",
    footer = {
      "  datawarp convert ADHD_summary_Aug25.xlsx",
      "  datawarp convert https://www.england.nhs.uk/…/waits.xls -o tables",
      "  datawarp convert file.xlsx --table waiting_list -o - | head"
    })
public final class ConvertCommand extends Command {
  private static final String STANDARD_OUTPUT = "-";

  @Parameters(
      paramLabel = "FILE|URL",
      description = "A workbook, CSV or ZIP, or the address of one.")
  private String location = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description =
          "The folder for the files, <file>_<table>.<format> each; default: this one. '-' writes"
              + " one table to standard output.")
  private String output = "";

  @Option(
      names = "--format",
      converter = EnumConverter.OfFileKind.class,
      paramLabel = "FORMAT",
      description = "csv (default), parquet or xlsx.")
  private FileKind kind = FileKind.CSV;

  @Option(
      names = "--table",
      paramLabel = "T",
      description = "Only this table: its name, as the others' files have it, or its sheet's.")
  private @Nullable String table;

  @Option(
      names = "--markers",
      converter = MarkersConverter.class,
      paramLabel = "HOW",
      description =
          "Where shorthand such as * or [c] goes: columns (of its own, default), inline (beside the"
              + " values, which are text then) or drop.")
  private @Nullable Markers markers;

  @Option(
      names = "--raw",
      description = "Every cell as it is written in the file, as text, instead of typed values.")
  private boolean isRaw;

  @Option(names = "--force", description = "Replace files that are there already.")
  private boolean replaces;

  /** Where shorthand goes. */
  enum Markers {
    COLUMNS(CellForm.MARKER_COLUMNS),
    INLINE(CellForm.MARKERS_INLINE),
    DROP(CellForm.WITHOUT_MARKERS);

    private final CellForm form;

    Markers(CellForm form) {
      this.form = form;
    }
  }

  private static final class MarkersConverter extends EnumConverter<Markers> {
    MarkersConverter() {
      super(Markers.class);
    }
  }

  public ConvertCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    ConvertRequest request = new ConvertRequest(location, table, kind, form());
    return output.equals(STANDARD_OUTPUT) ? toStream(opened, request) : toFolder(opened, request);
  }

  private CellForm form() {
    if (isRaw && markers != null) {
      throw new UsageException(
          "--markers does not go with --raw", "raw cells hold their shorthand as it is written");
    }
    if (isRaw) {
      return CellForm.AS_WRITTEN;
    }
    return markers == null ? CellForm.MARKER_COLUMNS : markers.form;
  }

  private ExitCode toStream(Workflows opened, ConvertRequest request) {
    if (options().isJson()) {
      throw new UsageException(
          "--json does not go with -o -", "standard output holds the table's rows then");
    }
    if (console().terminal() && kind != FileKind.CSV) {
      throw new UsageException(
          "a terminal cannot show " + kind.extension(), "send it to a file or another program");
    }
    OutputStream bytes = console().bytes();
    Conversion done = opened.convert().toStream(request, bytes);
    done.warnings().forEach(console()::warn);
    return ExitCode.OK;
  }

  private ExitCode toFolder(Workflows opened, ConvertRequest request) {
    Existing existing = replaces ? Existing.REPLACE : Existing.KEEP;
    Conversion done = opened.convert().toFolder(request, Path.of(output), existing);
    if (options().isJson()) {
      console()
          .json(
              new Converted(
                  request.location(), request.kind().extension(), done.tables(), done.warnings()));
      return ExitCode.OK;
    }
    done.warnings().forEach(console()::warn);
    for (Conversion.Written written : done.tables()) {
      console().print(Format.plural(written.rows(), "row") + " in " + written.file());
    }
    return ExitCode.OK;
  }

  /** What {@code --json} prints. */
  private record Converted(
      String file, String format, List<Conversion.Written> tables, List<String> warnings) {}
}
