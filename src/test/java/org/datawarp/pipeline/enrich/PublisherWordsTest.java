package org.datawarp.pipeline.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import org.datawarp.model.IssueFacts;
import org.datawarp.model.table.ColumnFacts;
import org.datawarp.model.table.ColumnRole;
import org.datawarp.model.table.DescribedBy;
import org.datawarp.model.table.GeographyLevel;
import org.datawarp.model.table.SheetState;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.discover.LandingPages;
import org.datawarp.pipeline.discover.PageReport;
import org.datawarp.pipeline.extract.Extraction;
import org.datawarp.pipeline.extract.SheetFixture;
import org.datawarp.pipeline.extract.SourceTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sheets around a table say about it. */
class PublisherWordsTest {
  @TempDir Path folder;

  /** A workbook as the Analysis Function's guidance has it. */
  private static SheetFixture guided() {
    return SheetFixture.sheet("Cover")
        .row("Waiting for care, England")
        .row("Publication date", "Thursday 11 September 2025")
        .row("This is licensed under the Open Government Licence v3.0.")
        .sheetAfter("Contents", SheetState.VISIBLE)
        .row("Contents")
        .row("Worksheet", "What it holds")
        .row("Table 1", "People waiting for an assessment, by provider")
        .row("Table 2", "Money spent, by region")
        .row("Notes", "Notes used in this file")
        .sheetAfter("Notes", SheetState.VISIBLE)
        .row("Notes")
        .row("Note number", "Note text")
        .row("note 1", "Counts are rounded to the nearest five.")
        .row("note 2", "Only providers that sent data are shown.")
        .sheetAfter("Data dictionary", SheetState.VISIBLE)
        .row("Field name", "Type", "Description", "Unit")
        .row("ORG_CODE", "text", "The code of the organisation that provides the care", null)
        .row("Mean wait", "number", "The mean time from referral to assessment", "days")
        .row("Elsewhere", "number", "A field that no table here has at all", null)
        .sheetAfter("Table 1", SheetState.VISIBLE)
        .row("Table 1: People waiting [note 2]")
        .row("This worksheet contains one table.")
        .row("Waiting is counted from the day a referral is received until the first contact.")
        .row("Org code", "Year", "Number of people waiting [note 1]", "Mean wait", "% seen")
        .row("RAX", 2025, 120, 3, 50)
        .row("RGT", 2025, 340, 4, 40)
        .row("R1H", 2025, 90, 5, 30)
        .row("Source: NHS England")
        .sheetAfter("Table 2", SheetState.VISIBLE)
        .row("Table 2: Money spent")
        .row("Units: £ thousands")
        .row("Area code", "Spent")
        .row("E12000001", 7)
        .row("E12000002", 8)
        .row("E92000001", 15)
        .row("1. Figures for the North East are provisional.");
  }

  private static SourceTable on(Extraction file, String sheet) {
    return file.sources().stream()
        .filter(source -> sheet.equals(source.parts().get(0).table().sheet()))
        .findFirst()
        .orElseThrow();
  }

  private static ColumnFacts described(PublisherWords words, SourceTable table, String name) {
    TableColumn column =
        table.columns().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
    Map<String, Set<String>> values = ValueSample.of(table);
    return words.describe(
        words.facts(table, column), column, values.getOrDefault(name, Set.of()));
  }

  @Test
  void coverAndNotesSayLicenceDateAndNotes() {
    try (Extraction file = guided().extract(folder)) {
      IssueFacts facts = new PublisherWords(file, null).issue();

      assertThat(facts.licence()).isEqualTo("Open Government Licence v3.0");
      assertThat(facts.published()).isEqualTo(LocalDate.of(2025, 9, 11));
      assertThat(facts.notes())
          .contains("Note 2: Only providers that sent data are shown.")
          .noneMatch(note -> note.contains("no table here has"));
    }
  }

  @Test
  void unitsAndNotesAreThoseOfTheColumn() {
    try (Extraction file = guided().extract(folder)) {
      PublisherWords words = new PublisherWords(file, null);
      SourceTable table = on(file, "Table 1");

      assertThat(described(words, table, "number_of_people_waiting").unit()).isEqualTo("count");
      assertThat(described(words, table, "number_of_people_waiting").notes())
          .containsExactly("Note 1: Counts are rounded to the nearest five.");
      assertThat(described(words, table, "mean_wait").unit()).isEqualTo("days");
      assertThat(described(words, table, "pct_seen").unit()).isEqualTo("%");
      assertThat(words.facts(table).notes())
          .contains("Note 2: Only providers that sent data are shown.");
      assertThat(words.facts(on(file, "Table 2")).unit()).isEqualTo("£ thousands");
      assertThat(words.facts(on(file, "Table 2")).notes())
          .containsExactly("Note 1: Figures for the North East are provisional.");
    }
  }

