package org.datawarp.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlignedTableTest {
  private static final int ANY_WIDTH = Integer.MAX_VALUE;

  @Test
  void columnsAreAlignedAndNumbersStandRight() {
    assertThat(
            AlignedTable.render(
                List.of("source", "rows", "size", "title"),
                List.of(
                    List.of("adhd_aug25", "1,234", "1.5 MB", "ADHD"),
                    List.of("b", "-", "12 B", "")),
                ANY_WIDTH))
        .isEqualTo(
            """
            source       rows    size  title
            adhd_aug25  1,234  1.5 MB  ADHD
            b               -    12 B
            """);
  }

  @Test
  void aTableWithoutRowsIsItsHeadings() {
    assertThat(AlignedTable.render(List.of("a", "b"), List.of(), ANY_WIDTH)).isEqualTo("a  b\n");
  }

  @Test
  void theLastColumnGoesOnBelowWhereTheTerminalEnds() {
    List<String> headings = List.of("source", "why");
    List<List<String>> rows =
        List.of(List.of("adhd_aug25", "last used 100 days ago, policy adhd_*"), List.of("b", "-"));

    assertThat(AlignedTable.render(headings, rows, 36))
        .isEqualTo(
            """
            source      why
            adhd_aug25  last used 100 days ago,
                        policy adhd_*
            b           -
            """);
  }

  @Test
  void aRowThatIsTooWideTakesTwoLines() {
    List<String> headings = List.of("source", "rows", "why");
    List<List<String>> rows =
        List.of(
            List.of("adhd_aug25_open_referrals", "12", "last used 100 days ago, policy adhd_*"),
            List.of("b", "1,204", "-"));

    assertThat(AlignedTable.render(headings, rows, 34))
        .isEqualTo(
            """
            source
               rows  why
            adhd_aug25_open_referrals
                 12  last used 100 days ago,
                     policy adhd_*
            b
              1,204  -
            """);
    assertThat(AlignedTable.render(headings, rows, 20))
        .as("too narrow to be of use")
        .isEqualTo(AlignedTable.render(headings, rows, ANY_WIDTH));
  }

  @Test
  void numbersAreWrittenForPeople() {
    assertThat(Format.count(1_234_567L)).isEqualTo("1,234,567");
    assertThat(Format.count(null)).isEqualTo("-");
    assertThat(Format.size(999L)).isEqualTo("999 B");
    assertThat(Format.size(1_500_000L)).isEqualTo("1.5 MB");
    assertThat(Format.size(Long.MAX_VALUE)).endsWith(" TB");
    assertThat(Format.plural(1, "row")).isEqualTo("1 row");
    assertThat(Format.plural(2_000, "row")).isEqualTo("2,000 rows");
    assertThat(Format.seconds(Duration.ofMillis(1_250))).isEqualTo("1.3 s");
    assertThat(Format.text("")).isEqualTo("-");
  }
}
