package org.datawarp.storage.object;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.datawarp.model.error.StorageException;

/**
 * Sends files, large ones in parts of equal size. What a crash interrupts is noted in a folder and
 * gone on with by the next run.
 */
public final class FileSender {
  private static final int MAX_PARTS = 10_000;
  private static final long MEBIBYTE = 1 << 20;

  private final ObjectStore store;
  private final UploadJournal journal;
  private final Executor executor;
  private final Clock clock;

  /**
   * A file to be sent.
   *
   * @param file where it is
   * @param key its key to be
   * @param sizeBytes its size
   * @param modifiedAt when it was changed last, before it was hashed
   * @param sha256 its SHA-256, 64 hexadecimal digits
   * @param storageClass how it is to be kept
   */
  public record Item(
      Path file,
      String key,
      long sizeBytes,
      Instant modifiedAt,
      String sha256,
      StorageClass storageClass) {}

  /**
   * Builds a sender.
   *
   * @param store where files go; the caller closes it
   * @param journals the folder for notes of unfinished uploads
   * @param executor runs the requests; as many at once as it has threads
   */
  public FileSender(ObjectStore store, Path journals, Executor executor, Clock clock) {
    this.store = store;
    this.journal = new UploadJournal(journals);
    this.executor = executor;
    this.clock = clock;
  }

  /**
   * Sends a file, or the rest of it: a small one by the calling thread, the parts of a large one by
   * the executor.
   *
   * @return in the end the object's version; empty when there is an object of that key already,
   *     which stays as it was. It fails with a {@link org.datawarp.model.error.DatawarpException};
   *     what arrived of a large file stays for the next run.
   */
  public CompletableFuture<Optional<ObjectVersion>> send(Item item) {
    return item.sizeBytes() <= store.wholeBytes()
        ? CompletableFuture.completedFuture(sendWhole(item))
        : sendParts(begin(item));
  }

  /**
   * Gives up the uploads that were begun and are not wanted any more.
   *
   * @param isWanted tells by key
   * @return how many
   */
  public int abortUnwanted(Predicate<String> isWanted) {
    int count = 0;
    for (UploadJournal.Entry entry : journal.list()) {
      boolean ours = isOurs(entry);
      if (ours && !isWanted.test(entry.upload().key())) {
        store.abort(entry.upload());
        journal.delete(entry.store(), entry.upload().key());
        count++;
      }
    }
    return count;
  }

  /** Notes of releases before told stores apart by their address alone. */
  private boolean isOurs(UploadJournal.Entry entry) {
    return entry.store().equals(store.identity()) || entry.store().equals(store.address());
  }

  /** Lists the keys of uploads that were begun and not ended, in whatever store. */
  public static List<String> interrupted(Path journals) {
    return new UploadJournal(journals).list().stream().map(entry -> entry.upload().key()).toList();
  }

  private Optional<ObjectVersion> sendWhole(Item item) {
    Optional<ObjectVersion> version;
    try {
      version =
          store.create(
              item.key(),
              ObjectContent.ofFile(item.file(), 0, item.sizeBytes()),
              new ObjectAttributes(item.sha256(), item.storageClass()));
    } catch (StorageException e) {
      requireUnchanged(item); // else that is why the server found another content than was stated
      throw e;
    }
    if (version.isPresent()) {
      try {
        requireUnchanged(item);
      } catch (StorageException e) {
        store.delete(item.key()); // just made, and of a content nobody can vouch for
        throw e;
      }
    }
    return version;
  }

  /** An upload at work: what is there and what is missing. */
  private record Begun(Item item, UploadJournal.Entry entry, Map<Integer, UploadedPart> there) {
    int partCount() {
      return (int) ((item.sizeBytes() + entry.partBytes() - 1) / entry.partBytes());
    }

    ObjectContent part(int number) {
      long from = (number - 1) * entry.partBytes();
      long length = Math.min(entry.partBytes(), item.sizeBytes() - from);
      return ObjectContent.ofFile(item.file(), from, length);
    }
  }

  private Begun begin(Item item) {
    Optional<UploadJournal.Entry> noted =
        journal
            .find(store.identity(), item.key())
            .or(() -> journal.find(store.address(), item.key()));
    if (noted.isPresent()) {
      UploadJournal.Entry entry = noted.get();
      boolean same = entry.sizeBytes() == item.sizeBytes() && entry.sha256().equals(item.sha256());
      Optional<List<UploadedPart>> there = same ? store.parts(entry.upload()) : Optional.empty();
      if (there.isPresent() && !there.get().isEmpty()) {
        return resumed(item, entry, there.get());
      }
      store.abort(entry.upload());
      journal.delete(entry.store(), item.key());
    }
    MultipartUpload upload =
        store.begin(item.key(), new ObjectAttributes(item.sha256(), item.storageClass()));
    UploadJournal.Entry entry =
        new UploadJournal.Entry(
            store.identity(),
            new MultipartUpload(upload.key(), upload.id(), clock.instant()),
            item.sizeBytes(),
            item.sha256(),
            partBytes(item.sizeBytes()));
    journal.save(entry);
    return new Begun(item, entry, Map.of());
  }

