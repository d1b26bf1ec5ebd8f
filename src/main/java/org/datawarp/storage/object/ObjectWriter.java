package org.datawarp.storage.object;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.FileHash;
import org.jspecify.annotations.Nullable;

/**
 * A stream that becomes an object. Closing it before {@link #finish()} leaves nothing in the store.
 *
 * <p>Failures of the store are thrown as {@link org.datawarp.model.error.DatawarpException}, not as
 * {@link IOException}. For one thread.
 */
public final class ObjectWriter extends OutputStream {
  /** The end of the key of the object that holds another's hash. */
  public static final String HASH_SUFFIX = ".sha256";

  private final ObjectStore store;
  private final String key;
  private final StorageClass storageClass;
  private final Listener listener;
  private final java.security.MessageDigest digest = FileHash.newDigest();
  private final List<UploadedPart> parts = new ArrayList<>();
  private byte[] buffer = new byte[1 << 16];
  private int filled;
  private long sizeBytes;
  private @Nullable MultipartUpload upload;
  private boolean finished;

  /**
   * An object that was sent.
   *
   * @param key its key
   * @param sizeBytes its size
   * @param sha256 its content's SHA-256, 64 hexadecimal digits
   * @param version its version
   */
  public record Sent(String key, long sizeBytes, String sha256, ObjectVersion version) {}

  /** Is told of an upload in parts, so that it can be given up by others. */
  public interface Listener {
    /** Does nothing. */
    Listener NONE =
        new Listener() {
          @Override
          public void beginning() {}

          @Override
          public void begun(MultipartUpload upload) {}

          @Override
          public void ended() {}
        };

    /** An upload is about to be begun. */
    void beginning();

    /** It was begun. */
    void begun(MultipartUpload upload);

    /** It is an object now, or was given up. */
    void ended();
  }

  public ObjectWriter(ObjectStore store, String key, StorageClass storageClass) {
    this(store, key, storageClass, Listener.NONE);
  }

  public ObjectWriter(ObjectStore store, String key, StorageClass storageClass, Listener listener) {
    this.store = store;
    this.key = key;
    this.storageClass = storageClass;
    this.listener = listener;
  }

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    digest.update(bytes, from, length);
    sizeBytes += length;
    int at = from;
    int left = length;
    while (left > 0) {
      if (filled == ObjectStore.PART_BYTES) {
        sendPart();
      }
      grow(Math.min(ObjectStore.PART_BYTES, filled + left));
      int count = Math.min(left, buffer.length - filled);
      System.arraycopy(bytes, at, buffer, filled, count);
      filled += count;
      at += count;
      left -= count;
    }
  }

  /**
   * Sends what is left and makes the object.
   *
   * @throws RefusedException if there is an object of that key already, which stays as it was
   */
  public Sent finish() {
    String sha256 = HexFormat.of().formatHex(digest.digest());
    Optional<ObjectVersion> version = upload == null ? sendWhole(sha256) : complete(upload);
    if (version.isEmpty()) {
      throw new RefusedException(
          store.address() + "/" + key + " exists already",
          "nothing is overwritten; use another name");
    }
    finished = true;
    requireWhole(sha256, version.get());
    if (!parts.isEmpty()) {
      String name = key.substring(key.lastIndexOf('/') + 1);
      byte[] line = (sha256 + "  " + name + "\n").getBytes(StandardCharsets.UTF_8);
      store.create(
          key + HASH_SUFFIX,
          ObjectContent.ofBytes(line),
          new ObjectAttributes(FileHash.sha256(line), storageClass));
    }
    return new Sent(key, sizeBytes, sha256, version.get());
  }

  @Override
  public void close() {
    if (!finished && upload != null) {
      MultipartUpload given = upload;
      upload = null;
      store.abort(given);
      listener.ended();
    }
  }

  /** A part may have been damaged on its way; where the mark does not tell, the object is read. */
  private void requireWhole(String sha256, ObjectVersion version) {
    if (parts.isEmpty()
        || store.wholeBytes() == Long.MAX_VALUE
        || UploadedPart.isMarkOf(parts, version)
        || new ObjectReader(store).hash(key).sha256().equals(sha256)) {
      return;
    }
    store.delete(key);
    throw new StorageException(
        store.address() + "/" + key + " arrived damaged and was removed again",
        "run the command again");
  }

  private Optional<ObjectVersion> sendWhole(String sha256) {
    return store.create(
        key,
        ObjectContent.ofBytes(Arrays.copyOf(buffer, filled)),
        new ObjectAttributes(sha256, storageClass));
  }

  private Optional<ObjectVersion> complete(MultipartUpload begun) {
    if (filled > 0) {
      sendPart();
    }
    Optional<ObjectVersion> version = store.complete(begun, parts);
    if (version.isPresent()) {
      listener.ended();
    }
    return version;
  }

  private void sendPart() {
    MultipartUpload begun = upload;
    if (begun == null) {
      listener.beginning();
      begun = store.begin(key, new ObjectAttributes(null, storageClass));
      upload = begun;
      listener.begun(begun);
    }
    byte[] part = Arrays.copyOf(buffer, filled);
    parts.add(store.sendPart(begun, parts.size() + 1, ObjectContent.ofBytes(part)));
    filled = 0;
  }

  private void grow(int wanted) {
    if (buffer.length < wanted) {
      int size = (int) Math.min(ObjectStore.PART_BYTES, Math.max(wanted, buffer.length * 2L));
      buffer = Arrays.copyOf(buffer, size);
    }
  }
}
