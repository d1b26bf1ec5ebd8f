package org.datawarp.pipeline.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderNamesTest {
  private static final long SEED = 55L;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
      Date | date
      Age 0 to 4 | age_0_to_4
      Age (0-4) | age_0_4
      Age: 0-4 | age_is_0_4
      % within 18 weeks | pct_within_18_weeks
      Within 18 weeks | within_18_weeks
      25+ | n_25_plus
      Age 25+ | age_25_plus
      Age 25 | age_25
      <6 weeks | lt_6_weeks
      >6 weeks | gt_6_weeks
      ≥52 | ge_52
      <= 52 | le_52
      Cost (£) | cost_gbp
      2024 Total | n_2024_total
      "Org \n code" | org_code
      Total [note 3] | total
      Total¹ | total
      Total † | total
      Deaths(1) | deaths
      Did you succeed?1,6 | did_you_succeed
      Select | select
      order | order
      user | user
      xmin | xmin_value
      CTID | ctid_value
      tableoid | tableoid_value
      _load_id | load_id
      A&E attendances | a_e_attendances
      Gastro & Liver | gastro_and_liver
      Área (km²) | area_km2
      Rate per 1,000 | rate_per_1000
      Rate 1.5 | rate_1pt5
      95% CI (+/-) | n_95_pct_ci_plus_minus
      (-5 to 5) | minus_5_to_5
      Can't remember | cant_remember
      2024–25 | n_2024_25
      09:00 | n_09_00
      half ½ | half_1_2
      Straße | strasse
      """)
  void theVectorsOfTheFieldComeOutRight(String header, String name) {
    assertThat(HeaderNames.base(List.of(header.replace("\\n", "\n")))).isEqualTo(name);
  }

  @Test
  void notesAreTakenOutAndKept() {
    assertThat(HeaderNames.clean("Total [note 3]"))
        .isEqualTo(new HeaderNames.CleanHeader("Total", List.of("note 3")));
    assertThat(HeaderNames.clean("Total¹ ²\n[r]").notes()).containsExactly("¹", "²", "r");
    assertThat(HeaderNames.clean("Age (1)").text()).isEqualTo("Age (1)");
    assertThat(HeaderNames.clean("Area km²").notes()).isEmpty();
    assertThat(HeaderNames.clean("Org  code").text()).isEqualTo("Org code");
  }

  @Test
  void aVeryLongTextStillGetsAName() {
    String name = HeaderNames.base(List.of("*".repeat(30_000) + " total [note 1]"));

    assertThat(name).isEqualTo("total_note_1");
  }

  @Test
  void levelsAreJoinedAndEqualOnesCountOnce() {
    assertThat(HeaderNames.base(List.of("A&E attendances", "Type 1")))
        .isEqualTo("a_e_attendances_type_1");
    assertThat(HeaderNames.base(List.of("England", "England", "", "Total")))
        .isEqualTo("england_total");
    assertThat(HeaderNames.base(List.of("", " "))).isEmpty();
    assertThat(HeaderNames.base(List.of())).isEmpty();
  }

  @Test
  void longHeadersKeepHeadAndTail() {
    List<List<String>> headers = new ArrayList<>();
    for (int week = 0; week < 104; week++) {
      headers.add(
          List.of(
              "Number of patients on an incomplete pathway by week since referral "
                  + week
                  + "-"
                  + (week + 1)));
    }
    headers.add(
        List.of("Number of patients on an incomplete pathway by week since referral 104 plus"));

    List<String> names = HeaderNames.assign(headers);

    assertThat(names).doesNotHaveDuplicates().allSatisfy(HeaderNamesTest::isLegal);
    assertThat(names.get(104)).startsWith("number_of_patients").endsWith("_referral_104_plus");
    assertThat(names.get(7)).endsWith("_7_8");
    assertThat(names.get(7)).isEqualTo(HeaderNames.base(headers.get(7)));
  }

  @Test
  void headersEqualInTheirFirst55BytesGetDifferentNames() {
    String head = "x".repeat(60);

    assertThat(HeaderNames.assign(List.of(List.of(head + "a"), List.of(head + "b"))))
        .doesNotHaveDuplicates()
        .allSatisfy(HeaderNamesTest::isLegal);
    assertThat(HeaderNames.assign(List.of(List.of(head + "a" + head), List.of(head + "b" + head))))
        .doesNotHaveDuplicates()
        .allSatisfy(HeaderNamesTest::isLegal);
  }

  @Test
  void threeWaysToWriteOneAgeAreThreeColumnsWhateverTheirOrder() {
    List<List<String>> headers =
        List.of(
            List.of("Age 0 to 4"), List.of("Age (0-4)"), List.of("Age: 0-4"), List.of("Age 0-4"));

    assertThat(HeaderNames.assign(headers)).doesNotHaveDuplicates();
    assertStableUnderReordering(headers, new Random(SEED));
  }

  @Test
  void headersThatDifferInPunctuationAloneAreToldApartByTheirOwnText() {
    List<String> names =
        HeaderNames.assign(List.of(List.of("Type 1"), List.of("TYPE-1"), List.of("Type")));

    assertThat(names).doesNotHaveDuplicates();
    assertThat(names.get(0)).matches("type_1_[a-z2-7]{4}");
    assertThat(names.get(1)).matches("type_1_[a-z2-7]{4}");
    assertThat(names.get(2)).isEqualTo("type");
  }

  @Test
  void equalHeadersAreNumberedFromLeftToRight() {
    assertThat(
            HeaderNames.assign(
                List.of(List.of("Total"), List.of("Total"), List.of("Total 2"), List.of("Total"))))
        .containsExactly("total", "total_3", "total_2", "total_4");
  }

  @Test
  void equalHeadersWithDifferentNotesAreNumberedByTheirNotes() {
    assertThat(HeaderNames.assign(List.of(List.of("Total [note 2]"), List.of("Total [note 1]"))))
        .containsExactly("total_2", "total");
  }

  @Test
  void columnsWithoutHeaderAreNumbered() {
    assertThat(HeaderNames.assign(List.of(List.of(" "), List.of("Unnamed 1"), List.of(""))))
        .containsExactly("unnamed_2", "unnamed_1", "unnamed_3");
    assertThat(HeaderNames.assign(List.of(List.of(), List.of("Name"), List.of())))
        .containsExactly("unnamed_1", "name", "unnamed_2");
  }

  @Test
  void lettersWithoutALatinOneGetAHash() {
    List<String> names =
        HeaderNames.assign(
            List.of(List.of("日本"), List.of("中国"), List.of("Год 2024"), List.of("?"), List.of("*")));

    assertThat(names).doesNotHaveDuplicates().allSatisfy(HeaderNamesTest::isLegal);
    assertThat(names.get(0)).matches("header_[a-z2-7]{6}");
    assertThat(names.get(0)).isEqualTo(HeaderNames.base(List.of("日本")));
  }

  @Test
  void anyHeadersGetLegalUniqueNamesThatDoNotDependOnTheirOrder() {
    Random random = new Random(SEED);
    for (int i = 0; i < 1_000; i++) {
      List<List<String>> headers = new ArrayList<>();
      for (int n = random.nextInt(12); n >= 0; n--) {
        List<String> levels = new ArrayList<>();
        for (int depth = random.nextInt(3); depth >= 0; depth--) {
          levels.add(anyHeader(random));
        }
        headers.add(levels);
      }
      List<String> names = HeaderNames.assign(headers);

      assertThat(names)
          .as("seed %d, %s", SEED, headers)
          .hasSameSizeAs(headers)
          .doesNotHaveDuplicates();
      assertThat(names).allSatisfy(HeaderNamesTest::isLegal);
      assertStableUnderReordering(headers, random);
    }
  }

  @Test
  void aHeaderAloneAndAmongDistinctOnesHasOneName() {
    List<List<String>> headers =
        List.of(
            List.of("Age 0 to 4"),
            List.of("% within 18 weeks"),
            List.of("Within 18 weeks"),
            List.of("25+"),
            List.of("25"),
            List.of("0.5"),
            List.of("0-5"),
            List.of("5"),
            List.of("(-5)"));

    assertThat(HeaderNames.assign(headers))
        .containsExactlyElementsOf(headers.stream().map(HeaderNames::base).toList());
  }

  /** Headers with equal texts are numbered from left to right, so only distinct ones are stable. */
  private static void assertStableUnderReordering(List<List<String>> headers, Random random) {
    List<List<String>> distinct =
        headers.stream().filter(levels -> !HeaderNames.base(levels).isEmpty()).distinct().toList();
    Map<List<String>, String> expected = new HashMap<>();
    List<String> names = HeaderNames.assign(distinct);
    IntStream.range(0, names.size()).forEach(i -> expected.put(distinct.get(i), names.get(i)));
    List<List<String>> shuffled = new ArrayList<>(distinct);
    Collections.shuffle(shuffled, random);
    List<String> again = HeaderNames.assign(shuffled);
    for (int i = 0; i < again.size(); i++) {
      assertThat(again.get(i)).as("%s", shuffled).isEqualTo(expected.get(shuffled.get(i)));
    }
  }

  private static String anyHeader(Random random) {
    String[] parts = {
      "Age",
      "age",
      " ",
      "0",
      "-",
      "4",
      ":",
      "(",
      ")",
      "Total",
      "[note 1]",
      "¹",
      "%",
      "£",
      "+",
      "<",
      "é",
      "日",
      "_",
      "__",
      "\n",
      "xmin",
      "/",
      ".",
      ",",
      "000",
      "*",
      "&",
      "’",
      "waiting list of the"
    };
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(6); n >= 0; n--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }

  private static void isLegal(String name) {
    assertThat(name).matches("[a-z][a-z0-9]*(_[a-z0-9]+)*").hasSizeLessThanOrEqualTo(55);
    assertThat(name).isNotIn("xmin", "xmax", "cmin", "cmax", "ctid", "tableoid");
  }
}
