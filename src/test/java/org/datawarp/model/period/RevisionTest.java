package org.datawarp.model.period;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.datawarp.model.period.Revision.Kind;
import org.junit.jupiter.api.Test;

class RevisionTest {
  @Test
  void wordsOfRevisionAreRead() {
    assertThat(Revision.of("Incomplete-Provider-Aug25.xlsx")).isEqualTo(Revision.NONE);
    assertThat(Revision.of("WORKBOOK-PROVISIONAL.xlsx").kind()).isEqualTo(Kind.PROVISIONAL);
    assertThat(Revision.of("Provider-Final.xlsx").kind()).isEqualTo(Kind.FINAL);
    assertThat(Revision.of("Q3-2024-25revised.xlsx").kind()).isEqualTo(Kind.REVISED);
    assertThat(Revision.of("REVISED-BGFDE").kind()).isEqualTo(Kind.REVISED);
    assertThat(Revision.of("beds_v3.xlsx")).isEqualTo(new Revision(Kind.REVISED, 3));
    assertThat(Revision.of("beds_v1.xlsx")).isEqualTo(new Revision(Kind.NONE, 1));
    assertThat(Revision.of("Final revised v2")).isEqualTo(new Revision(Kind.REVISED, 2));
    assertThat(Revision.of("finally 5v5 unrevised")).isEqualTo(Revision.NONE);
  }

  @Test
  void theStrongerIssueIsGreater() {
    assertThat(Revision.of("revised")).isGreaterThan(Revision.of("final"));
    assertThat(Revision.of("revised v2")).isGreaterThan(Revision.of("revised"));
    assertThat(Revision.of("final")).isGreaterThan(Revision.NONE);
    assertThat(Revision.NONE).isGreaterThan(Revision.of("provisional"));
    assertThat(Revision.of("revised provisional")).isGreaterThan(Revision.of("provisional"));
    assertThat(Revision.of("revised provisional")).isLessThan(Revision.of("final"));
  }

  @Test
  void aVersionIsNotNegative() {
    assertThatThrownBy(() -> new Revision(Kind.FINAL, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
