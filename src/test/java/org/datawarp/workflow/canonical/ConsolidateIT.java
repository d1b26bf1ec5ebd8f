package org.datawarp.workflow.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert;
import org.datawarp.lifecycle.refresh.RefreshReport;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.table.Contract;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.canonical.ConsolidateWorkflow.OldNames;
import org.datawarp.workflow.canonical.MatchWorkflow.Answer;
import org.datawarp.workflow.canonical.MatchWorkflow.Answered;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables of single periods become one, and matches that wait for a person are taken. */
@ExtendWith(PostgresExtension.class)
class ConsolidateIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String WAITS =
      "Code,Region,Patients,Share\nA,North,%d,0.5\nB,South,%d,0.25\n";
  private static final String STAFF = "Ward,Beds,Staff\nX,1,%d\nY,2,%d\n";

  private final String name = "con" + NUMBERS.incrementAndGet();

  @TempDir Path folder;

  private Estate estate;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
  }

  private void issue(String token, int number, String waits) {
    estate.clock().advance(Duration.ofMinutes(1));
    estate.refresh(
        name + "_" + token,
        estate.zip(
            token + ".zip",
            "waits.csv",
            waits.formatted(number, number + 1),
            "staff.csv",
            STAFF.formatted(number, number)),
        null);
  }

  private ConsolidateReport consolidate(OldNames names) {
    estate.clock().advance(Duration.ofMinutes(1));
    return new ConsolidateWorkflow(estate.context())
        .execute(name, names, "consolidate " + name, Duration.ZERO, RunListener.SILENT);
  }

  private List<String> periods(String code) {
    return estate.query(
        "SELECT _period, count(*) FROM staging.tbl_" + code + " GROUP BY 1 ORDER BY 1");
  }

  private Map<String, String> outputs() {
    Map<String, String> outputs = new TreeMap<>(estate.files());
    outputs
        .keySet()
        .removeIf(
            path ->
                path.contains("catalog")
                    || !(path.startsWith("output/current") || path.startsWith("manifests/active")));
    return outputs;
  }

  private String registry() {
    return String.join(
        "\n",
        estate.query(
            "SELECT code, table_name, canonical, owner_manifest FROM datawarp.tbl_data_sources"
                + " WHERE code LIKE '"
                + name
                + "%' ORDER BY 1"));
  }

  @Test
  void theTablesOfAllIssuesBecomeOneOfEachKindAndUndoTakesItBack() {
    issue("jul25", 10, WAITS);
    issue("aug25", 20, WAITS.replace("0.25", "0.125"));
    issue("sep25", 30, WAITS.replace("Share", "Share,Beds").replaceAll("(0.\\d+)\n", "$1,7\n"));
    Map<String, String> before = outputs();
    String registryBefore = registry();
    List<String> old =
        estate.query("SELECT * FROM staging.tbl_" + name + "_aug25_waits ORDER BY _source_row");

    ConsolidatePlan plan = new ConsolidateWorkflow(estate.context()).plan(name).plan();
    assertThat(plan.sources())
        .extracting(ConsolidatePlan.Stacked::source)
        .containsExactly(name + "_staff", name + "_waits");
    assertThat(outputs()).isEqualTo(before);

    ConsolidateReport report = consolidate(OldNames.VIEWS);

    assertThat(report.plan()).isEqualTo(plan);
    assertThat(periods(name + "_waits")).containsExactly("2025-07|2", "2025-08|2", "2025-09|2");
    assertThat(periods(name + "_staff")).containsExactly("2025-07|2", "2025-08|2", "2025-09|2");
    assertThat(
            estate.query("SELECT * FROM staging.tbl_" + name + "_aug25_waits ORDER BY _source_row"))
        .isEqualTo(old);
    assertThat(outputs().keySet())
        .contains(
            "output/current/" + name + "_waits/2025-07.parquet",
            "output/current/" + name + "_waits.md",
            "manifests/active/" + name + "_jul25.canonical.yaml")
        .noneMatch(path -> path.contains("jul25_waits") || path.endsWith("jul25.yaml"));
    assertThat(
            List.of("2025-07", "2025-08", "2025-09").stream()
                .map(
                    period ->
                        estate
                            .workspace()
                            .currentOutput()
                            .resolve(name + "_waits")
                            .resolve(period + ".parquet"))
                .map(ParquetRows::schema)
                .distinct())
        .singleElement()
        .asString()
        .contains("DECIMAL(3,3)");
    assertThat(estate.refresh(name + "_aug25", folder.resolve("aug25.zip"), null).outcome())
        .isEqualTo(Outcome.UNCHANGED);

    estate.clock().advance(Duration.ofMinutes(1));
    estate.undo(report.run());

    assertThat(outputs()).isEqualTo(before);
    assertThat(registry()).isEqualTo(registryBefore);
    assertThat(
            estate.query("SELECT * FROM staging.tbl_" + name + "_aug25_waits ORDER BY _source_row"))
        .isEqualTo(old);
    assertThat(estate.query("SELECT to_regclass('staging.tbl_" + name + "_waits') IS NULL"))
        .containsExactly("t");
    assertThat(
            estate.query(
                "SELECT count(*) FROM datawarp.tbl_manifest_files WHERE manifest_name LIKE '"
                    + name
                    + "%'"))
        .containsExactly("6");
  }

  @Test
  void undoBringsBackTheFilesOfEarlierPeriodsThatWereWrittenAnew() {
    issue("jul25", 10, WAITS);
    issue("aug25", 20, WAITS);
    consolidate(OldNames.GONE);
    issue("sep25", 30, WAITS.replace("0.25", "123.0625"));
    Map<String, String> before = outputs();

    ConsolidateReport report = consolidate(OldNames.GONE);

    assertThat(periods(name + "_waits")).containsExactly("2025-07|2", "2025-08|2", "2025-09|2");
    String july = "output/current/" + name + "_waits/2025-07.parquet";
    assertThat(outputs().get(july)).isNotEqualTo(before.get(july));
    assertThat(estate.refresh(name + "_jul25", folder.resolve("jul25.zip"), null).outcome())
        .isEqualTo(Outcome.UNCHANGED);

    Map<String, String> after = outputs();

    estate.clock().advance(Duration.ofMinutes(1));
    String undo = estate.undo(report.run());

    assertThat(outputs()).isEqualTo(before);
    assertThat(periods(name + "_waits")).containsExactly("2025-07|2", "2025-08|2");

    estate.clock().advance(Duration.ofMinutes(1));
    estate.undo(undo);

    assertThat(outputs()).isEqualTo(after);
    assertThat(periods(name + "_waits")).containsExactly("2025-07|2", "2025-08|2", "2025-09|2");
  }

  @Test
  void theNextIssueGoesOnWhereTheConsolidationEnded() {
    issue("jul25", 10, WAITS);
    issue("aug25", 20, WAITS);
    consolidate(OldNames.GONE);
    assertThat(estate.query("SELECT to_regclass('staging.tbl_" + name + "_jul25_waits') IS NULL"))
        .containsExactly("t");

    issue("aug25", 21, WAITS);

    assertThat(periods(name + "_waits")).containsExactly("2025-07|2", "2025-08|2");
    assertThat(
            estate.query(
                "SELECT patients FROM staging.tbl_"
                    + name
                    + "_waits WHERE _period = '2025-08' ORDER BY 1"))
        .containsExactly("21", "22");
    assertThat(estate.cleanupPlan().items()).isEmpty();
  }

  @Test
  void aDoubtfulTableStaysUntilAPersonHasSaidWhatItIs() {
    estate.stack(name + "_jul25", WAITS.formatted(1, 2));
    estate.clock().advance(Duration.ofMinutes(1));
    String other = WAITS.formatted(3, 4).replace("Code,", "Organisation,").replace("Share", "Rate");
    estate.stack(name + "_aug25", other);
    assertThat(periods(name)).containsExactly("2025-07|2");
    assertThat(periods(name + "_aug25")).containsExactly("2025-08|2");
    MatchWorkflow match = new MatchWorkflow(estate.context());
    assertThat(match.show(name).tables())
        .extracting(MatchReport.Table::table, MatchReport.Table::state)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(name + "_jul25", "taken"),
            org.assertj.core.groups.Tuple.tuple(name + "_aug25", "proposed"));

    estate.clock().advance(Duration.ofMinutes(1));
    match.answer(
        name,
        List.of(Answered.parse(Answer.ACCEPT, name + "_aug25")),
        "match",
        Duration.ZERO,
        RunListener.SILENT);
    estate.clock().advance(Duration.ofMinutes(1));
    String run = estate.stack(name + "_aug25", other).run();

    assertThat(periods(name)).containsExactly("2025-07|2", "2025-08|2");
    assertThat(registered()).containsExactly(name);
    assertThat(tables()).containsExactly("tbl_" + name);
    assertThat(match.show(name).tables())
        .extracting(MatchReport.Table::state)
        .containsExactly("taken", "accepted");

    estate.clock().advance(Duration.ofMinutes(1));
    estate.undo(run);

    assertThat(periods(name)).containsExactly("2025-07|2");
    assertThat(periods(name + "_aug25")).containsExactly("2025-08|2");
    assertThat(registered()).containsExactly(name, name + "_aug25");

    estate.clock().advance(Duration.ofMinutes(1));
    estate.stack(name + "_aug25", other.replace("South", "Wales"));

    assertThat(periods(name)).containsExactly("2025-07|2", "2025-08|2");
    assertThat(registered()).containsExactly(name);
  }

  @Test
  void anUndoneConsolidationIsDoneAgainWithTheViewsOfOldNames() {
    issue("jul25", 10, WAITS);
    issue("aug25", 20, WAITS);
    Map<String, String> before = outputs();
    String run = consolidate(OldNames.VIEWS).run();
    String view = "staging.tbl_" + name + "_aug25_waits";
    List<String> old = estate.query("SELECT * FROM " + view + " ORDER BY _source_row");

    String undo = estate.undo(run);
    String again = estate.undo(undo);

    assertThat(periods(name + "_waits")).containsExactly("2025-07|2", "2025-08|2");
    assertThat(registered()).containsExactly(name + "_staff", name + "_waits");
    assertThat(tables()).containsExactly("tbl_" + name + "_staff", "tbl_" + name + "_waits");
    assertThat(estate.query("SELECT * FROM " + view + " ORDER BY _source_row")).isEqualTo(old);

    estate.execute("CREATE VIEW staging." + name + "_mine AS SELECT * FROM " + view);
    assertThatThrownBy(() -> estate.undo(again))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(name + "_mine reads view");
    estate.execute("DROP VIEW staging." + name + "_mine");
    estate.undo(again);

    assertThat(outputs()).isEqualTo(before);
    assertThat(estate.query("SELECT * FROM " + view + " ORDER BY _source_row")).isEqualTo(old);
  }

  @Test
  void aTableThatWasTakenInGoesAndComesBackWithEachUndo() {
    estate.stack(name + "_jul25", WAITS.formatted(1, 2));
    estate.clock().advance(Duration.ofMinutes(1));
    String other = WAITS.formatted(3, 4).replace("Code,", "Organisation,").replace("Share", "Rate");
    estate.stack(name + "_aug25", other);
    estate.clock().advance(Duration.ofMinutes(1));
    new MatchWorkflow(estate.context())
        .answer(
            name,
            List.of(Answered.parse(Answer.ACCEPT, name + "_aug25")),
            "match",
            Duration.ZERO,
            RunListener.SILENT);
    Set<String> before = outputs().keySet();
    estate.clock().advance(Duration.ofMinutes(1));
    String run = estate.stack(name + "_aug25", other).run();
    Set<String> after = outputs().keySet();

    for (int round = 0; round < 2; round++) {
      String undo = estate.undo(run);

      assertThat(outputs().keySet()).isEqualTo(before);
      assertThat(registered()).containsExactly(name, name + "_aug25");
      assertThat(manifest("aug25").sources())
          .extracting(source -> source.code().value())
          .containsExactly(name + "_aug25");

      run = estate.undo(undo);

      assertThat(outputs().keySet()).isEqualTo(after);
      assertThat(periods(name)).containsExactly("2025-07|2", "2025-08|2");
      assertThat(registered()).containsExactly(name);
      assertThat(tables()).containsExactly("tbl_" + name);
      assertThat(manifest("aug25").sources())
          .extracting(source -> source.code().value())
          .containsExactly(name);
    }
  }

  private Manifest manifest(String token) {
    return new ManifestStore(estate.workspace()).require(name + "_" + token).manifest();
  }

  private List<String> registered() {
    return estate.query(
        "SELECT code FROM datawarp.tbl_data_sources WHERE code LIKE '" + name + "%' ORDER BY 1");
  }

  private List<String> tables() {
    return estate.query(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'staging' AND tablename LIKE 'tbl_"
            + name
            + "%' ORDER BY 1");
  }

  @Test
  void aRenamedColumnIsProposedWithEvidenceAndTakenWhenAccepted() {
    String many =
        "Org code,Region,Patients,Beds,Nurses,Doctors\nA,North,1,2,3,4\nB,South,5,6,7,8\n";
    estate.stack(name + "_jul25", many);
    estate.clock().advance(Duration.ofMinutes(1));
    String renamed = many.replace("Org code", "Organisation code");

    List<String> warnings = estate.stack(name + "_aug25", renamed).warnings();

    assertThat(warnings)
        .anyMatch(
            line ->
                line.contains("organisation_code may be org_code")
                    && line.contains("2 of 2 values known"));
    estate.clock().advance(Duration.ofMinutes(1));
    MatchWorkflow match = new MatchWorkflow(estate.context());
    match.answer(
        name,
        List.of(Answered.parse(Answer.ACCEPT, "organisation_code=org_code")),
        "match",
        Duration.ZERO,
        RunListener.SILENT);
    estate.clock().advance(Duration.ofMinutes(1));
    estate.stack(name + "_sep25", renamed.replace("North,1", "North,9"));

    assertThat(
            estate.query(
                "SELECT org_code FROM staging.tbl_"
                    + name
                    + " WHERE _period = '2025-09' ORDER BY 1"))
        .containsExactly("A", "B");
    assertThat(match.show(name).columns())
        .extracting(MatchReport.Column::state)
        .containsExactly("accepted");
  }

  @Test
  void aColumnOfSeveralTablesIsAcceptedForAllOfThem() {
    String staff = "Org code,Region,Doctors,Nurses,Porters\nA,North,1,2,3\nB,South,5,6,7\n";
    String beds = staff.replace("Doctors", "Beds").replace("Porters", "Wards");
    estate.stack(name + "_jul25", estate.zip("jul.zip", "staff.csv", staff, "beds.csv", beds));
    estate.clock().advance(Duration.ofMinutes(1));
    estate.stack(
        name + "_aug25",
        estate.zip(
            "aug.zip",
            "staff.csv",
            staff.replace("Org code", "Organisation code"),
            "beds.csv",
            beds.replace("Org code", "Organisation code")));
    estate.clock().advance(Duration.ofMinutes(1));

    MatchReport report =
        new MatchWorkflow(estate.context())
            .answer(
                name,
                List.of(Answered.parse(Answer.ACCEPT, "organisation_code=org_code")),
                "match",
                Duration.ZERO,
                RunListener.SILENT);

    assertThat(report.columns())
        .extracting(MatchReport.Column::source, MatchReport.Column::state)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(name + "_beds", "accepted"),
            org.assertj.core.groups.Tuple.tuple(name + "_staff", "accepted"));
    assertThat(report.accepted())
        .hasSize(2)
        .allMatch(line -> line.contains("'datawarp refresh " + name + "_aug25 --force'"));
  }

  @ParameterizedTest
  @EnumSource(
      value = RunStep.class,
      names = {"CHANGE", "COMMIT", "PUBLISH", "CATALOG"})
  void aConsolidationThatDiesIsAsIfItHadNeverBeenOrIsFinishedByTheNextRun(RunStep step) {
    issue("jul25", 10, WAITS);
    issue("aug25", 20, WAITS);
    Map<String, String> before = outputs();
    estate.clock().advance(Duration.ofMinutes(1));

    assertThatThrownBy(
            () ->
                new ConsolidateWorkflow(estate.context())
                    .execute(
                        name,
                        OldNames.GONE,
                        "consolidate " + name,
                        Duration.ZERO,
                        Estate.breaksAfter(step, new IllegalStateException("died"))))
        .hasMessage("died");
    estate.clock().advance(Duration.ofMinutes(1));
    estate.cleanup();

    if (step == RunStep.CHANGE) {
      assertThat(outputs()).isEqualTo(before);
      consolidate(OldNames.GONE);
    }
    assertThat(periods(name + "_waits")).containsExactly("2025-07|2", "2025-08|2");
    assertThat(outputs().keySet())
        .contains(
            "output/current/" + name + "_waits/2025-07.parquet",
            "manifests/active/" + name + "_jul25.canonical.yaml")
        .noneMatch(path -> path.contains("jul25_waits") || path.endsWith("jul25.yaml"));
    assertThat(estate.refresh(name + "_jul25", folder.resolve("jul25.zip"), null).outcome())
        .isEqualTo(Outcome.UNCHANGED);
  }

  private MatchReport answer(Answer answer, String what) {
    estate.clock().advance(Duration.ofMinutes(1));
    return new MatchWorkflow(estate.context())
        .answer(
            name,
            List.of(Answered.parse(answer, what)),
            "match",
            Duration.ZERO,
            RunListener.SILENT);
  }

  private List<String> states() {
    return new MatchWorkflow(estate.context())
        .show(name + "*").tables().stream().map(MatchReport.Table::state).toList();
  }

  @Test
  void aRejectedTableIsASourceOfItsOwnAndIsNotProposedAgain() {
    estate.stack(name + "_jul25", WAITS.formatted(1, 2));
    estate.clock().advance(Duration.ofMinutes(1));
    String other = WAITS.formatted(3, 4).replace("Code,", "Organisation,").replace("Share", "Rate");
    estate.stack(name + "_aug25", other);
    Set<String> before = outputs().keySet();

    MatchReport report = answer(Answer.REJECT, name + "_aug25");

    assertThat(report.rejected())
        .singleElement()
        .asString()
        .startsWith(name + "_aug25 is not " + name + ": ");
    assertThat(states()).containsExactly("taken", "rejected");
    estate.clock().advance(Duration.ofMinutes(1));
    estate.undo(report.run());
    assertThat(states()).containsExactly("taken", "proposed");
    assertThat(estate.refresh(name + "_aug25", folder.resolve(name + "_aug25.csv"), null).outcome())
        .isEqualTo(Outcome.UNCHANGED);
    answer(Answer.REJECT, name + "_aug25");
    estate.clock().advance(Duration.ofMinutes(1));
    String run = estate.stack(name + "_aug25", other).run();

    String own = name + "_" + tables().get(1).substring(("tbl_" + name + "_").length());
    assertThat(registered()).containsExactly(name, own);
    assertThat(own).isNotEqualTo(name + "_aug25");
    assertThat(periods(name)).containsExactly("2025-07|2");
    assertThat(periods(own)).containsExactly("2025-08|2");
    assertThat(states()).containsExactly("taken", "taken");
    estate.clock().advance(Duration.ofMinutes(1));
    String sep = estate.stack(name + "_sep25", other.replace("South", "Wales")).run();
    assertThat(periods(own)).containsExactly("2025-08|2", "2025-09|2");

    estate.clock().advance(Duration.ofMinutes(1));
    estate.undo(sep);
    estate.clock().advance(Duration.ofMinutes(1));
    String undo = estate.undo(run);
    assertThat(registered()).containsExactly(name, name + "_aug25");
    assertThat(outputs().keySet()).isEqualTo(before);
    assertThat(states()).containsExactly("taken", "rejected");
    estate.clock().advance(Duration.ofMinutes(1));
    estate.undo(undo);
    assertThat(registered()).containsExactly(name, own);
    assertThat(states()).containsExactly("taken", "taken");
  }

  @Test
  void tablesLikeARejectedOneAreNotProposedEither() {
    estate.stack(name + "_jul25", WAITS.formatted(1, 2));
    estate.clock().advance(Duration.ofMinutes(1));
    String other = WAITS.formatted(3, 4).replace("Code,", "Organisation,").replace("Share", "Rate");
    estate.stack(name + "_aug25", other);
    answer(Answer.REJECT, name + "_aug25");
    estate.clock().advance(Duration.ofMinutes(1));

    RefreshReport report = estate.stack(name + "_sep25", other.replace("South", "Wales"));

    assertThat(report.warnings()).noneMatch(line -> line.contains("may be"));
    assertThat(periods(name)).containsExactly("2025-07|2");
  }

  @Test
  void aRejectedTableBeginsASourceWhenItsPublicationIsConsolidated() {
    String other = WAITS.replace("Code,", "Organisation,").replace("Share", "Rate");
    estate.refresh(name + "_jul25", estate.file("jul.csv", WAITS.formatted(1, 2)), null);
    estate.clock().advance(Duration.ofMinutes(1));
    estate.refresh(name + "_aug25", estate.file("aug.csv", other.formatted(3, 4)), null);
    assertThat(consolidate(OldNames.GONE).plan().left())
        .extracting(ConsolidatePlan.Left::table)
        .containsExactly(name + "_aug25");
    answer(Answer.REJECT, name + "_aug25");

    ConsolidateReport report = consolidate(OldNames.GONE);

    assertThat(report.plan().left()).isEmpty();
    assertThat(registered()).containsExactly(name, name + "_2");
    assertThat(periods(name)).containsExactly("2025-07|2");
    assertThat(periods(name + "_2")).containsExactly("2025-08|2");
  }

  @Test
  void whatIsInASourceIsNeitherAcceptedNorRejected() {
    estate.stack(name + "_jul25", WAITS.formatted(1, 2));

    for (Answer answer : Answer.values()) {
      assertThatThrownBy(() -> answer(answer, name + "_jul25"))
          .isInstanceOf(UsageException.class)
          .hasMessage(name + "_jul25 is in " + name + " already");
    }
    assertThatThrownBy(() -> answer(Answer.REJECT, "nothing"))
        .hasMessage("no table or column 'nothing' waits to be rejected");
    assertThatThrownBy(() -> Answered.parse(Answer.REJECT, "=x"))
        .hasMessage("'=x' rejects nothing");
  }

  @Test
  void aRejectedColumnIsAnotherOneAndUndoLetsItWaitAgain() {
    String many =
        "Org code,Region,Patients,Beds,Nurses,Doctors\nA,North,1,2,3,4\nB,South,5,6,7,8\n";
    estate.stack(name + "_jul25", many);
    estate.clock().advance(Duration.ofMinutes(1));
    String renamed = many.replace("Org code", "Organisation code");
    estate.stack(name + "_aug25", renamed);

    MatchReport report = answer(Answer.REJECT, "organisation_code");

    assertThat(report.columns()).extracting(MatchReport.Column::state).containsExactly("rejected");
    estate.clock().advance(Duration.ofMinutes(1));
    estate.undo(report.run());
    assertThat(new MatchWorkflow(estate.context()).show(name).columns())
        .extracting(MatchReport.Column::state)
        .containsExactly("proposed");
    answer(Answer.ACCEPT, "organisation_code");
    answer(Answer.REJECT, "organisation_code=org_code");
    assertThat(
            estate.query(
                "SELECT renames FROM datawarp.tbl_canonical_sources WHERE canonical_code = '"
                    + name
                    + "'"))
        .containsExactly("{}");
    estate.execute("ALTER TABLE staging.tbl_" + name + " DROP COLUMN organisation_code");
    estate.clock().advance(Duration.ofMinutes(1));

    assertThat(estate.stack(name + "_aug25", renamed.replace("North,1", "North,9")).warnings())
        .noneMatch(line -> line.contains("may be org_code"));
  }

  /** Makes a canonical source of July and August, whose contract August's manifest says. */
  private void contract(String contract) {
    issue("jul25", 10, WAITS);
    issue("aug25", 20, WAITS);
    consolidate(OldNames.GONE);
    Path file = new ManifestStore(estate.workspace()).activeFile(name + "_aug25");
    Estate.edit(
        file, text -> text.replaceAll("(\n *)(schema: staging)", "$1$2$1contract: " + contract));
    estate.clock().advance(Duration.ofMinutes(1));
    estate.refresh(name + "_aug25", folder.resolve("aug25.zip"), null);
  }

  @Test
  void aContractThatFreezesRefusesATableThatWouldChangeItsSource() {
    contract("freeze");
    issue(
        "sep25",
        30,
        WAITS
            .replace("Share", "Share,Beds")
            .replaceAll("(0.\\d+)\n", "$1,7\n")
            .replace("B,South,%d", "B,South,n%d"));
    Map<String, String> before = outputs();
    ConsolidateWorkflow workflow = new ConsolidateWorkflow(estate.context());

    for (ThrowableAssert.ThrowingCallable call :
        List.<ThrowableAssert.ThrowingCallable>of(
            () -> workflow.plan(name), () -> consolidate(OldNames.VIEWS))) {
      assertThatThrownBy(call)
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("contracts are to freeze: " + name + "_sep25_waits into ")
          .hasMessageContaining("new column beds")
          .hasMessageContaining("patients: bigint to text");
    }
    assertThat(outputs()).isEqualTo(before);
  }

  @Test
  void aContractThatWarnsTellsOfEachTableInThePlanToo() {
    contract("{columns: warn, types: warn}");
    issue("sep25", 30, WAITS.replace("Share", "Share,Beds").replaceAll("(0.\\d+)\n", "$1,7\n"));
    issue("oct25", 40, WAITS.replace("%d,0.25", "n%d,0.25"));
    List<String> lines =
        List.of(
            "staging.tbl_" + name + "_waits: contract: new column beds (" + name + "_sep25_waits)",
            "staging.tbl_" + name + "_waits: contract: no column beds (" + name + "_oct25_waits)",
            "staging.tbl_"
                + name
                + "_waits: contract: patients: bigint to text ("
                + name
                + "_oct25_waits)");

    ConsolidateReport plan = new ConsolidateWorkflow(estate.context()).plan(name);

    assertThat(plan.warnings()).containsExactlyElementsOf(lines);
    assertThat(consolidate(OldNames.VIEWS).warnings()).containsAll(lines);
    assertThat(manifest("sep25").sources())
        .filteredOn(source -> source.code().value().equals(name + "_waits"))
        .extracting(source -> source.canonical().contract().columns())
        .containsExactly(Contract.Rule.WARN);
  }

  @Test
  void aTableThatIsGoneStaysOutOfThePlan() {
    issue("jul25", 10, WAITS);
    issue("aug25", 20, WAITS);
    estate.execute("DROP TABLE staging.tbl_" + name + "_aug25_waits");

    ConsolidatePlan plan = consolidate(OldNames.GONE).plan();

    assertThat(plan.left())
        .extracting(ConsolidatePlan.Left::why)
        .containsExactly(
            "staging.tbl_"
                + name
                + "_aug25_waits is gone; 'datawarp restore "
                + name
                + "_aug25_waits' brings it back");
    assertThat(periods(name + "_waits")).containsExactly("2025-07|2");
  }

  @Test
  void whatTablesChangeInTheirSourceIsToldRecordedAndProposed() {
    issue("jul25", 10, WAITS);
    issue("aug25", 20, WAITS.replace("Code", "Organisation code"));
    String table = "staging.tbl_" + name + "_waits: ";
    List<String> lines =
        List.of(
            table + "new column organisation_code (" + name + "_aug25_waits)",
            table + "no column code (" + name + "_aug25_waits)");
    assertThat(new ConsolidateWorkflow(estate.context()).plan(name).warnings())
        .containsExactlyElementsOf(lines);

    ConsolidateReport report = consolidate(OldNames.GONE);

    assertThat(report.warnings())
        .containsAll(lines)
        .anyMatch(line -> line.contains("organisation_code may be code under another name"));
    String drifts =
        "SELECT drift_type, period FROM datawarp.tbl_drift_events WHERE canonical_code = '"
            + name
            + "_waits' ORDER BY id";
    assertThat(estate.query(drifts))
        .containsExactly(
            "column_added|2025-08", "column_missing|2025-08", "column_renamed|2025-08");
    assertThat(new MatchWorkflow(estate.context()).show(name).columns())
        .extracting(MatchReport.Column::from, MatchReport.Column::valuesInCommon)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("code", 2L));

    estate.clock().advance(Duration.ofMinutes(1));
    estate.undo(report.run());

    assertThat(estate.query(drifts)).isEmpty();
  }

  @Test
  void aTableWhoseColumnGoesByAnAcceptedNameMovesAsItIsAndSaysHowToReadItSo() {
    issue("jul25", 10, WAITS);
    String renamed = WAITS.replace("Code", "Organisation code");
    issue("aug25", 20, renamed);
    consolidate(OldNames.GONE);
    estate.clock().advance(Duration.ofMinutes(1));
    answer(Answer.ACCEPT, "organisation_code=code");
    issue("sep25", 30, renamed);
    String line =
        name
            + "_sep25_waits: organisation_code is code in "
            + name
            + "_waits, as was accepted: 'datawarp refresh "
            + name
            + "_sep25 --force' reads it so";
    assertThat(new ConsolidateWorkflow(estate.context()).plan(name).warnings()).contains(line);

    assertThat(consolidate(OldNames.GONE).warnings())
        .contains(line)
        .noneMatch(each -> each.contains("may be code"));

    String codes =
        "SELECT count(code) FROM staging.tbl_" + name + "_waits WHERE _period = '2025-09'";
    assertThat(estate.query(codes)).containsExactly("0");
    estate.clock().advance(Duration.ofMinutes(1));
    issue("sep25", 31, renamed);
    assertThat(estate.query(codes)).containsExactly("2");
  }
}
