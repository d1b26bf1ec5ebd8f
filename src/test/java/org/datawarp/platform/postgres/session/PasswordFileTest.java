package org.datawarp.platform.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PasswordFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "h:5432:d:u:pw | pw",
        "*:*:*:*:pw | pw",
        "h:*:d:u:pw | pw",
        "h:5433:d:u:pw | -",
        "other:5432:d:u:pw | -",
        "h:5432:d:other:pw | -",
        "h:5432:d:u:p\\:w\\\\x | p:w\\x",
        "h:5432:d:u:pw:rest | pw",
        "h:5432:d:u: | -",
        "h:5432:d:u | -",
        "# h:5432:d:u:pw | -",
        "\\*:5432:d:u:pw | -",
        "h\\:x:5432:d:u:pw | -",
      })
  void aLineIsReadAsLibpqReadsIt(String line, String password) throws IOException {
    Path file = file(line, "rw-------");

    assertThat(PasswordFile.find(file, "h", 5432, "d", "u"))
        .isEqualTo(Optional.ofNullable(password));
  }

  @Test
  void theFirstLineThatMatchesCounts() throws IOException {
    Path file = file("x:*:*:*:no\n\nh:*:*:u:first\n*:*:*:*:second", "rw-------");

    assertThat(PasswordFile.find(file, "h", 1, "d", "u")).contains("first");
    assertThat(PasswordFile.find(file, "y", 1, "d", "u")).contains("second");
  }

  @Test
  void aFileThatOthersMayReadIsIgnored() throws IOException {
    Path file = file("*:*:*:*:pw", "rw-r-----");

    assertThat(PasswordFile.find(file, "h", 5432, "d", "u")).isEmpty();
  }

  @Test
  void aMissingFileHasNoPassword() {
    assertThat(PasswordFile.find(folder.resolve("none"), "h", 5432, "d", "u")).isEmpty();
  }

  @Test
  void aWrittenLineIsFoundAgain() throws IOException {
    Path file = file(PasswordFile.line("::1", "u\\:v", "p:w\\"), "rw-------");

    assertThat(PasswordFile.find(file, "::1", 7, "any", "u\\:v")).contains("p:w\\");
  }

  private Path file(String text, String mode) throws IOException {
    Path file = Files.writeString(folder.resolve("passfile"), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }
}
