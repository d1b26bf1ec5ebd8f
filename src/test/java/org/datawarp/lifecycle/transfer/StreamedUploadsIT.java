package org.datawarp.lifecycle.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.platform.config.SyncConfiguration;
import org.datawarp.storage.object.CloudFixture;
import org.datawarp.storage.object.ObjectStore;
import org.datawarp.storage.object.ObjectStores;
import org.datawarp.storage.object.ObjectWriter;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.testing.S3Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamedUploadsIT {
  private static final String BUCKET = "s3://nhs/archive";
  private static final String KEY = "backups/postgres/2026-11-20/datawarp_backup.sql.gz";
  private static final byte[] MORE_THAN_A_PART = new byte[ObjectStore.PART_BYTES + 1];

  @TempDir private Path folder;

  private S3Server server;
  private ObjectStores stores;
  private ObjectStore store;
  private StreamedUploads uploads;

  @BeforeEach
  void start() {
    server = S3Server.start(folder.resolve("bucket"), "nhs");
    Map<String, String> environment =
        Map.of("AWS_ACCESS_KEY_ID", S3Server.KEY_ID, "AWS_SECRET_ACCESS_KEY", S3Server.SECRET);
    stores =
        new ObjectStores(
            () -> SyncConfiguration.read(folder.resolve("sync.yaml"), environment),
            CloudFixture.DIRECT,
            Clock.systemUTC());
    store = stores.open(BUCKET, server.endpoint());
    uploads = new StreamedUploads(new Workspace(folder.resolve("here")));
  }

  @AfterEach
  void stop() {
    store.close();
    server.close();
  }

  @Tag("slow")
  @Test
  void whatIsSentWhenTheProgramIsStoppedIsGivenUp() throws IOException {
    ObjectWriter writer = begin();
    assertThat(store.unfinished(KEY)).hasSize(1);

    uploads.close();

    assertThat(store.unfinished(KEY)).isEmpty();
    assertThat(notes("here")).isEmpty();
    assertThatThrownBy(() -> begin()).isInstanceOf(InterruptedRunException.class);
    assertThat(store.unfinished(KEY)).isEmpty();
    assertThat(writer).isNotNull();
  }

  @Test
  void whatADeadProgramLeftIsGivenUpByTheNext() throws IOException {
    begin();
    Path note = notes("here").get(0);
    Path left = folder.resolve("next/.sync/uploads/streamed").resolve(note.getFileName());
    Files.createDirectories(left.getParent());
    Files.copy(note, left); // the lock dies with its program, the note does not

    new StreamedUploads(new Workspace(folder.resolve("next"))).abortAbandoned(stores);

    assertThat(store.unfinished(KEY)).isEmpty();
    assertThat(notes("next")).isEmpty();
  }

  @Tag("slow")
  @Test
  void whatDiedBeforeItKnewItsUploadIsFoundByItsKey() throws IOException {
    begin();
    Path note = notes("here").get(0);
    Path left = folder.resolve("next/.sync/uploads/streamed").resolve(note.getFileName());
    Files.createDirectories(left.getParent());
    Files.writeString(left, Files.readAllLines(note).get(0) + "\n");

    new StreamedUploads(new Workspace(folder.resolve("next"))).abortAbandoned(stores);

    assertThat(store.unfinished(KEY)).isEmpty();
  }

  @Tag("slow")
  @Test
  void whatIsStillBeingSentIsLeftAlone() throws IOException {
    ObjectWriter writer = begin();

    uploads.abortAbandoned(stores);

    assertThat(store.unfinished(KEY)).hasSize(1);
    writer.finish();
    assertThat(store.find(KEY)).isPresent();
    assertThat(notes("here")).isEmpty();
  }

  @Test
  void aStoreThatCannotBeOpenedIsTriedAgainNextTime() throws IOException {
    begin();
    Path note = notes("here").get(0);
    Path left = folder.resolve("next/.sync/uploads/streamed").resolve(note.getFileName());
    Files.createDirectories(left.getParent());
    Files.writeString(left, Files.readString(note).replace(BUCKET, "r2://nhs"));

    new StreamedUploads(new Workspace(folder.resolve("next"))).abortAbandoned(stores);

    assertThat(notes("next")).containsExactly(left);
  }

  private ObjectWriter begin() {
    ObjectWriter writer =
        uploads.openWriter(store, stores.destination(BUCKET, server.endpoint()), KEY);
    writer.write(MORE_THAN_A_PART, 0, MORE_THAN_A_PART.length);
    return writer;
  }

  private List<Path> notes(String machine) throws IOException {
    try (Stream<Path> files =
        Files.list(folder.resolve(machine).resolve(".sync/uploads/streamed"))) {
      return files.toList();
    }
  }
}
