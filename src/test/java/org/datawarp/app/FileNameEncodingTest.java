package org.datawarp.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.UsageException;
import org.junit.jupiter.api.Test;

class FileNameEncodingTest {
  @Test
  void namesThatGotLostAreRefusedAndTheLocaleIsNamed() {
    FileNameEncoding ascii = new FileNameEncoding("ANSI_X3.4-1968", "/home/w");

    assertThatThrownBy(() -> ascii.check(List.of("inspect", "d\ufffd\ufffdta.csv")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("d\ufffd\ufffdta.csv")
        .extracting(failure -> ((DatawarpException) failure).hint())
        .asString()
        .contains("LC_ALL=C.UTF-8");
    assertThatThrownBy(
            () -> new FileNameEncoding("ANSI_X3.4-1968", "/home/w\ufffdrk").check(List.of("init")))
        .hasMessageContaining("the current folder's name");
  }

  @Test
  void whatTheLocaleHasIsTaken() {
    assertThatCode(
            () -> {
              new FileNameEncoding("ANSI_X3.4-1968", "/home/w").check(List.of("inspect", "a.csv"));
              new FileNameEncoding("ISO-8859-1", "/home/w\u00f6rk").check(List.of("d\u00e4ta.csv"));
              new FileNameEncoding("UTF-8", "/home/w\u00f6rk").check(List.of("d\u00e4ta.csv"));
            })
        .doesNotThrowAnyException();
  }
}
