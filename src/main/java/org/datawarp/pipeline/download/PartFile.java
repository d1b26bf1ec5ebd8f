package org.datawarp.pipeline.download;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;
import org.jspecify.annotations.Nullable;

/**
 * The part of a download that has arrived, with the validator that says which version it is a part
 * of. It survives the program. The caller holds the gate of its address.
 */
final class PartFile {
  static final String SUFFIX = ".part";
  private static final String MEMO_SUFFIX = ".part.json";

  private final Path file;
  private final Path memo;
  private final String key;

  /**
   * What can be resumed.
   *
   * @param size bytes that are here
   * @param validator a strong ETag or a Last-Modified date
   * @param totalBytes the whole file's size, -1 when unknown
   */
  record Resumable(long size, String validator, long totalBytes) {}

  PartFile(Path folder, String key) {
    String name = FileHash.sha256(key.getBytes(StandardCharsets.UTF_8)).substring(0, 32);
    this.file = folder.resolve(name + SUFFIX);
    this.memo = folder.resolve(name + MEMO_SUFFIX);
    this.key = key;
  }

  Path path() {
    return file;
  }

  /** Finds a part that can be resumed. */
  Optional<Resumable> findResumable() {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) == 0 || !Files.isRegularFile(memo)) {
        return Optional.empty();
      }
      Map<String, @Nullable Object> values = JsonCodec.read(Files.readString(memo));
      if (!key.equals(values.get("url"))
          || !(values.get("validator") instanceof String validator)
          || !(values.get("total_bytes") instanceof Long totalBytes)) {
        return Optional.empty();
      }
      return Optional.of(new Resumable(Files.size(file), validator, totalBytes));
    } catch (IOException | MalformedJsonException e) {
      return Optional.empty(); // then it is fetched from its beginning
    }
  }

  /**
   * Starts again at the first byte.
   *
   * @param validator what a later attempt resumes with, or null when it must not
   */
  Writer startAfresh(@Nullable String validator, long totalBytes) {
    delete();
    if (validator != null) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("url", key);
      values.put("validator", validator);
      values.put("total_bytes", totalBytes);
      AtomicFile.replace(memo, JsonCodec.write(values) + "\n");
    }
    try {
      Files.createDirectories(file.getParent());
      return new Writer(
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
          FileHash.newDigest());
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /** Goes on after the last byte that arrived. */
  Writer append() {
    MessageDigest digest = FileHash.newDigest();
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        while (channel.read(buffer) >= 0) {
          digest.update(buffer.flip());
          buffer.clear();
        }
        return new Writer(channel, digest);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  void delete() {
    try {
      Files.deleteIfExists(memo);
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /** Deletes the memo alone, once the part has become a file of the cache. */
  void deleteMemo() {
    try {
      Files.deleteIfExists(memo);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private StorageException cannotWrite(IOException e) {
    return new StorageException(
        "cannot write " + file + ": " + IoErrors.of(e), "free space or mend permissions", e);
  }

  /** Writes the bytes that arrive, and hashes them on the way. */
  final class Writer implements Closeable {
    private final FileChannel channel;
    private final MessageDigest digest;
    private long size;

    private Writer(FileChannel channel, MessageDigest digest) throws IOException {
      this.channel = channel;
      this.digest = digest;
      this.size = channel.position();
    }

    long size() {
      return size;
    }

    void write(byte[] bytes, int length) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
      try {
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      } catch (IOException e) {
        throw cannotWrite(e);
      }
      digest.update(bytes, 0, length);
      size += length;
    }

    /** Forces the file to disk and returns its SHA-256. */
    String finish() {
      try {
        channel.force(true);
      } catch (IOException e) {
        throw cannotWrite(e);
      }
      return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw cannotWrite(e);
      }
    }
  }
}
