package org.datawarp.storage.object;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.StorageException;
import org.jspecify.annotations.Nullable;

/**
 * A bucket, or the part of it below a prefix, or a folder that stands in for one. Keys are relative
 * to the prefix, with forward slashes.
 *
 * <p>May be used from several threads. Calls that failed for a passing reason were tried again
 * before they throw {@link org.datawarp.model.error.StorageException}, which names the key and what
 * to do next and holds no secret; {@link org.datawarp.model.error.UsageException} tells of a store
 * that is wrongly configured.
 */
public interface ObjectStore extends AutoCloseable {
  /** The size of the parts of an object sent in parts, all but the last. */
  int PART_BYTES = 16 << 20;

  /** Returns the store as it is shown and given, such as {@code r2://bucket/prefix}. */
  String address();

  /**
   * Returns what tells this store from every other one: its address and its server, since buckets
   * of two servers may share a name.
   */
  default String identity() {
    return address();
  }

  /**
   * Lists objects, a page (S3: at most 1,000) with each call.
   *
   * @param prefix the start of their keys, or empty
   * @param next what the page before said, null for the first
   */
  ListingPage list(String prefix, @Nullable String next);

  /** Returns an object's description, if there is one; one request. */
  Optional<StoredObject> find(String key);

  /**
   * Stores a new object of at most 5 GiB in one request; what exists is never overwritten.
   *
   * <p>If an attempt's answer was lost and the object turns out to be there with this very SHA-256,
   * it was created.
   *
   * @return its version; empty when there is an object of that key already, which stays as it was
   */
  Optional<ObjectVersion> create(String key, ObjectContent content, ObjectAttributes attributes);

  /**
   * Replaces a small object if it is still in that version: compare-and-set.
   *
   * @return the new version; empty when it was changed or deleted meanwhile, and stays so
   */
  Optional<ObjectVersion> replace(String key, ObjectVersion expected, byte[] content);

  /**
   * Opens an object for reading.
   *
   * @param fromByte the first byte wanted, from 0
   * @throws org.datawarp.model.error.NotFoundException if there is none
   */
  OpenObject open(String key, long fromByte);

  /** Deletes an object for good; it need not exist. */
  void delete(String key);

  /** Returns up to which size an object is best sent in one request. */
  default long wholeBytes() {
    return PART_BYTES;
  }

  /** Begins an object in parts. */
  MultipartUpload begin(String key, ObjectAttributes attributes);

  /**
   * Sends a part, or sends it again.
   *
   * @param number from 1 to 10,000
   * @param content {@link #PART_BYTES} or another size that all parts but the last share, from 5
   *     MiB
   * @return the part, with the MD5 of what was sent: the caller compares the whole object with it,
   *     since not every server compares a part
   */
  UploadedPart sendPart(MultipartUpload upload, int number, ObjectContent content);

  /** Lists the parts that arrived, by number; empty when the upload is gone. */
  Optional<List<UploadedPart>> parts(MultipartUpload upload);

  /**
   * Makes the object of its parts; what exists under the key is never overwritten.
   *
   * @return its version; empty when there is an object of that key already; then the upload is to
   *     be aborted
   */
  Optional<ObjectVersion> complete(MultipartUpload upload, List<UploadedPart> parts);

  /** Gives an upload up and frees its parts; it need not exist. */
  void abort(MultipartUpload upload);

  /** Lists the uploads that were begun and neither completed nor aborted. */
  List<MultipartUpload> unfinished(String prefix);

  /** Returns how many requests were made so far. */
  long requests();

  /** Lists all objects under a prefix, page by page. */
  default void forEach(String prefix, Consumer<ListedObject> each) {
    String next = null;
    do {
      ListingPage page = list(prefix, next);
      page.objects().forEach(each);
      next = page.next();
    } while (next != null);
  }

  /**
   * Opens a stream that becomes an object, in parts, without holding more than one part in memory:
   * for content whose size and hash are not known before. Its SHA-256 is in the result, and in its
   * metadata where it fitted into one part, else in an object {@code <key>.sha256} beside it, as
   * {@code sha256sum -c} reads it.
   */
  default ObjectWriter openWriter(String key, StorageClass storageClass) {
    return new ObjectWriter(this, key, storageClass);
  }

  /** Lets connections go. */
  @Override
  void close();

  /**
   * Reads a small object.
   *
   * @param maxBytes how many bytes are read at most
   * @return its bytes; empty when there is none
   */
  default Optional<byte[]> read(String key, int maxBytes) {
    try (OpenObject opened = open(key, 0)) {
      return Optional.of(opened.content().readNBytes(maxBytes));
    } catch (NotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new StorageException(
          "reading " + address() + "/" + key + " broke off: " + e.getMessage(),
          "check the network, then try again",
          e);
    }
  }
}
