package org.datawarp.lifecycle.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.datawarp.lifecycle.version.ArchiveMeta;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.io.IoErrors;

/** The SHA-256 that the {@code .meta} beside a file says it has. */
final class DescribedHash {
  private DescribedHash() {}

  /** Finds it; empty where there is no {@code .meta}, or it names no hash. */
  static Optional<String> find(Path file) {
    Path meta = file.resolveSibling(file.getFileName() + ArchiveMeta.SUFFIX);
    if (!Files.isRegularFile(meta)) {
      return Optional.empty();
    }
    try {
      return JsonCodec.read(Files.readString(meta)).get("sha256") instanceof String text
              && text.matches("[0-9a-f]{64}")
          ? Optional.of(text)
          : Optional.empty();
    } catch (MalformedJsonException | java.nio.charset.CharacterCodingException e) {
      return Optional.empty(); // it describes nothing
    } catch (IOException e) {
      throw new StorageException("cannot read " + meta + ": " + IoErrors.of(e), null, e);
    }
  }
}
