package org.datawarp.pipeline.extract.marker;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.datawarp.pipeline.extract.Legend;
import org.datawarp.pipeline.extract.Marker;
import org.datawarp.pipeline.extract.MarkerClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkerLexiconTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
      [c] | SUPPRESSED
      c | SUPPRESSED
      :c | SUPPRESSED
      * | SUPPRESSED
      <5 | SUPPRESSED
      <6 | SUPPRESSED
      1-4 | SUPPRESSED
      ≤5 | SUPPRESSED
      5 or fewer | SUPPRESSED
      >95% | SUPPRESSED
      [x] | NOT_AVAILABLE
      : | NOT_AVAILABLE
      .. | NOT_AVAILABLE
      N/A | NOT_AVAILABLE
      NA | NOT_AVAILABLE
      No  data | NOT_AVAILABLE
      DNS | NOT_AVAILABLE
      [z] | NOT_APPLICABLE
      . | NOT_APPLICABLE
      ... | NOT_APPLICABLE
      [low] | LOW
      k | LOW
      ~ | LOW
      0s | LOW
      - | NIL
      – | NIL
      -- | NIL
      [w] | NIL
      _ | NIL
      [u] | QUALITY
      [u1] | QUALITY
      Low DQ | QUALITY
      [b] | STATUS
      [r] | STATUS
      [P] | STATUS
      [ns] | SIGNIFICANCE
      [sss] | SIGNIFICANCE
      ** | SIGNIFICANCE
      [note 1] | NOTE
      ¹ | NOTE
      (1) | NOTE
      † | NOTE
      #N/A | ERROR
      #DIV/0! | ERROR
      [r][e] | STATUS
      [r] [c] | SUPPRESSED
      """)
  void theFallbackKnowsTheFieldsShorthand(String token, MarkerClass kind) {
    Marker marker = MarkerLexicon.fallback().find(token).orElseThrow();

    assertThat(marker.kind()).isEqualTo(kind);
    assertThat(marker.token()).isEqualTo(token);
    assertThat(marker.meaning()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Unknown", "England", "[q][c]", "[c] see below", "ABC", "12", ""})
  void otherTextsAreUnknown(String token) {
    assertThat(MarkerLexicon.fallback().find(token)).isEmpty();
  }

  @Test
  void boundsComeWithTheMarker() {
    Marker marker = MarkerLexicon.fallback().find("1-4").orElseThrow();

    assertThat(marker.lower()).isEqualTo(BigDecimal.ONE);
    assertThat(marker.upper()).isEqualTo(new BigDecimal(4));
  }

  @Test
  void theLegendComesFirst() {
    Legend legend =
        LegendParser.parse(List.of("- = not available", "q = estimated by the provider"));
    MarkerLexicon lexicon = MarkerLexicon.fallback().with(legend);

    assertThat(kind(lexicon, "-")).isEqualTo(MarkerClass.NOT_AVAILABLE);
    assertThat(kind(lexicon, "[q]")).isEqualTo(MarkerClass.STATUS);
    assertThat(kind(lexicon, "Q")).isEqualTo(MarkerClass.STATUS);
    assertThat(kind(lexicon, "[c]")).isEqualTo(MarkerClass.SUPPRESSED);
    assertThat(lexicon.isWeak("q")).isFalse();
    assertThat(lexicon.isWeak("c")).isTrue();
    assertThat(lexicon.isWeak("*")).isFalse();
  }

  @Test
  void inAColumnOfSignificanceStarsAreSignificance() {
    MarkerLexicon lexicon = MarkerLexicon.fallback().forHeader("Significance of change");

    assertThat(kind(lexicon, "*")).isEqualTo(MarkerClass.SIGNIFICANCE);
    assertThat(kind(lexicon.forHeader("Count"), "*")).isEqualTo(MarkerClass.SUPPRESSED);
    assertThat(lexicon.forHeader("Significant?")).isSameAs(lexicon);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
      [c] = confidential | [c] | SUPPRESSED
      [c]: Confidential data | [c] | SUPPRESSED
      [c] Confidential statistics | [c] | SUPPRESSED
      * denotes suppressed values between 1 and 7 | * | SUPPRESSED
      : not available | : | NOT_AVAILABLE
      '-' represents nil | - | NIL
      - means zero | - | NIL
      ".. = not collected" | .. | NOT_AVAILABLE
      “x” indicates that data were not submitted | x | NOT_AVAILABLE
      Key: x = not available; c = disclosive | c | SUPPRESSED
      Key: x = not available; c = disclosive | x | NOT_AVAILABLE
      Shorthand: [b] = break in time series, [low] = rounds to 0, [z] = not applicable | [low] | LOW
      Shorthand: [b] = break in time series, [low] = rounds to 0, [z] = not applicable | [z] | NOT_APPLICABLE
      Shorthand: [b] = break in time series, [low] = rounds to 0, [z] = not applicable | [b] | STATUS
      [r] indicates that the figure was revised | [r] | STATUS
      Values from 1 to 4 have been replaced with an asterisk (*) | * | SUPPRESSED
      Figures under 8 are suppressed with * | * | SUPPRESSED
      Numbers below 5 are shown as [c]. | [c] | SUPPRESSED
      Missing values are shown by a dash. | - | NOT_AVAILABLE
      "[u] Low reliability, use with caution" | [u] | QUALITY
      c - suppressed | c | SUPPRESSED
      ** significant at the 1% level | ** | SIGNIFICANCE
      [k] some local convention | [k] | UNKNOWN
      """)
  void legendsAreRead(String line, String token, MarkerClass kind) {
    Legend legend = LegendParser.parse(List.of(line));

    assertThat(legend.entries()).containsKey(token);
    assertThat(legend.entries().get(token).kind()).isEqualTo(kind);
  }

  @Test
  void boundsOfALegendAreRead() {
    assertBounds("* denotes suppressed values between 1 and 7", "1", "7");
    assertBounds("* = counts fewer than 5, suppressed", null, "4");
    assertBounds("* = suppressed, 5 or fewer", null, "5");
    assertBounds("* = confidential", null, null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "This worksheet contains one table",
        "Source: NHS England",
        "- Data are published monthly and can be found on the web site of the publisher, see below",
        "Note: figures are rounded",
        "A&E attendances",
        "Total = sum of all types",
        "RP5 = DONCASTER AND BASSETLAW TEACHING HOSPITALS NHS FOUNDATION TRUST",
        "RNA = THE DUDLEY GROUP: data not submitted",
        "id = identifier of the record",
        "PBS = Points Based System",
        "n = number of respondents",
        "SEM = standard error of the mean",
        "'Males' and 'Females' may not sum to 'Total Deaths, all ages'",
        "- Data not available",
        "- data for March are not available",
        "It is used to show suppressed values",
        "we: not available",
        "The old form was replaced by - the new one",
        "",
        "Period: August 2025"
      })
  void proseIsNoLegend(String line) {
    assertThat(LegendParser.parse(List.of(line)).entries()).isEmpty();
  }

  @Test
  void itemsOfAListAreNoLegend() {
    List<String> items = List.of("- Not available before 2019", "- Nil returns", "- Provisional");

    assertThat(LegendParser.parse(items).entries()).isEmpty();
    assertThat(LegendParser.parse(List.of("- not available")).entries()).containsKey("-");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      DNS = did not submit | dns | NOT_AVAILABLE
      NR: not reported | nr | NOT_AVAILABLE
      LDQ = low data quality | ldq | QUALITY
      SUP = suppressed | sup | SUPPRESSED
      n/a means not applicable | n/a | NOT_APPLICABLE
      u1 = unreliable | u1 | QUALITY
      ~ denotes a local rule | ~ | UNKNOWN
      – nil | – | NIL
      . = not applicable | . | NOT_APPLICABLE
      """)
  void lettersAreShorthandWhereTheyAbbreviate(String line, String token, MarkerClass kind) {
    Legend legend = LegendParser.parse(List.of(line));

    assertThat(legend.entries()).containsOnlyKeys(token);
    assertThat(legend.entries().get(token).kind()).isEqualTo(kind);
  }

  @Test
  void theFirstOfTwoEntriesStays() {
    Legend legend = LegendParser.parse(List.of("c = confidential", "c = something else"));

    assertThat(legend.entries().get("c").meaning()).isEqualTo("confidential");
  }

  @Test
  void aVeryLongLineIsSkipped() {
    assertThat(LegendParser.parse(List.of("[c] = " + "a".repeat(3_000))).entries()).isEmpty();
    assertThat(LegendParser.parse(List.of("(".repeat(1_990))).entries()).isEmpty();
  }

  private static void assertBounds(String line, String lower, String upper) {
    Marker marker = LegendParser.parse(List.of(line)).entries().get("*");
    assertThat(marker.lower()).isEqualTo(lower == null ? null : new BigDecimal(lower));
    assertThat(marker.upper()).isEqualTo(upper == null ? null : new BigDecimal(upper));
  }

  private static MarkerClass kind(MarkerLexicon lexicon, String token) {
    return lexicon.find(token).orElseThrow().kind();
  }
}