  @Test
  void descriptionsComeFromTheDictionaryAndTheContents() {
    try (Extraction file = guided().extract(folder)) {
      PublisherWords words = new PublisherWords(file, null);
      SourceTable table = on(file, "Table 1");

      ColumnFacts code = described(words, table, "org_code");
      assertThat(code.description())
          .isEqualTo("The code of the organisation that provides the care");
      assertThat(code.describedBy()).isEqualTo(DescribedBy.PUBLISHER);
      assertThat(described(words, table, "pct_seen").description()).isNull();
      assertThat(words.description(table))
          .contains("People waiting for an assessment, by provider");
      assertThat(words.title(on(file, "Table 2"))).contains("Money spent, by region");
    }
  }

  @Test
  void rolesAndLevelsAreJudged() {
    try (Extraction file = guided().extract(folder)) {
      PublisherWords words = new PublisherWords(file, null);
      SourceTable waiting = on(file, "Table 1");
      SourceTable spent = on(file, "Table 2");

      assertThat(described(words, waiting, "org_code").role()).isEqualTo(ColumnRole.DIMENSION);
      assertThat(described(words, waiting, "year").role()).isEqualTo(ColumnRole.DIMENSION);
      assertThat(described(words, waiting, "mean_wait").role()).isEqualTo(ColumnRole.MEASURE);
      assertThat(described(words, waiting, "org_code").geography())
          .containsExactly(GeographyLevel.TRUST);
      assertThat(described(words, spent, "area_code").geography())
          .containsExactly(GeographyLevel.NATIONAL, GeographyLevel.REGION);
      assertThat(described(words, waiting, "org_code").keywords()).contains("org", "trust");
    }
  }

  @Test
  void thePageIsBelievedBeforeTheFile() {
    String html =
        """
        <html><head><title>Waiting, August 2025</title></head><body><h1>Waiting, August 2025</h1>
        <p>Publication date: 9 October 2025</p>
        <h2>Summary</h2><p>How long people wait for a first contact with community services.</p>
        <a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a></body></html>
        """;
    PageReport page =
        new LandingPages().find(URI.create("https://example.nhs.uk/waiting"), html, null);
    try (Extraction file = guided().extract(folder)) {
      PublisherWords words = new PublisherWords(file, page);

      assertThat(words.issue().licence()).isEqualTo("CC BY 4.0");
      assertThat(words.issue().licenceUrl())
          .isEqualTo("https://creativecommons.org/licenses/by/4.0/");
      assertThat(words.issue().published()).isEqualTo(LocalDate.of(2025, 10, 9));
      assertThat(words.summary())
          .contains("How long people wait for a first contact with community services.");
    }
  }

  @Test
  void theWorkbookOfAnOlderHabitIsReadToo() {
    SheetFixture old =
        SheetFixture.sheet("Provider")
            .row("Title:", "A&E attendances")
            .row("Period:", "August 2025")
            .row("Published:", "11th September 2025")
            .row("Next publication:", "9th October 2025")
            .row("Provider code", "Attendances¹", "Over 4 hours (%)")
            .row("RAX", 120, 3)
            .row("NT3", 340, 4)
            .row("RGT01", 90, 5)
            .row("¹ Attendances of all types are counted.")
            .row("2. Some trusts did not report.");
    try (Extraction file = old.extract(folder)) {
      PublisherWords words = new PublisherWords(file, null);
      SourceTable table = file.sources().get(0);

      assertThat(words.issue().published()).isEqualTo(LocalDate.of(2025, 9, 11));
      assertThat(described(words, table, "attendances").notes())
          .containsExactly("Note 1: Attendances of all types are counted.");
      assertThat(described(words, table, "over_4_hours_pct").unit()).isEqualTo("%");
      assertThat(described(words, table, "provider_code").geography())
          .containsExactly(
              GeographyLevel.TRUST, GeographyLevel.TRUST_SITE, GeographyLevel.INDEPENDENT_PROVIDER);
      assertThat(words.facts(table).notes()).contains("Note 2: Some trusts did not report.");
    }
  }
}
