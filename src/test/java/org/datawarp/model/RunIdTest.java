package org.datawarp.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunIdTest {
  private static final Instant TIME = Instant.parse("2025-08-01T09:30:00.999Z");

  @Test
  void namesOfOneSecondSortByTheirMilliseconds() {
    List<String> names =
        Stream.of(0, 1, 2, 50, 400, 998, 999, 1000)
            .map(milliseconds -> name(TIME.minusMillis(999).plusMillis(milliseconds)))
            .toList();

    assertThat(names).isSorted().first().asString().startsWith("20250801-093000-");
    assertThat(names.get(7)).startsWith("20250801-093001-");
  }

  @Test
  void namesOfOneMillisecondSortInTheOrderInWhichTheyWereMade() {
    List<String> names = IntStream.range(0, 500).mapToObj(i -> name(TIME)).toList();

    assertThat(names).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aClockThatIsSetBackBringsNoNameTwice() {
    List<String> names =
        IntStream.range(0, 2_000).mapToObj(i -> name(TIME.plusMillis(i % 20))).toList();

    assertThat(names).doesNotHaveDuplicates();
  }

  private static String name(Instant time) {
    return RunId.create(Clock.fixed(time, ZoneOffset.UTC)).value();
  }
}
