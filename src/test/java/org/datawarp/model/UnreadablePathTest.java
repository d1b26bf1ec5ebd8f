package org.datawarp.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnreadablePathTest {
  private final UnreadablePath path = new UnreadablePath("output/current", "permission denied");

  @Test
  void itCoversItselfAndWhatLiesBelow() {
    assertThat(path.covers("output/current")).isTrue();
    assertThat(path.covers("output/current/adhd.parquet")).isTrue();
    assertThat(path.covers("output/currently")).isFalse();
    assertThat(path.covers("output")).isFalse();
  }

  @Test
  void itIsInTheFoldersAboveAndInItself() {
    assertThat(path.isIn("output")).isTrue();
    assertThat(path.isIn("output/current")).isTrue();
    assertThat(path.isIn("out")).isFalse();
    assertThat(path.isIn("output/current/adhd")).isFalse();
  }
}
