package org.datawarp.platform.postgres;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SessionClassesTest {
  static java.util.List<String> names() {
    return SessionClasses.NAMES;
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachIsAClassOfTheLibraries(String name) {
    assertThatCode(() -> Class.forName(name)).doesNotThrowAnyException();
  }
}
