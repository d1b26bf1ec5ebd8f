package org.datawarp.pipeline.workbook.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvDialectTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '!',
      value = {
        "; ! name;share^A;1,5^B;2,5^C;3,5",
        "; ! A;1,5;2,5^B;2,5;3,5",
        ", ! name,note^A,x;y^B,z;w",
        "TAB ! name\tplace^A\tLeeds, UK^B\tYork, UK",
        "| ! a|b|c^1|2|3",
        ", ! Published: 1 May; revised^Source: NHS^^org,n,rate^R1,1,2.5^R2,3,4.5^R3,4,5.5",
        ", ! \"a;b\",\"c\"^\"d;e\",\"f\"",
        ", ! one^two^three",
        "; ! \"x, y\";\"z, w\"^\"p, q\";\"r, s\"",
        ", ! a,b",
        "TAB ! 2024-01-01 10:00\t1,234^2024-01-02 10:00\t2,345",
      })
  void theEvidenceChoosesTheSeparator(String separator, String text) {
    assertThat(of(text.replace('^', '\n')).separator())
        .isEqualTo(separator.equals("TAB") ? '\t' : separator.charAt(0));
  }

  @Test
  void proseHasLittleEvidence() {
    CsvDialect prose =
        of(
            "This file holds data, and notes.\nIt was made in May.\n"
                + "Contact us, by post, or mail, if need be.\nThank you.\n");

    assertThat(prose.evidence()).isLessThan(0.5);
    assertThat(of("a,b\n1,2\n").evidence()).isEqualTo(1.0);
  }

  @Test
  void aRecordCutOffByTheSampleIsNotJudged() {
    byte[] bytes = "a,b\n1,2\n3".getBytes(StandardCharsets.UTF_8);

    assertThat(CsvDialect.of(bytes, bytes.length, false).records()).isEqualTo(2);
    assertThat(CsvDialect.of(bytes, bytes.length, true).records()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '!',
      value = {
        "' ! , ! KEPT ! 'a','n'^'Leeds, North',1^'York',2",
        "' ! ; ! KEPT ! a;n^'it''s; ok';1^'York';2",
        "' ! , ! DROPPED ! 'a', 'n'^'Leeds, North', 1^'York', 2",
        // Apostrophes that are letters, Excel's mark of a text, a quoted word, other quotes.
        "\" ! , ! KEPT ! a,n^'tis,1^York,2^'twas,3",
        "\" ! , ! KEPT ! a,n^'007,1^'008,2",
        "\" ! , ! KEPT ! word,use^'a',article^b,letter^c,letter^'d',letter^e,letter",
        "\" ! , ! KEPT ! a,n^\"x, y\",'p'^\"z\",'q'",
        "\" ! , ! DROPPED ! a, b, n^A1, \"x, y\", 1^A2, z, 2",
        "\" ! , ! KEPT ! a,b,n^A1, x,1^A2,y,2",
        "\" ! ; ! DROPPED ! a; b^1; 2^3; 4",
        "\" ! SPACE ! JOINED ! code waits rate^A1 12 3.5^A2 7 1.25",
        "\" ! SPACE ! JOINED ! code  waits   rate^A1      12    3.5^A2       7   1.25",
        "\" ! SPACE ! JOINED ! place waits rate^\"Leeds, North\" 12 3.5^York 7 1.25",
        "\" ! SPACE ! JOINED ! code waits^A1 12^A2 7^A3 9",
        // Names with a number, times, grouped digits, prose, names.
        "\" ! , ! KEPT ! ward name^Ward 1^Ward 2^Ward 3",
        "\" ! , ! KEPT ! date time^2024-01-01 10:00^2024-01-02 11:00",
        "\" ! , ! KEPT ! the waits^10 000^12 500^9 000",
        "\" ! , ! KEPT ! This is prose^in equal lines^of three words",
        "\" ! , ! KEPT ! first last^John Smith^Ann Lee",
      })
  void quotesAndBlanksAreToldByTheEvidence(
      char quote, String separator, CsvDialect.Spacing spacing, String text) {
    CsvDialect dialect = of(text.replace('^', '\n'));

    assertThat(dialect.quote()).isEqualTo(quote);
    assertThat(dialect.separator())
        .isEqualTo(separator.equals("SPACE") ? ' ' : separator.charAt(0));
    assertThat(dialect.spacing()).isEqualTo(spacing);
  }

  @Test
  void aHeaderWithoutTheFieldThatNumbersTheRowsIsTold() {
    assertThat(of("\"x\",\"y\"\n\"1\",5,6\n\"2\",7,8\n\"3\",9,1\n").unnumbered()).isEqualTo(1);
    assertThat(of("\nx,y\n0,5,6\n1,7,8\n").unnumbered()).isEqualTo(2);
    for (String other :
        List.of(
            "rank,name\n1,a,5\n2,b,6\n",
            "x,y\n1,5,\n2,7,\n",
            "x,y\n1,5,6\n3,7,8\n",
            "x,y\nA1,5,6\nA2,7,8\n",
            "x,y,z\n1,5,6\n2,7,8\n",
            "title\nx,y\n1,5,6\n2,7,8\n")) {
      assertThat(of(other).unnumbered()).as(other).isZero();
    }
  }

  private static CsvDialect of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return CsvDialect.of(bytes, bytes.length, true);
  }
}
