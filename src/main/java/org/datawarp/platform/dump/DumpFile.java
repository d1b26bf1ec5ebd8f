package org.datawarp.platform.dump;

import java.io.IOException;
import java.io.InputStream;

/** A dump that can be read more than once. */
@FunctionalInterface
public interface DumpFile {
  /**
   * Opens its bytes, as they are in its file, from the start.
   *
   * @return a stream that the caller closes
   * @throws IOException if it cannot be read
   */
  InputStream open() throws IOException;
}
