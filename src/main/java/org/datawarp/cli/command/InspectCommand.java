package org.datawarp.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Console;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.Format;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.table.DetectedColumn;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.SheetSummary;
import org.datawarp.workflow.inspect.InspectWorkflow;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp inspect}. */
@CommandLine.Command(
    description = "Shows what is in a file: its sheets, its tables, their columns and types.",
    footer = {
      "  datawarp inspect ADHD_summary_Aug25.xlsx",
      "  datawarp inspect file.zip --json",
      "  datawarp inspect file.xlsx --html page.html",
      "  datawarp inspect file.xlsx --manifest manifests/active/adhd_aug25.yaml"
    })
public final class InspectCommand extends Command {
  @Parameters(paramLabel = "FILE", description = "A workbook, CSV or ZIP.")
  private Path file = Path.of("");

  @Option(
      names = "--html",
      paramLabel = "OUT",
      description = "Also draw the sheets as a page of HTML, coloured by what each cell is.")
  private @Nullable Path html;

  @Option(
      names = "--manifest",
      paramLabel = "YAML",
      description = {
        "A manifest's file: read as its decisions say (header_rows, range,",
        "skip, unpivot, …), and compared with the tables it remembers."
      })
  private @Nullable Path manifest;

  public InspectCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    InspectWorkflow.Inspection inspection =
        html == null
            ? opened.inspect().inspect(file, manifest)
            : opened.inspect().draw(file, manifest, html);
    if (html != null) {
      console().tell("page written to " + html);
    }
    if (options().isJson()) {
      console().json(inspection.json());
      return ExitCode.OK;
    }
    inspection.warnings().forEach(console()::warn);
    console().print(Console.Style.BOLD, "Sheets");
    sheets(inspection);
    for (int i = 0; i < inspection.tables().size(); i++) {
      table(inspection.tables().get(i), inspection.notLoaded().get(i));
      inspection.keys().get(i).forEach(line -> console().print("key " + line));
      inspection.markers().get(i).forEach(line -> console().print("marker " + line));
    }
    if (inspection.tables().isEmpty()) {
      console().print("");
      console().print("no table found");
    }
    return ExitCode.OK;
  }

  private void sheets(InspectWorkflow.Inspection inspection) {
    List<List<String>> rows = new ArrayList<>();
    for (SheetSummary sheet : inspection.sheets()) {
      rows.add(
          List.of(
              place(sheet.member(), sheet.name()),
              sheet.kind().text(),
              sheet.state().text(),
              sheet.why()));
    }
    console().table(List.of("sheet", "kind", "state", "why"), rows);
  }

  private void table(DetectedTable table, String notLoaded) {
    console().print("");
    console()
        .print(
            Console.Style.BOLD,
            heading(table) + (table.title().isEmpty() ? "" : ": " + table.title()));
    console()
        .print(
            table.firstColumn()
                + table.firstDataRow()
                + ":"
                + table.lastColumn()
                + table.lastDataRow()
                + ", header "
                + (table.headerRows().isEmpty() ? "none" : "row " + join(table.headerRows()))
                + ", "
                + Format.plural(table.counts().data(), "data row")
                + (notLoaded.isEmpty() ? "" : "; not loaded: " + notLoaded));
    console()
        .print(
            "because "
                + table.reason()
                + String.format(java.util.Locale.ROOT, " (confidence %.2f)", table.confidence()));
    List<List<String>> rows = new ArrayList<>();
    for (DetectedColumn column : table.columns()) {
      rows.add(
          List.of(
              DetectedTable.letters(column.position()),
              column.name(),
              column.type().text(),
              String.join(" ", column.markers()),
              String.join(" / ", column.header()).replaceAll("\\s+", " ")));
    }
    console().table(List.of("col", "name", "type", "markers", "header"), rows);
    if (table.unpivot() != null) {
      console()
          .print(
              "loading turns "
                  + Format.plural(table.unpivot().periodColumns().size(), "period column")
                  + " into rows");
    }
    if (table.group() != null) {
      console().print("loaded together with the other tables of group " + table.group());
    }
  }

  private static String join(List<Integer> rows) {
    return String.join(", ", rows.stream().map(String::valueOf).toList());
  }

  /** A sheet's name may be a number itself, or that of a table: it is told apart by quotes. */
  private static String heading(DetectedTable table) {
    String member = table.member() == null ? "" : table.member() + ", ";
    String sheet = table.sheet() == null ? "" : "sheet '" + table.sheet() + "', ";
    String heading = member + sheet + "table " + table.number();
    return member.isEmpty()
        ? heading.substring(0, 1).toUpperCase(Locale.ROOT) + heading.substring(1)
        : heading;
  }

  private static String place(@Nullable String member, @Nullable String sheet) {
    if (member == null) {
      return sheet == null ? "(csv)" : sheet;
    }
    return sheet == null ? member : member + " " + sheet;
  }
}
