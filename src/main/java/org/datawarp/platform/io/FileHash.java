package org.datawarp.platform.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.datawarp.model.error.StorageException;
import org.jspecify.annotations.Nullable;

/** SHA-256 of files. */
public final class FileHash {
  private static final int BUFFER_BYTES = 1 << 18;

  private static final Map<Path, Begun> BEGUN = new ConcurrentHashMap<>();

  private FileHash() {}

  /**
   * Begins to read files in a thread of its own, one after the other, so that {@link #sha256(Path)}
   * of them need not wait as long. Each is good for one call.
   *
   * @param files those that will be asked for, in that order; others are passed over
   */
  public static void begin(List<Path> files) {
    List<Begun> begun = files.stream().map(Begun::of).flatMap(Optional::stream).toList();
    begun.forEach(each -> BEGUN.put(each.file(), each));
    Thread thread = new Thread(() -> begun.forEach(each -> each.hash().run()), "datawarp-hash");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Returns a file's SHA-256 as 64 hexadecimal digits. The file is read for it, unless that was
   * {@link #begin begun} and the file has the same size, time and place as it had then.
   *
   * @throws StorageException if it cannot be read
   */
  public static String sha256(Path file) {
    Begun begun = BEGUN.remove(file.toAbsolutePath());
    return begun == null ? read(file) : begun.result().orElseGet(() -> read(file));
  }

  /** A file whose reading was begun. */
  private record Begun(Path file, Stamp stamp, FutureTask<String> hash) {
    /** Empty for a file that is not there. */
    static Optional<Begun> of(Path file) {
      Path absolute = file.toAbsolutePath();
      return Stamp.of(absolute)
          .map(stamp -> new Begun(absolute, stamp, new FutureTask<>(() -> read(absolute))));
    }

    /** Waits for it, or does it where it waits itself; empty if it failed or the file changed. */
    Optional<String> result() {
      hash.run();
      try {
        String result = hash.get();
        return Stamp.of(file).equals(Optional.of(stamp)) ? Optional.of(result) : Optional.empty();
      } catch (ExecutionException e) {
        return Optional.empty(); // read again, for a failure of the caller's own
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
  }

  /** By what a file is known to be the one it was. */
  private record Stamp(long sizeBytes, FileTime changedAt, @Nullable Object place) {
    static Optional<Stamp> of(Path file) {
      try {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        return Optional.of(new Stamp(found.size(), found.lastModifiedTime(), found.fileKey()));
      } catch (IOException e) {
        return Optional.empty();
      }
    }
  }

  private static String read(Path file) {
    MessageDigest digest = newDigest();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(buffer) >= 0) {
        digest.update(buffer.flip());
        buffer.clear();
      }
    } catch (IOException e) {
      throw new StorageException("cannot read " + file + ": " + IoErrors.of(e), null, e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Returns the SHA-256 of bytes as 64 hexadecimal digits. */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(newDigest().digest(bytes));
  }

  /** Returns a new SHA-256 digest. */
  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
