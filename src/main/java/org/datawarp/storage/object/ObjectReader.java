package org.datawarp.storage.object;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.jspecify.annotations.Nullable;

/** Reads objects and checks what arrived against the SHA-256 that was stored with them. */
public final class ObjectReader {
  private static final Pattern HASH_LINE = Pattern.compile("([0-9a-f]{64})\\s.*", Pattern.DOTALL);
  private static final int MAX_HASH_BYTES = 4096;

  private final ObjectStore store;

  /**
   * What was read.
   *
   * @param key the object
   * @param sizeBytes how many bytes arrived
   * @param sha256 their SHA-256, 64 hexadecimal digits
   * @param stated the SHA-256 its metadata states; null where it states none
   */
  public record Read(String key, long sizeBytes, String sha256, @Nullable String stated) {
    /** Tells whether its metadata vouches for these very bytes. */
    public boolean isVouchedFor() {
      return sha256.equals(stated);
    }

    /** Tells whether its metadata states another SHA-256 than these bytes have. */
    public boolean isDamaged() {
      return stated != null && !sha256.equals(stated);
    }
  }

  /** Builds a reader of a store, which the caller closes. */
  public ObjectReader(ObjectStore store) {
    this.store = store;
  }

  /**
   * Returns the SHA-256 that was stored with an object: its metadata's, else that of the object
   * {@code <key>.sha256} beside it; empty where there is neither.
   */
  public Optional<String> expected(StoredObject object) {
    if (object.sha256() != null) {
      return Optional.of(object.sha256());
    }
    return store
        .read(object.key() + ObjectWriter.HASH_SUFFIX, MAX_HASH_BYTES)
        .map(bytes -> HASH_LINE.matcher(new String(bytes, StandardCharsets.UTF_8)))
        .filter(Matcher::matches)
        .map(line -> line.group(1));
  }

  /**
   * Makes sure that whoever has only the store can verify an object: one whose metadata states no
   * SHA-256, since another tool stored it, gets {@code <key>.sha256} beside it.
   *
   * @param read the object as it was read back
   * @return whether the store states its SHA-256 now
   */
  public boolean vouch(Read read) {
    if (read.stated() != null) {
      return read.isVouchedFor();
    }
    String name = read.key().substring(read.key().lastIndexOf('/') + 1);
    byte[] line = (read.sha256() + "  " + name + "\n").getBytes(StandardCharsets.UTF_8);
    String key = read.key() + ObjectWriter.HASH_SUFFIX;
    if (!ArchiveKeys.isUsable(key)) {
      return false;
    }
    store.create(key, ObjectContent.ofBytes(line), ObjectAttributes.of(FileHash.sha256(line)));
    return store
        .read(key, MAX_HASH_BYTES)
        .map(bytes -> HASH_LINE.matcher(new String(bytes, StandardCharsets.UTF_8)))
        .filter(Matcher::matches)
        .filter(match -> match.group(1).equals(read.sha256()))
        .isPresent();
  }

  /**
   * Reads an object and returns what arrived, compared with nothing.
   *
   * @throws org.datawarp.model.error.NotFoundException if there is none
   */
  public Read hash(String key) {
    try (OpenObject opened = store.open(key, 0)) {
      return copy(key, opened, OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw broken(key, e);
    }
  }

  /**
   * Saves an object as a new file, verified: complete and durable under its name, or not there.
   *
   * @param otherwise the SHA-256 it is known to have, for one that was stored without; null where
   *     nothing is known
   * @throws org.datawarp.model.error.NotFoundException if there is no such object
   * @throws RefusedException if something has the file's name
   * @throws StorageException if what arrived is not what was stored, no hash was stored with it, or
   *     the disk is full
   */
  public Read saveKnown(String key, Path target, @Nullable String otherwise) {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw taken(target, null);
    }
    try (OpenObject opened = store.open(key, 0)) {
      String expected =
          expected(opened.object())
              .or(() -> Optional.ofNullable(otherwise))
              .orElseThrow(
                  () ->
                      new StorageException(
                          place(key) + " was stored without a SHA-256, so it cannot be verified",
                          "fetch it with another tool and look at it"));
      return save(opened, expected, target);
    } catch (IOException e) {
      throw broken(key, e);
    }
  }

  /** The same, of an object of which nothing is known. */
  public Read save(String key, Path target) {
    return saveKnown(key, target, null);
  }

  /**
   * Saves an object as a new file, verified against a hash that the caller knows it to have.
   *
   * @param expected its SHA-256, 64 hexadecimal digits
   * @throws StorageException if what arrived is not that; see {@link #save(String, Path)} for more
   */
  public Read save(String key, Path target, String expected) {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw taken(target, null);
    }
    try (OpenObject opened = store.open(key, 0)) {
      return save(opened, expected, target);
    } catch (IOException e) {
      throw broken(key, e);
    }
  }

  private Read save(OpenObject opened, String expected, Path target) throws IOException {
    String key = opened.object().key();
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException("not a file: " + target);
    }
    Path draft = folder.resolve(AtomicFile.temporaryName(target));
    try {
      Files.createDirectories(folder);
      Read read;
      try (FileChannel channel =
              FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          OutputStream out = Channels.newOutputStream(channel)) {
        read = copy(key, opened, new LocalStream(out));
        channel.force(true);
      }
      if (!read.sha256().equals(expected)) {
        throw new StorageException(
            place(key) + " is damaged: it does not have the SHA-256 it was stored with",
            "'datawarp sync verify --full' tells what else is, and 'datawarp sync repair' sends it"
                + " again where the file is still here");
      }
      place(draft, target);
      AtomicFile.forceFolder(folder);
      return read;
    } catch (LocalException e) {
      throw new StorageException(
          "cannot write " + target + ": " + StoreErrors.of(e.failure),
          "free space there",
          e.failure);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Gives a draft its name; a link fails where something has it. */
  private static void place(Path draft, Path target) throws IOException {
    try {
      AtomicFile.linkOrMove(draft, target);
    } catch (FileAlreadyExistsException e) {
      throw taken(target, e);
    }
  }

  private static Read copy(String key, OpenObject opened, OutputStream out) throws IOException {
    try (DigestInputStream in = new DigestInputStream(opened.content(), FileHash.newDigest())) {
      long sizeBytes = transfer(in, out);
      return new Read(
          key,
          sizeBytes,
          HexFormat.of().formatHex(in.getMessageDigest().digest()),
          opened.object().sha256());
    }
  }

  private static long transfer(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[1 << 17];
    long sizeBytes = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      out.write(buffer, 0, count);
      sizeBytes += count;
    }
    return sizeBytes;
  }

  /** Tells failures of the disk from those of the network. */
  private static final class LocalStream extends OutputStream {
    private final OutputStream out;

    LocalStream(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        out.write(bytes, from, length);
      } catch (IOException e) {
        throw new LocalException(e);
      }
    }
  }

  private static final class LocalException extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient IOException failure;

    LocalException(IOException failure) {
      super(failure);
      this.failure = failure;
    }
  }

  private String place(String key) {
    return store.address() + "/" + key;
  }

  private static RefusedException taken(Path target, @Nullable Exception e) {
    return new RefusedException(
        target + " exists already", "nothing is overwritten; move it away first", e);
  }

  private StorageException broken(String key, IOException e) {
    return new StorageException(
        "reading " + place(key) + " broke off: " + StoreErrors.of(e),
        "check the network, then try again",
        e);
  }
}
