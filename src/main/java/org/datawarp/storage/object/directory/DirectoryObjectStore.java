package org.datawarp.storage.object.directory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.StoreUnavailableException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.datawarp.storage.object.CloudAddress;
import org.datawarp.storage.object.CountingStream;
import org.datawarp.storage.object.FileSlice;
import org.datawarp.storage.object.ListedObject;
import org.datawarp.storage.object.ListingPage;
import org.datawarp.storage.object.MultipartUpload;
import org.datawarp.storage.object.ObjectAttributes;
import org.datawarp.storage.object.ObjectContent;
import org.datawarp.storage.object.ObjectKeys;
import org.datawarp.storage.object.ObjectStore;
import org.datawarp.storage.object.ObjectVersion;
import org.datawarp.storage.object.OpenObject;
import org.datawarp.storage.object.StorageClass;
import org.datawarp.storage.object.StoreErrors;
import org.datawarp.storage.object.StoredObject;
import org.datawarp.storage.object.TransferListener;
import org.datawarp.storage.object.UploadedPart;
import org.jspecify.annotations.Nullable;

/*
 * An object is a file at its key. Beside them, in a hidden folder of its own, the store keeps what S3
 * keeps as metadata (meta/<key>), parts of uploads (uploads/<id>/), what is being written (drafts/) and
 * the marks that keep two changes of one object apart (changes/). A draft is complete and on the disk
 * before it gets its name, and it gets that by a link, which fails where something has the name.
 */
/** A folder that stands in for a bucket, on this machine or on a shared disk. */
public final class DirectoryObjectStore implements ObjectStore {
  private static final Duration STALE_CHANGE = Duration.ofMinutes(2);
  private static final String KEY_FILE = "key";

  private final CloudAddress address;
  private final Path root;
  private final TransferListener flow;
  private final Clock clock;
  private final AtomicLong requests = new AtomicLong();

  public DirectoryObjectStore(CloudAddress address, TransferListener flow, Clock clock) {
    this.address = address;
    this.root = Path.of(address.folder());
    this.flow = flow;
    this.clock = clock;
  }

  @Override
  public String address() {
    return address.toString();
  }

  @Override
  public ListingPage list(String prefix, @Nullable String next) {
    requests.incrementAndGet();
    requireRoot();
    List<ListedObject> objects = new ArrayList<>();
    try {
      Files.walkFileTree(root, new ObjectLister(root, prefix, objects));
    } catch (IOException | UncheckedIOException e) {
      throw failure("cannot list", prefix, e);
    }
    objects.sort(
        (left, right) ->
            java.util.Arrays.compareUnsigned(
                left.key().getBytes(StandardCharsets.UTF_8),
                right.key().getBytes(StandardCharsets.UTF_8)));
    return new ListingPage(objects, null);
  }

