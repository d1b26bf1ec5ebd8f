package org.datawarp.pipeline.workbook.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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

  private static CsvDialect of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return CsvDialect.of(bytes, bytes.length, true);
  }
}
