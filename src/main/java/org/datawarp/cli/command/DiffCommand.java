package org.datawarp.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.DiffPrinter;
import org.datawarp.model.Existing;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.workflow.diff.DiffReport;
import org.datawarp.workflow.diff.DiffRequest;
import org.datawarp.workflow.diff.DiffRequest.Meaning;
import org.datawarp.workflow.diff.DiffWorkflow;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp diff}. */
@CommandLine.Command(
    description = {
      "Says in what two periods, manifests, versions or files differ.",
      "Told are columns, types, rows that came and went, and values that were revised. Rows are"
          + " found again by the columns that name them."
    },
    footer = {
      "  datawarp diff adhd_jul25 adhd_aug25             two manifests, table by table",
      "  datawarp diff adhd@2025-07 adhd@2025-08         two periods of a publication or source",
      "  datawarp diff adhd_aug25 --versions             the export before and the one in use",
      "  datawarp diff adhd_aug25@2025-10-01 adhd_aug25 --versions",
      "  datawarp diff July.xlsx August.xlsx             two files; needs no workspace",
      "  datawarp diff adhd_jul25 adhd_aug25 -o changes.parquet"
    })
public final class DiffCommand extends Command {
  @Parameters(
      index = "0",
      paramLabel = "A",
      description =
          "The older side: a source, a manifest, a publication with @PERIOD, or a file (Parquet, "
              + "workbook, CSV, ZIP).")
  private String before = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "B",
      description = "The newer side. With --versions it may be left out: the version in use.")
  private @Nullable String after;

  @Option(
      names = "--versions",
      description =
          "What follows @ is a version, not a period: a day such as 2025-10-01 (in use at its end), a "
              + "run, previous or current. Default: previous for A, current for B.")
  private boolean versions;

  @Option(
      names = "--key",
      paramLabel = "COLUMN",
      description =
          "A column that names rows; may be repeated. Default: found: the fewest columns without "
              + "numbers that tell all rows of both sides apart.")
  private List<String> key = new ArrayList<>();

  @Option(
      names = "--table",
      paramLabel = "T",
      description = "Only this table: its code or label; may be repeated. Default: all.")
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "List at most so many rows of each table; default: ${DEFAULT-VALUE}.")
  private int limit = 20;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Write every row that differs to a Parquet file: a line for each revised value, and for each "
              + "row that came or went.")
  private @Nullable Path output;

  @Option(names = "--force", description = "With -o: replace a file that is there already.")
  private boolean force;

  /** Makes the command. */
  public DiffCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    if (limit < 0 || limit > 1_000_000) {
      throw new UsageException(
          "--limit " + limit + " is not a number of rows", "use 0 to 1000000, or -o for all");
    }
    if (output == null) {
      requireUnset("-o", "it says what becomes of that file", "--force");
    }
    DiffWorkflow diff = opened.diff();
    Optional<DiffReport> report =
        diff.diff(
            new DiffRequest(
                before,
                after,
                versions ? Meaning.VERSION : Meaning.PERIOD,
                key,
                tables,
                limit,
                output,
                force ? Existing.REPLACE : Existing.KEEP));
    print(
        () -> report.<Object>map(found -> found).orElseGet(this::nothing),
        () -> {
          if (report.isEmpty()) {
            printNothingLoaded(diff.root());
          } else {
            new DiffPrinter(console()).print(report.get());
          }
        });
    return ExitCode.OK;
  }

  private Map<String, Object> nothing() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("before", before);
    object.put("tables", List.of());
    return object;
  }
}
