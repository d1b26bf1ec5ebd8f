package org.datawarp.storage.object;

import java.io.IOException;
import java.io.InputStream;

/**
 * An object being read; whoever opened it closes it.
 *
 * @param object its description
 * @param content its bytes; a connection that breaks fails the reading, an early end too
 */
public record OpenObject(StoredObject object, InputStream content) implements AutoCloseable {
  @Override
  public void close() throws IOException {
    content.close();
  }
}
