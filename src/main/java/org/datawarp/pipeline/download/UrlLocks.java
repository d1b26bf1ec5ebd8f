package org.datawarp.pipeline.download;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.datawarp.platform.io.LockFile;

/** Work done while a lock file is held. */
final class UrlLocks {
  private UrlLocks() {}

  @SuppressWarnings("try") // the gate is held, not used
  static <T> T behind(Path lockFile, Supplier<T> work) {
    try (LockFile gate = LockFile.hold(lockFile)) {
      return work.get();
    }
  }
}
