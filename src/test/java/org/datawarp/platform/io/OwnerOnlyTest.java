package org.datawarp.platform.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceSetup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class OwnerOnlyTest {
  @TempDir Path folder;

  @Test
  void aReplacedFileIsItsOwnersAlone() throws IOException {
    Path file = Files.writeString(folder.resolve("config.yaml"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    OwnerOnly.replace(file, "new");

    assertThat(file).hasContent("new");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(OwnerOnly.findOpen(file)).isEmpty();
  }

  @Test
  void aNewWorkspacesConfigurationIsItsOwnersAlone() throws IOException {
    Workspace workspace = new Workspace(folder.resolve("workspace"));

    new WorkspaceSetup(workspace).create("# empty\n");

    assertThat(mode(workspace.configurationFile())).isEqualTo("rw-------");
  }

  @Test
  void whatOthersMayReadIsToldWithTheRemedy() throws IOException {
    Path file = Files.writeString(folder.resolve("sync.yaml"), "cloud: {}");
    for (String mode : new String[] {"rw-r--r--", "rw-r-----", "rw-----w-"}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
      assertThat(OwnerOnly.findOpen(file)).as(mode).get().asString().contains("chmod 600 " + file);
    }
    for (String mode : new String[] {"rw-------", "r--------", "rwx------"}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
      assertThat(OwnerOnly.findOpen(file)).as(mode).isEmpty();
    }
    assertThat(OwnerOnly.findOpen(folder.resolve("missing.yaml"))).isEmpty();
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
