package org.datawarp.storage.object.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import org.datawarp.model.error.StorageException;
import org.datawarp.storage.object.CloudAddress;
import org.datawarp.storage.object.ObjectStore;
import org.datawarp.storage.object.ObjectStoreContract;
import org.datawarp.storage.object.TransferListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryObjectStoreTest implements ObjectStoreContract {
  @TempDir private Path folder;

  private ObjectStore store;

  @BeforeEach
  void open() {
    store = store(folder);
  }

  @Override
  public ObjectStore store() {
    return store;
  }

  @Test
  void aFolderThatIsNotThereIsNotMade() {
    ObjectStore unmounted = store(folder.resolve("nas"));

    assertThatThrownBy(() -> unmounted.list("", null))
        .isInstanceOf(StorageException.class)
        .hasMessage("there is no folder " + folder.resolve("nas"));
    assertThat(folder.resolve("nas")).doesNotExist();
  }

  private static ObjectStore store(Path folder) {
    return new DirectoryObjectStore(
        CloudAddress.parse("file:" + folder), TransferListener.FREE, Clock.systemUTC());
  }
}
