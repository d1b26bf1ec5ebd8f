package org.datawarp.workflow.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.datawarp.model.Age;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.table.TableName;
import org.datawarp.repository.Hold;
import org.datawarp.repository.SourcePeriod;
import org.datawarp.repository.SourcePeriod.ExportFile;
import org.datawarp.workflow.archive.ArchiveRequest.Option;
import org.datawarp.workflow.archive.ArchiveRules.ArchiveContext;
import org.datawarp.workflow.archive.ArchiveRules.Rail;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ArchiveRulesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void whatWasUsedOrCheckedLatelyStays() {
    List<SourcePeriod> units = List.of(unit("a_jan25", 1, 100), unit("a_feb25", 2, 89));

    ArchivePlan plan = decide(units, request("90d"));

    assertThat(plan.items()).extracting(ArchiveItem::name).containsExactly("a_jan25");
    assertThat(plan.left()).isEmpty();
    assertThat(plan.manifests()).containsExactly("a_jan25");
  }

  @Test
  void theNewestIssueStaysWhereItIsAskedFor() {
    List<SourcePeriod> units = List.of(unit("a_jan25", 1, 400), unit("a_feb25", 2, 300));

    assertThat(decide(units, request("90d")).items()).hasSize(2);
    ArchivePlan plan = decide(units, request("90d", Option.KEEP_NEWEST));

    assertThat(plan.items()).extracting(ArchiveItem::name).containsExactly("a_jan25");
    assertThat(plan.left())
        .singleElement()
        .satisfies(left -> assertThat(left.why()).isEqualTo("it is the newest issue of a"));
  }

  @Test
  void whatIsHeldReferredToUnexportedOrOnItsWayStays() {
    List<SourcePeriod> units =
        List.of(
            unit("a_jan25", 1, 400),
            unit("a_feb25", 2, 400),
            withState(unit("a_mar25", 3, 400), "loaded", true),
            withState(unit("a_apr25", 4, 400), "deprecated", true),
            withState(unit("a_may25", 5, 400), "exported", false));
    ArchiveContext context =
        new ArchiveContext(
            units,
            List.of(new Hold(SourcePattern.parse("a_jan25"), null, "FOI", null, NOW)),
            Set.of("a_feb25"),
            NOW);

    ArchivePlan plan = ArchiveRules.standard().decide(context, request("90d"));

    assertThat(plan.items()).isEmpty();
    assertThat(plan.left())
        .extracting(ArchivePlan.Left::why)
        .containsExactly(
            "held (a_jan25): FOI",
            "others refer to manifest a_feb25; name it to archive it",
            "manifest a_mar25 is loaded; export it first",
            "manifest a_apr25 is deprecated",
            "it has no export; 'datawarp export' makes one");
    ArchiveRequest named =
        new ArchiveRequest(
            List.of(SourcePattern.parse("a_feb25")),
            null,
            Set.of(),
            ArchiveRequest.USUAL_MIN_AGE,
            null,
            Duration.ZERO,
            "archive");
    assertThat(ArchiveRules.standard().decide(context, named).items()).hasSize(1);
  }

  @Test
  void whatNobodyKnowsTheAgeOfStays() {
    SourcePeriod unit = unit("a_jan25", 1, 0);
    SourcePeriod unknown =
        new SourcePeriod(
            unit.source(),
            unit.period(),
            unit.publication(),
            unit.table(),
            unit.manifest(),
            unit.manifestState(),
            unit.manifestPath(),
            null,
            null,
            unit.export());

    assertThat(decide(List.of(unknown), request("90d")).left())
        .singleElement()
        .satisfies(left -> assertThat(left.why()).isEqualTo("nobody knows when it was last used"));
  }

  @Test
  void youngRowsAreNotDeletedAndTheRailIsWhatKeepsThem() {
    List<SourcePeriod> units = units(20);
    units.set(0, unit("a_new", 1, 2));
    ArchiveRequest request = request("1d", Option.PURGE_DB);

    ArchivePlan plan = decide(units.subList(0, 1), request);
    ArchivePlan unprotected =
        ArchiveRules.without(Rail.MIN_AGE).decide(context(units.subList(0, 1)), request);

    assertThat(plan.items()).isEmpty();
    assertThat(plan.left())
        .extracting(ArchivePlan.Left::why)
        .first()
        .asString()
        .contains("--min-age");
    assertThat(unprotected.items())
        .extracting(ArchiveItem::work)
        .containsExactly(ArchiveItem.Work.MOVE_AND_PURGE);
    // Moving is not deleting: no rail stops it.
    assertThat(decide(units.subList(0, 1), request("1d")).items()).hasSize(1);
  }

  @Test
  void manyPurgesNeedAWordAndTheRailIsWhatAsksForIt() {
    List<SourcePeriod> units = units(300);
    ArchiveRequest request = request("90d", Option.PURGE_DB);

    ArchivePlan plan = decide(units, request);

    assertThat(plan.refusals())
        .containsExactly(
            "the rows of 300 sources would be deleted, more than the usual 20",
            "the rows of 300 of 300 sources would be deleted, more than a tenth");
    assertThat(plan.hint()).contains("--max-delete 300");
    assertThat(ArchiveRules.without(Rail.MAX_DELETE).decide(context(units), request).refusals())
        .isEmpty();
    assertThat(decide(units, allowed(request, 300)).refusals()).isEmpty();
    assertThat(decide(units, allowed(request, 299)).refusals()).hasSize(1);
    assertThat(decide(units, request("90d")).refusals()).isEmpty();
  }

  @Test
  void aTenthMayGoWithoutAWord() {
    List<SourcePeriod> units = units(100);
    for (int i = 10; i < 100; i++) {
      units.set(i, unit("a_used" + i, 1, 1));
    }

    ArchivePlan plan = decide(units, request("90d", Option.PURGE_DB));

    assertThat(plan.items()).hasSize(10);
    assertThat(plan.refusals()).isEmpty();
  }

  private static ArchivePlan decide(List<SourcePeriod> units, ArchiveRequest request) {
    return ArchiveRules.standard().decide(context(units), request);
  }

  private static ArchiveContext context(List<SourcePeriod> units) {
    return new ArchiveContext(units, List.of(), Set.of(), NOW);
  }

  private static ArchiveRequest request(String olderThan, Option... options) {
    return new ArchiveRequest(
        List.of(),
        Age.parse(olderThan),
        Set.of(options),
        ArchiveRequest.USUAL_MIN_AGE,
        null,
        Duration.ZERO,
        "archive");
  }

  private static ArchiveRequest allowed(ArchiveRequest request, int max) {
    return new ArchiveRequest(
        request.sources(),
        request.olderThan(),
        request.options(),
        request.minAge(),
        max,
        Duration.ZERO,
        "archive");
  }

  private static List<SourcePeriod> units(int count) {
    List<SourcePeriod> units = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      units.add(unit("p" + i + "_jan25", 1, 200));
    }
    return units;
  }

  private static SourcePeriod unit(String name, int month, int usedDaysAgo) {
    Instant used = NOW.minus(Duration.ofDays(usedDaysAgo));
    return new SourcePeriod(
        name,
        PeriodParser.require("2025-0" + month),
        name.substring(0, name.indexOf('_')),
        new TableName("staging", "tbl_" + name),
        name,
        "exported",
        "manifests/active/" + name + ".yaml",
        used,
        used,
        new ExportFile(
            1,
            null,
            "output/current/" + name + ".parquet",
            "output/current/" + name + ".md",
            "ab",
            10,
            5,
            "cd",
            null,
            null));
  }

  private static SourcePeriod withState(SourcePeriod unit, String state, boolean isExported) {
    @Nullable ExportFile export = isExported ? unit.export() : null;
    return new SourcePeriod(
        unit.source(),
        unit.period(),
        unit.publication(),
        unit.table(),
        unit.manifest(),
        state,
        unit.manifestPath(),
        unit.loadedAt(),
        unit.usedAt(),
        export);
  }
}
