package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.lifecycle.refresh.RefreshRequest.Option;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.table.TableDifference;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.workflow.undo.UndoWorkflow;
import org.junit.jupiter.api.Test;

/** Keys that stand above their rows, and cells that stand in no table, over several refreshes. */
class RowKeysIT extends RefreshFixture {
  private static final String SECTIONS =
      "Provider,Waiting,Seen\nNorth,,\nA,1,2\nB,3,4\nSouth,,\nA,5,6\nB,7,8\n";
  private static final String PAIRS =
      "Region,Men,Women\nNorth,1,2\nSouth,3,4\nEast,5,6\nWest,7,8\nKent,9,10\n";

  private void decide(String line) throws IOException {
    edit("(?m)^( *)schema: staging$", "$0\n$1" + line);
  }

  private void edit(String pattern, String replacement) throws IOException {
    Path file = workspace.activeManifests().resolve(name + ".yaml");
    String text = Files.readString(file);
    String edited = text.replaceAll(pattern, replacement);
    assertThat(edited).isNotEqualTo(text);
    Files.writeString(file, edited);
  }

  @Test
  void labelsAreLoadedAndTracedToTheirCells() {
    refresh(source(SECTIONS));

    assertThat(query("SELECT section, provider, waiting FROM " + table + " ORDER BY _source_row"))
        .containsExactly("North|A|1", "North|B|3", "South|A|5", "South|B|7");
    assertThat(
            query(
                "SELECT f.key_origins -> 'section' FROM datawarp.tbl_manifest_files f WHERE"
                    + " f.manifest_name = '"
                    + name
                    + "'"))
        .containsExactly("[[\"A2\", 3, 4], [\"A5\", 6, 7]]");
    assertThat(manifest().sources().get(0).columns().get(0).keys().text()).isEqualTo("section");
    assertConsistent();
  }

  @Test
  void labelsAreExportedWithTheirRows() throws SQLException {
    refresh(source(SECTIONS));

    assertThat(exported("SELECT section, provider, waiting FROM '%s' ORDER BY _source_row"))
        .containsExactly("North|A|1", "North|B|3", "South|A|5", "South|B|7");
  }