  /** Takes what arrived before, as far as it is of the right size and content. */
  private static Begun resumed(Item item, UploadJournal.Entry entry, List<UploadedPart> arrived) {
    Map<Integer, UploadedPart> there = new HashMap<>();
    Begun begun = new Begun(item, entry, there);
    for (UploadedPart part : arrived) {
      if (part.number() > begun.partCount()
          || part.sizeBytes() != begun.part(part.number()).sizeBytes()) {
        continue;
      }
      String md5 = md5(begun.part(part.number()));
      String tag = plain(part.tag());
      if (tag.equals(md5) || !tag.matches("[0-9a-f]{32}")) {
        there.put(part.number(), part.withMd5(md5));
      }
    }
    return begun;
  }

  private CompletableFuture<Optional<ObjectVersion>> sendParts(Begun begun) {
    List<CompletableFuture<UploadedPart>> parts = new ArrayList<>();
    for (int number = 1; number <= begun.partCount(); number++) {
      UploadedPart there = begun.there().get(number);
      int missing = number;
      parts.add(
          there != null
              ? CompletableFuture.completedFuture(there)
              : CompletableFuture.supplyAsync(
                  () -> store.sendPart(begun.entry().upload(), missing, begun.part(missing)),
                  executor));
    }
    return CompletableFuture.allOf(parts.toArray(new CompletableFuture<?>[0]))
        .thenApplyAsync(
            done -> complete(begun, parts.stream().map(CompletableFuture::join).toList()),
            executor);
  }

  private Optional<ObjectVersion> complete(Begun begun, List<UploadedPart> parts) {
    Item item = begun.item();
    requireUnchanged(item);
    List<UploadedPart> ordered =
        parts.stream().sorted(Comparator.comparingInt(UploadedPart::number)).toList();
    Optional<ObjectVersion> version = store.complete(begun.entry().upload(), ordered);
    if (version.isEmpty()) {
      store.abort(begun.entry().upload());
    } else {
      requireWhole(item, ordered, version.get());
    }
    journal.delete(begun.entry().store(), item.key());
    return version;
  }

  /** A file is hashed, then sent; both must have read the same state of it. */
  private static void requireUnchanged(Item item) {
    try {
      if (Files.size(item.file()) != item.sizeBytes()
          || !Files.getLastModifiedTime(item.file()).toInstant().equals(item.modifiedAt())) {
        throw new StorageException(
            item.file() + " changed while it was sent", "run the command again when it is at rest");
      }
    } catch (IOException e) {
      throw new StorageException(
          "cannot read " + item.file() + ": " + StoreErrors.of(e), "run the command again", e);
    }
  }

  /**
   * Looks at the object just made. Where its mark is not that of the parts it is read back; one
   * that is damaged is removed, since its key could never be used again.
   */
  private void requireWhole(Item item, List<UploadedPart> parts, ObjectVersion version) {
    Optional<StoredObject> object = store.find(item.key());
    boolean sized = object.filter(o -> o.sizeBytes() == item.sizeBytes()).isPresent();
    if (sized && (UploadedPart.isMarkOf(parts, version) || store.wholeBytes() == Long.MAX_VALUE)) {
      return;
    }
    if (sized && new ObjectReader(store).hash(item.key()).sha256().equals(item.sha256())) {
      return;
    }
    store.delete(item.key());
    throw new StorageException(
        store.address() + "/" + item.key() + " arrived damaged and was removed again",
        "run the command again");
  }

  private static String md5(ObjectContent content) {
    MessageDigest digest = newMd5();
    byte[] buffer = new byte[1 << 17];
    try (InputStream in = content.open()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    } catch (IOException e) {
      throw new StorageException(
          "cannot read what is to be sent: " + StoreErrors.of(e), "run the command again", e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static long partBytes(long sizeBytes) {
    long least = (sizeBytes + MAX_PARTS - 1) / MAX_PARTS;
    long rounded = (least + MEBIBYTE - 1) / MEBIBYTE * MEBIBYTE;
    return Math.max(ObjectStore.PART_BYTES, rounded);
  }

  private static String plain(String tag) {
    return tag.replace("\"", "").toLowerCase(Locale.ROOT);
  }

  private static MessageDigest newMd5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