  @Override
  public Optional<StoredObject> find(String key) {
    requests.incrementAndGet();
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file(key), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile()
          ? Optional.of(described(key, attributes))
          : Optional.empty();
    } catch (NoSuchFileException | NotDirectoryException e) {
      requireRoot();
      return Optional.empty();
    } catch (IOException e) {
      throw failure("cannot look at", key, e);
    }
  }

  @Override
  public Optional<ObjectVersion> create(
      String key, ObjectContent content, ObjectAttributes attributes) {
    requests.incrementAndGet();
    requireRoot();
    Path target = file(key);
    try {
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
      Path draft = draft();
      try {
        write(draft, content, StandardOpenOption.CREATE_NEW);
        return publish(key, draft, attributes.sha256());
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw failure("cannot write", key, e);
    }
  }

  @Override
  public Optional<ObjectVersion> replace(String key, ObjectVersion expected, byte[] content) {
    requests.incrementAndGet();
    Path target = file(key);
    try {
      Path mark = mark(key);
      try {
        Optional<StoredObject> object = find(key);
        if (object.isEmpty() || !object.get().version().equals(expected)) {
          return Optional.empty();
        }
        Path draft = draft();
        try {
          write(draft, ObjectContent.ofBytes(content), StandardOpenOption.CREATE_NEW);
          saveMeta(key, FileHash.sha256(content));
          Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
          Files.deleteIfExists(draft);
        }
        return Optional.of(version(Files.readAttributes(target, BasicFileAttributes.class)));
      } finally {
        Files.deleteIfExists(mark);
      }
    } catch (IOException e) {
      throw failure("cannot change", key, e);
    }
  }

  @Override
  public OpenObject open(String key, long fromByte) {
    StoredObject object =
        find(key)
            .orElseThrow(
                () ->
                    new NotFoundException(
                        "there is no " + address() + "/" + key, "'datawarp sync status' lists"));
    try {
      InputStream in =
          new FileSlice(file(key), fromByte, Math.max(0, object.sizeBytes() - fromByte)).open();
      return new OpenObject(
          object, flow == TransferListener.FREE ? in : new CountingStream(in, flow));
    } catch (IOException e) {
      throw failure("cannot read", key, e);
    }
  }

  @Override
  public void delete(String key) {
    requests.incrementAndGet();
    try {
      Files.deleteIfExists(file(key));
      Files.deleteIfExists(meta(key));
    } catch (IOException e) {
      throw failure("cannot delete", key, e);
    }
  }

  @Override
  public long wholeBytes() {
    return Long.MAX_VALUE;
  }

  @Override
  public MultipartUpload begin(String key, ObjectAttributes attributes) {
    requests.incrementAndGet();
    requireRoot();
    ObjectKeys.require(key);
    String id = UUID.randomUUID().toString();
    try {
      Path folder = uploads().resolve(id);
      Files.createDirectories(folder);
      String sha256 = attributes.sha256();
      AtomicFile.replace(
          folder.resolve(KEY_FILE), key + "\n" + (sha256 == null ? "" : sha256) + "\n");
    } catch (IOException e) {
      throw failure("cannot begin", key, e);
    }
    return new MultipartUpload(key, id, clock.instant());
  }

  @Override
  public UploadedPart sendPart(MultipartUpload upload, int number, ObjectContent content) {
    requests.incrementAndGet();
    Path folder = uploads().resolve(upload.id());
    Path part = folder.resolve(partName(number));
    try {
      if (!Files.isDirectory(folder)) {
        throw new NoSuchFileException(folder.toString(), null, "the upload was given up");
      }
      Path draft = folder.resolve("." + partName(number) + "." + UUID.randomUUID());
      try {
        write(draft, content, StandardOpenOption.CREATE_NEW);
        Files.move(draft, part, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw failure("cannot send part " + number + " of", upload.key(), e);
    }
    return new UploadedPart(number, content.sizeBytes(), partName(number), null);
  }

  @Override
  public Optional<List<UploadedPart>> parts(MultipartUpload upload) {
    requests.incrementAndGet();
    Path folder = uploads().resolve(upload.id());
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    List<UploadedPart> parts = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.matches("\\d{5}")) {
          parts.add(new UploadedPart(Integer.parseInt(name), Files.size(file), name, null));
        }
      }
    } catch (IOException e) {
      throw failure("cannot list the parts of", upload.key(), e);
    }
    return Optional.of(parts);
  }

  @Override
  public Optional<ObjectVersion> complete(MultipartUpload upload, List<UploadedPart> parts) {
    requests.incrementAndGet();
    Path folder = uploads().resolve(upload.id());
    try {
      if (Files.exists(file(upload.key()), LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
      List<String> lines = Files.readAllLines(folder.resolve(KEY_FILE));
      Path draft = draft();
      try {
        for (UploadedPart part : parts) {
          Path piece = folder.resolve(partName(part.number()));
          write(
              draft,
              new FileSlice(piece, 0, Files.size(piece)),
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND);
        }
        String sha256 = lines.size() > 1 && !lines.get(1).isEmpty() ? lines.get(1) : null;
        Optional<ObjectVersion> version = publish(upload.key(), draft, sha256);
        if (version.isPresent()) {
          deleteFolder(folder);
        }
        return version;
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw failure("cannot complete", upload.key(), e);
    }
  }

  @Override
  public void abort(MultipartUpload upload) {
    requests.incrementAndGet();
    try {
      deleteFolder(uploads().resolve(upload.id()));
    } catch (IOException e) {
      throw failure("cannot give up", upload.key(), e);
    }
  }

  @Override
  public List<MultipartUpload> unfinished(String prefix) {
    requests.incrementAndGet();
    List<MultipartUpload> found = new ArrayList<>();
    if (!Files.isDirectory(uploads())) {
      return found;
    }
    try (Stream<Path> folders = Files.list(uploads())) {
      for (Path folder : folders.toList()) {
        Path keyFile = folder.resolve(KEY_FILE);
        if (!Files.isRegularFile(keyFile)) {
          continue;
        }
        String key = Files.readAllLines(keyFile).get(0);
        if (key.startsWith(prefix)) {
          found.add(
              new MultipartUpload(
                  key,
                  folder.getFileName().toString(),
                  Files.getLastModifiedTime(keyFile).toInstant()));
        }
      }
    } catch (IOException e) {
      throw failure("cannot list the uploads of", prefix, e);
    }
    found.sort(Comparator.comparing(MultipartUpload::key));
    return found;
  }

  @Override
  public long requests() {
    return requests.get();
  }

  @Override
  public void close() {
    // nothing is held open
  }

  private Optional<ObjectVersion> publish(String key, Path draft, @Nullable String sha256)
      throws IOException {
    Path target = file(key);
    Path folder = target.getParent();
    Files.createDirectories(folder == null ? root : folder);
    try {
      AtomicFile.linkOrMove(draft, target);
    } catch (FileAlreadyExistsException e) {
      return Optional.empty();
    }
    saveMeta(key, sha256);
    AtomicFile.forceFolder(folder == null ? root : folder);
    return Optional.of(version(Files.readAttributes(target, BasicFileAttributes.class)));
  }

  private void write(Path draft, ObjectContent content, StandardOpenOption... how)
      throws IOException {
    StandardOpenOption[] options = java.util.Arrays.copyOf(how, how.length + 1);
    options[how.length] = StandardOpenOption.WRITE;
    try (InputStream in = content.open();
        FileChannel channel = FileChannel.open(draft, options);
        OutputStream out = Channels.newOutputStream(channel)) {
      long copied =
          (flow == TransferListener.FREE ? in : new CountingStream(in, flow)).transferTo(out);
      if (copied != content.sizeBytes()) {
        throw new IOException(copied + " of " + content.sizeBytes() + " bytes were there");
      }
      channel.force(true);
    }
  }

  /** Takes the mark of a change; a mark whose maker died is taken over. */
  private Path mark(String key) throws IOException {
    Path mark = hidden("changes").resolve(FileHash.sha256(key.getBytes(StandardCharsets.UTF_8)));
    try {
      return Files.createFile(mark);
    } catch (FileAlreadyExistsException e) {
      Instant made = Files.getLastModifiedTime(mark).toInstant();
      if (Duration.between(made, clock.instant()).compareTo(STALE_CHANGE) < 0) {
        throw new LockedException(
            address() + "/" + key + " is being changed by another program",
            "try again in a moment",
            e);
      }
      Files.deleteIfExists(mark);
      return Files.createFile(mark);
    }
  }

  private void saveMeta(String key, @Nullable String sha256) throws IOException {
    if (sha256 == null) {
      return;
    }
    Path meta = meta(key);
    Path folder = meta.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    AtomicFile.replace(meta, sha256 + "\n");
  }

  private StoredObject described(String key, BasicFileAttributes attributes) throws IOException {
    Path meta = meta(key);
    String sha256 = Files.isRegularFile(meta) ? Files.readString(meta).strip() : "";
    return new StoredObject(
        key,
        attributes.size(),
        version(attributes),
        attributes.lastModifiedTime().toInstant(),
        sha256.matches("[0-9a-f]{64}") ? sha256 : null,
        StorageClass.STANDARD);
  }

  static ObjectVersion version(BasicFileAttributes attributes) {
    long nanos = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    return new ObjectVersion(attributes.size() + "-" + nanos);
  }

  private void requireRoot() {
    if (!Files.isDirectory(root)) {
      throw new StoreUnavailableException(
          "there is no folder " + root, "mount the disk, or make the folder, then try again", null);
    }
  }

  private Path file(String key) {
    return root.resolve(ObjectKeys.require(key));
  }

  private Path meta(String key) {
    return root.resolve(ObjectKeys.PRIVATE).resolve("meta").resolve(ObjectKeys.require(key));
  }

  private Path uploads() {
    return root.resolve(ObjectKeys.PRIVATE).resolve("uploads");
  }

  private Path draft() throws IOException {
    return hidden("drafts").resolve(UUID.randomUUID().toString());
  }

  private Path hidden(String name) throws IOException {
    return Files.createDirectories(root.resolve(ObjectKeys.PRIVATE).resolve(name));
  }

  private static String partName(int number) {
    return String.format(Locale.ROOT, "%05d", number);
  }

  private static void deleteFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }

  private StorageException failure(String what, String key, Exception e) {
    String place = key.isEmpty() ? address() : address() + "/" + key;
    return new StorageException(
        what + " " + place + ": " + StoreErrors.of(e), "free space or mend permissions there", e);
  }
}
