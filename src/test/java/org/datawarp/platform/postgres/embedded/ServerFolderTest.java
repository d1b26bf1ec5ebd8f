package org.datawarp.platform.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.datawarp.model.error.StorageException;
import org.junit.jupiter.api.Test;

class ServerFolderTest {
  @Test
  void aFolderOfAnotherUserIsNotToBeRestoredFromABackup() {
    StorageException failure =
        ServerFolder.failed("reading PG_VERSION", new AccessDeniedException("/srv/PG_VERSION"));

    assertThat(failure).hasMessageContaining("permission denied");
    assertThat(failure.hint()).contains("the user whose folder it is").doesNotContain("backup");
  }

  @Test
  void aFullDiskWantsRoom() {
    StorageException failure =
        ServerFolder.failed(
            "writing", new FileSystemException("/x", null, "No space left on device"));

    assertThat(failure.hint()).contains("make room");
  }
}