  private List<String> exported(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql.formatted(parquet(name)))) {
      while (result.next()) {
        rows.add(result.getString(1) + "|" + result.getString(2) + "|" + result.getString(3));
      }
    }
    return rows;
  }

  @Test
  void labelsAreTakenBackInTheManifest() throws IOException {
    String url = source(SECTIONS);
    refresh(url);
    decide("sections: drop");

    RefreshReport report = refresh(url);

    assertThat(report.outcome()).isEqualTo(Outcome.REFRESHED);
    assertThat(report.warnings()).anyMatch(line -> line.contains("cannot be told apart"));
    assertThat(query("SELECT DISTINCT section FROM " + table)).containsExactly("null");
  }

  @Test
  void whatWasLoadedWithoutLabelsStaysSoUntilItIsReread() throws IOException {
    String url = source(FIVE.replace("Patients", "Waiting"));
    refresh(url);
    String labelled = "Region,Waiting\nAll,\nNorth,1\nSouth,2\nSome,\nNorth,3\nSouth,4\nEast,5\n";

    refresh(source(labelled));

    assertThat(manifest().sources().get(0).columns())
        .extracting(column -> column.name())
        .containsExactly("region", "waiting");

    refresh(source(labelled), Option.REREAD);

    assertThat(query("SELECT section, region, waiting FROM " + table + " ORDER BY _source_row"))
        .startsWith("All|North|1", "All|South|2", "Some|North|3");
    assertConsistent();
  }

  @Test
  void loadedColumnsKeepTheirNamesUntilTheyAreReread() throws IOException {
    String rows = "Region,Wait,Wait\nNorth,1,2\nSouth,3,4\nEast,5,6\nWest,7,8\n";
    refresh(source(rows));

    RefreshReport report =
        refresh(source(",Admitted,Non-admitted\n" + rows.replace("East,5", "East,9")));

    assertThat(names()).containsExactly("region", "wait", "wait_2");
    assertThat(report.warnings())
        .anyMatch(line -> line.contains("2 columns keep the names they were loaded with"));
    assertThat(query("SELECT wait, wait_2 FROM " + table + " WHERE region = 'East'"))
        .containsExactly("9|6");
    assertConsistent();

    refresh(source(",Admitted,Non-admitted\n" + rows.replace("East,5", "East,10")), Option.REREAD);

    assertThat(names()).containsExactly("region", "admitted_wait", "non_admitted_wait");
    assertConsistent();
  }

  @Test
  void rereadColumnsKeepTheirPlaceInTableAndViewsAndComeBack() throws IOException {
    String rows = "Region,Wait,Wait\nNorth,1,2\nSouth,3,4\nEast,5,6\nWest,7,*\n";
    refresh(source(rows));
    String headed = ",Admitted,Non-admitted\n" + rows.replace("East,5", "East,9");
    refresh(source(headed));
    String view = "staging.of_" + name;
    execute("CREATE VIEW " + view + " AS SELECT region, wait, wait_2__marker FROM " + table);
    execute(
        "UPDATE datawarp.tbl_column_metadata SET description = 'said' WHERE column_name = 'wait'"
            + " AND canonical_source_code = '"
            + name
            + "'");
    Manifest before = manifest();

    RefreshReport report = refresh(source(headed), Option.REREAD);

    assertThat(columns())
        .startsWith("region", "admitted_wait", "non_admitted_wait", "non_admitted_wait__marker")
        .doesNotContain("wait", "wait_2", "wait_2__marker");
    assertThat(query("SELECT wait, wait_2__marker FROM " + view + " ORDER BY region"))
        .containsExactly("9|null", "1|null", "3|null", "7|*");
    assertThat(
            query(
                "SELECT description FROM datawarp.tbl_column_metadata WHERE column_name ="
                    + " 'admitted_wait' AND canonical_source_code = '"
                    + name
                    + "'"))
        .containsExactly("said");
    assertConsistent();

    undo(report.run());

    assertThat(columns()).startsWith("region", "wait", "wait_2", "wait_2__marker");
    assertThat(query("SELECT wait, wait_2__marker FROM " + view + " ORDER BY region"))
        .containsExactly("9|null", "1|null", "3|null", "7|*");
    assertThat(manifest().sources().get(0).columns()).isEqualTo(before.sources().get(0).columns());
  }

  @Test
  void tablesThatWereLoadedAsOneStayOneUntilTheyAreReread() throws IOException {
    String wards = "\nWards by name\nWard,Nurses,Doctors\nAlder,3,1\nBrock,2,4\nCarr,1,1\n";
    String beds = "Region,Beds,Closed\nNorth,4,1\nSouth,5,2\nEast,7,3\n";
    refresh(source(beds));
    edit("last_data_row: 4", "last_data_row: 10");
    String both = source(beds + wards);

    refresh(both);

    assertThat(manifest().sources()).hasSize(1);
    assertThat(query("SELECT count(*) FROM " + table + " WHERE region IN ('East', 'Carr')"))
        .containsExactly("2");
    assertConsistent();

    refresh(both, Option.REREAD, Option.ACCEPT_SHRINK);

    assertThat(manifest().sources()).hasSize(2);
    assertConsistent();
  }

  @Test
  void aDryRunShowsWhatTheRulesOfTodayReadOtherwise() throws IOException {
    String rows = "Region,Wait,Wait\nNorth,1,2\nSouth,3,4\nEast,5,6\nWest,7,8\n";
    refresh(source(rows));
    String url = source(",Admitted,Non-admitted\n" + rows);
    refresh(url);
    edit("extraction_version: \\d+", "extraction_version: 1");

    RefreshReport plan = workflow.plan(request(url), RunListener.SILENT);

    assertThat(plan.differences())
        .filteredOn(difference -> difference.kind() == TableDifference.Kind.REREAD_NAMES)
        .singleElement()
        .satisfies(
            difference ->
                assertThat(difference.text())
                    .contains("wait (admitted_wait), wait_2 (non_admitted_wait)"));
    assertThat(refresh(url).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  private void undo(String run) {
    clock.advance(Duration.ofSeconds(1));
    new UndoWorkflow(context).undo(run, "undo", Duration.ZERO, RunListener.SILENT);
  }

  private List<String> columns() {
    return query(
        "SELECT attname FROM pg_attribute WHERE attrelid = '"
            + table
            + "'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum");
  }

  private List<String> names() {
    return manifest().sources().get(0).columns().stream().map(column -> column.name()).toList();
  }

  @Test
  void numbersInNoTableAreRefusedUntilTheyAreAccepted() throws IOException {
    String url = source(PAIRS);
    refresh(url);
    decide("range: A1:C3");

    assertThatThrownBy(() -> refresh(url, Option.ACCEPT_SHRINK))
        .isInstanceOf(DataRejectedException.class)
        .hasMessageContaining("A4:C6 (6)");

    RefreshReport accepted = refresh(url, Option.ACCEPT_SHRINK, Option.ACCEPT_UNCLAIMED);

    assertThat(accepted.unclaimed())
        .singleElement()
        .satisfies(c -> assertThat(c.rows()).isEqualTo(3));
    assertThat(
            query(
                "SELECT details -> 'unclaimed' -> 0 ->> 'range' FROM datawarp.tbl_refresh_events"
                    + " WHERE source_code = '"
                    + name
                    + "' ORDER BY id DESC LIMIT 1"))
        .containsExactly("A4:C6");
    assertThat(refresh(source(PAIRS.replace("9,10", "9,11"))).warnings())
        .anyMatch(line -> line.contains("6 numbers in no table"));
    assertThatThrownBy(() -> refresh(source(PAIRS + "Essex,11,12\n")))
        .isInstanceOf(DataRejectedException.class)
        .hasMessageContaining("A4:C7");
  }

  @Test
  void whatWasAcceptedHoldsForTheNextIssueAsLongAsItIsTheSame() {
    String above = "Summary,10,20\nOther,11,22\n\n";
    String rows = "Region,Men,Women,All\nNorth,1,2,3\nSouth,3,4,7\nEast,5,6,11\nWest,7,8,15\n";
    assertThatThrownBy(() -> refresh(source(above + rows)))
        .isInstanceOf(DataRejectedException.class);
    refresh(source(above + rows), Option.ACCEPT_UNCLAIMED);

    RefreshReport next = run(next("sep25", source(above.replace("10", "12") + rows)));

    assertThat(next.outcome()).isEqualTo(Outcome.REFRESHED);
    assertThat(next.warnings()).anyMatch(line -> line.contains("4 numbers in no table"));
    String more = "Summary,17,250,31\nOther,16,222,33\n\n";
    assertThatThrownBy(() -> run(next("oct25", source(more + rows))))
        .isInstanceOf(DataRejectedException.class)
        .hasMessageContaining("A1:D2 (6)");
    assertThat(exists("staging.tbl_" + name.replace("aug25", "oct25"))).isFalse();
  }

  private RefreshRequest next(String period, String url) {
    String issue = name.replace("aug25", period);
    return new RefreshRequest(
        issue,
        url,
        null,
        List.of(),
        RefreshRequest.Scope.FULL,
        RefreshRequest.ReplacedGoes.VERSIONS,
        Set.of(),
        Duration.ZERO,
        "refresh " + issue);
  }

  @Test
  void titlesThatSayAnotherPeriodAreToldAndReplaceNothing() throws IOException {
    RefreshReport first = refresh(titled("July 2025", 1));

    assertThat(first.warnings())
        .anyMatch(line -> line.contains("the titles of 2 sheets say 2025-07"));

    refresh(titled("August 2025", 2));
    String rows = "SELECT count FROM staging.tbl_" + manifest().sources().get(0).code();
    List<String> loaded = query(rows);

    Path other = Files.move(Path.of(titled("July 2025", 3)), folder.resolve("other.zip"));

    assertThatThrownBy(() -> refresh(other.toString()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("2025-08 is loaded with other rows");
    assertThat(query(rows)).isEqualTo(loaded);
  }

  private String titled(String period, int from) {
    String rows =
        "\nRegion,Count\nNorth,%d\nSouth,%d\nEast,%d\n".formatted(from, from + 1, from + 2);
    return zip(
        "men.csv",
        "Waiting men in " + period + rows,
        "women.csv",
        "Waiting women in " + period + rows);
  }
}
