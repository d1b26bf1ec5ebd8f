package org.datawarp.workflow.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.error.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectWorkflowTest {
  @TempDir Path folder;

  private final InspectWorkflow workflow = new InspectWorkflow();

  private Path csv() throws IOException {
    return Files.writeString(folder.resolve("a.csv"), "code,count\nA1,1\nA2,2\n");
  }

  @Test
  void thePageIsWrittenBesideTheAnswer() throws IOException {
    Path page = folder.resolve("out").resolve("page.html");

    InspectWorkflow.Inspection inspection = workflow.draw(csv(), page);

    assertThat(inspection.tables()).hasSize(1);
    assertThat(Files.readString(page)).startsWith("<!doctype html>").contains(">A2<");
    try (var files = Files.list(folder.resolve("out"))) {
      assertThat(files).containsExactly(page);
    }
  }

  @Test
  void anOlderPageIsReplacedAndNothingElseIs() throws IOException {
    Path page = folder.resolve("page.html");
    Path file = csv();
    Path other = Files.writeString(folder.resolve("b.csv"), "code,count\nB1,1\n");
    Path foreign = Files.writeString(folder.resolve("c.html"), "<!DOCTYPE html><p>mine");
    workflow.draw(other, page);

    workflow.draw(file, page);

    assertThat(Files.readString(page)).contains(">A1<");
    for (Path target : List.of(file, other, foreign)) {
      assertThatThrownBy(() -> workflow.draw(file, target))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("is not a page that Datawarp wrote");
    }
    assertThat(Files.readString(other)).isEqualTo("code,count\nB1,1\n");
    assertThatThrownBy(() -> workflow.draw(file, folder)).isInstanceOf(UsageException.class);
  }

  @Test
  void aFileThatCannotBeReadLeavesNoPage() throws IOException {
    Path page = folder.resolve("page.html");
    Path broken = Files.write(folder.resolve("a.xlsx"), new byte[] {'P', 'K', 3, 4, 0, 0});

    assertThatThrownBy(() -> workflow.draw(broken, page))
        .isInstanceOf(SourceUnreadableException.class);
    assertThatThrownBy(() -> workflow.draw(folder.resolve("none.xlsx"), page))
        .isInstanceOf(NotFoundException.class);
    assertThat(page).doesNotExist();
  }
}
