package org.datawarp.storage.object.s3;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.datawarp.storage.object.CloudAddress;
import org.datawarp.storage.object.CloudFixture;
import org.datawarp.storage.object.ObjectStore;
import org.datawarp.storage.object.ObjectStoreContract;
import org.datawarp.storage.object.TransferListener;
import org.datawarp.testing.R2Gate;
import org.datawarp.testing.S3Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class S3ObjectStoreIT implements ObjectStoreContract {
  private static final String BUCKET = "archive-test";

  @TempDir private static Path folder;

  private static S3Server server;
  private static R2Gate gate;
  private static int counter;

  private ObjectStore store;

  @BeforeAll
  static void start() throws IOException {
    server = S3Server.start(Files.createDirectories(folder.resolve("s3")), BUCKET);
    gate = R2Gate.start(server.port());
  }

  @AfterAll
  static void stop() {
    gate.close();
    server.close();
  }

  @BeforeEach
  void open() {
    counter++;
    store =
        new S3ObjectStore(
            new S3Settings(
                CloudAddress.parse("r2://" + BUCKET + "/run" + counter),
                URI.create(gate.endpoint()),
                "auto",
                S3Server.KEY_ID,
                S3Server.SECRET,
                null),
            CloudFixture.DIRECT,
            TransferListener.FREE,
            duration -> {},
            Clock.systemUTC());
  }

  @AfterEach
  void close() {
    gate.failNoMore();
    store.close();
  }

  @Override
  public ObjectStore store() {
    return store;
  }
}
