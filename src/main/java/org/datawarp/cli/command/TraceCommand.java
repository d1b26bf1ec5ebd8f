package org.datawarp.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.TracePrinter;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.workflow.trace.TraceReport;
import org.datawarp.workflow.trace.TraceRequest;
import org.datawarp.workflow.trace.TraceWorkflow;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp trace}. */
@CommandLine.Command(
    description = {
      "Leads from values in a table back to the cells they were read from: file, address, SHA-256,",
      "time of download, sheet, cell, and what stands there. The kept download is read again and",
      "compared; exit code 3 if a value came out otherwise, or could not be read again."
    },
    footer = {
      "  datawarp trace adhd_aug25 --row 18",
      "  datawarp trace adhd_aug25_referrals --where org_code=RAX --where age_band=0-4",
      "  datawarp trace adhd_aug25 --row 18 --column open_referrals --json"
    })
public final class TraceCommand extends Command {
  @Parameters(
      paramLabel = "SOURCE",
      description = "The code of a source, or the name of a manifest with one table.")
  private String source = "";

  @Option(
      names = "--row",
      paramLabel = "N",
      description = "The row of the sheet (of a CSV: the record), from 1, as in _source_row.")
  private @Nullable Long row;

  @Option(
      names = "--where",
      paramLabel = "COLUMN=VALUE",
      description = {
        "Rows in which a column has a value; may be repeated, and all must hold. The value is read",
        "as the column's type; COLUMN= finds rows without a value."
      })
  private List<String> where = new ArrayList<>();

  @Option(
      names = "--period",
      paramLabel = "P",
      description = "Only rows of this period, such as 2025-08.")
  private @Nullable String period;

  @Option(
      names = "--column",
      paramLabel = "NAME",
      description = "Trace only this column; may be repeated. Default: all.")
  private List<String> columns = new ArrayList<>();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Trace at most so many rows; default: ${DEFAULT-VALUE}.")
  private int limit = 10;

  /** Makes the command. */
  public TraceCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    TraceWorkflow trace = opened.trace();
    Optional<TraceReport> report = trace.trace(request());
    print(
        () -> report.<Object>map(found -> found).orElse(nothing(trace.root())),
        () -> {
          if (report.isEmpty()) {
            printNothingLoaded(trace.root());
          } else {
            new TracePrinter(console()).print(report.get());
          }
        });
    return report.map(TraceReport::isProven).orElse(true) ? ExitCode.OK : ExitCode.PARTIAL;
  }

  private TraceRequest request() {
    if (row == null && where.isEmpty()) {
      throw new UsageException(
          "nothing says which rows", "name a row with --row N, or rows with --where COLUMN=VALUE");
    }
    if (row != null && row < 1) {
      throw new UsageException("--row " + row + " is no row", "rows are counted from 1");
    }
    if (limit < 1) {
      throw new UsageException("--limit " + limit + " is not a number of rows", "use 1 or more");
    }
    return new TraceRequest(
        SourcePattern.parse(source),
        row,
        period == null ? null : PeriodParser.require(period).label(),
        where,
        columns,
        limit);
  }

  private static Map<String, Object> nothing(String root) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("workspace", root);
    object.put("rows", List.of());
    return object;
  }
}
