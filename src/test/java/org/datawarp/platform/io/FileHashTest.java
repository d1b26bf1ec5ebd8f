package org.datawarp.platform.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.datawarp.model.error.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHashTest {
  @TempDir Path folder;

  /** The vectors of FIPS 180-4's examples. */
  @Test
  void knownTextsHaveTheirHashes() throws IOException {
    assertThat(FileHash.sha256(Files.writeString(folder.resolve("empty"), "")))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(FileHash.sha256("abc".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void aFileOfSeveralBuffersHashesAsItsBytes() throws IOException {
    byte[] bytes = new byte[(1 << 19) + 17];
    new Random(1).nextBytes(bytes);

    assertThat(FileHash.sha256(Files.write(folder.resolve("large"), bytes)))
        .isEqualTo(FileHash.sha256(bytes));
  }

  @Test
  void aMissingFileIsAStorageFailure() {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> FileHash.sha256(missing))
        .isInstanceOf(StorageException.class)
        .hasMessage("cannot read " + missing + ": no such file: " + missing);
  }

  @Test
  void aFileThatWasBegunHasItsHashOnceAndWhateverBecameOfIt() throws IOException {
    Path same = Files.writeString(folder.resolve("same"), "same");
    Path changed = Files.writeString(folder.resolve("changed"), "before");
    Path gone = Files.writeString(folder.resolve("gone"), "gone");
    FileHash.begin(List.of(same, changed, gone, folder.resolve("missing")));
    Files.writeString(changed, "something else");
    Files.delete(gone);

    assertThat(FileHash.sha256(same)).isEqualTo(hash("same"));
    assertThat(FileHash.sha256(changed)).isEqualTo(hash("something else"));
    assertThatThrownBy(() -> FileHash.sha256(gone))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("no such file");
    Files.writeString(same, "anew");
    assertThat(FileHash.sha256(same)).isEqualTo(hash("anew"));
  }

  private static String hash(String text) {
    return FileHash.sha256(text.getBytes(StandardCharsets.US_ASCII));
  }
}
