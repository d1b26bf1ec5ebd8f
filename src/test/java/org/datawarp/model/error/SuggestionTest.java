package org.datawarp.model.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
  private static final List<String> NAMES =
      List.of("list", "load-batch", "refresh", "restore", "adhd_aug25", "adhd_sep25");

  @ParameterizedTest
  @CsvSource({
    "lst,list",
    "lsit,list",
    "LIST,list",
    "refrehs,refresh",
    "adhd_agu25,adhd_aug25",
    "adh,adhd_aug25",
    "load,load-batch",
    "x,",
    "lo,",
    "purge,"
  })
  void itFindsTheNameThatIsMeantOrNone(String word, String name) {
    assertThat(Suggestion.nearest(word, NAMES).orElse(null)).isEqualTo(name);
  }

  @Test
  void aLongWordIsNotCompared() {
    assertThat(Suggestion.nearest("a".repeat(100_000), List.of("a".repeat(100_000)))).isEmpty();
  }

  @Test
  void aHintBeginsWithTheName() {
    assertThat(Suggestion.hint("lst", NAMES, "see the help"))
        .isEqualTo("did you mean 'list'? see the help");
    assertThat(Suggestion.hint("xyz", NAMES, "see the help")).isEqualTo("see the help");
  }
}
