package org.datawarp.lifecycle.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.io.LockFile;
import org.datawarp.storage.object.Destination;
import org.datawarp.storage.object.MultipartUpload;
import org.datawarp.storage.object.ObjectStore;
import org.datawarp.storage.object.ObjectStores;
import org.datawarp.storage.object.ObjectWriter;
import org.datawarp.storage.object.StorageClass;
import org.datawarp.storage.object.StoreErrors;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects that are streamed into stores. Each upload in parts is noted in {@code
 * .sync/uploads/streamed/} before it is begun, in a file that is locked while its program lives, so
 * that what a dead one left is given up by the next.
 */
public final class StreamedUploads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamedUploads.class);
  private static final long CLOSE_MILLIS = 10_000;

  private final Path folder;
  private final Set<Streamed> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Builds them for a workspace; creates nothing. */
  public StreamedUploads(Workspace workspace) {
    this.folder = workspace.sync().resolve("uploads").resolve("streamed");
  }

  /** Opens a stream that becomes an object; see {@link ObjectStore#openWriter}. */
  public ObjectWriter openWriter(ObjectStore store, Destination destination, String key) {
    return new ObjectWriter(
        store, key, StorageClass.STANDARD, new Streamed(store, destination, key));
  }

  /**
   * Gives up the uploads of programs that died. A store that is out of reach is tried again by the
   * next command.
   */
  public void abortAbandoned(ObjectStores stores) {
    for (Path note : notes()) {
      try (LockFile lock = LockFile.tryHoldExisting(note).orElse(null)) {
        if (lock != null) {
          abort(stores, note);
          Files.deleteIfExists(note);
        }
      } catch (DatawarpException e) {
        LOG.warn("an upload that was cut off is still in its store: {}", e.getMessage());
      } catch (IOException e) {
        throw failure("cannot read", note, e);
      }
    }
  }

  /** Gives up what is being sent: the program is being stopped. Returns within ten seconds. */
  @Override
  public void close() {
    closed = true;
    Thread thread = new Thread(() -> open.forEach(Streamed::abort), "datawarp-abort");
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void abort(ObjectStores stores, Path note) throws IOException {
    List<String> lines = Files.readAllLines(note, StandardCharsets.UTF_8);
    Map<String, @Nullable Object> map;
    try {
      map = JsonCodec.read(lines.isEmpty() ? "" : lines.get(0));
    } catch (MalformedJsonException e) {
      return; // it died while it wrote this, before the upload was begun
    }
    if (!(map.get("store") instanceof String address) || !(map.get("key") instanceof String key)) {
      return;
    }
    String endpoint = map.get("endpoint") instanceof String text ? text : null;
    try (ObjectStore store = stores.open(address, endpoint)) {
      List<MultipartUpload> uploads = store.unfinished(key);
      for (MultipartUpload upload : uploads) {
        boolean isIts = lines.size() < 2 || upload.id().equals(lines.get(1));
        if (upload.key().equals(key) && isIts) {
          store.abort(upload);
          LOG.info("gave up an upload to {}/{} that was cut off", address, key);
        }
      }
    }
  }

  private List<Path> notes() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw failure("cannot list", folder, e);
    }
  }

  private static StorageException failure(String what, Path path, IOException e) {
    return new StorageException(what + " " + path + ": " + StoreErrors.of(e), null, e);
  }

  /** The note of one stream, from the first part until the object is made or given up. */
  private final class Streamed implements ObjectWriter.Listener {
    private final ObjectStore store;
    private final Destination destination;
    private final String key;
    private final Path note = folder.resolve(UUID.randomUUID() + ".json");
    private @Nullable LockFile lock;
    private volatile @Nullable MultipartUpload upload;

    Streamed(ObjectStore store, Destination destination, String key) {
      this.store = store;
      this.destination = destination;
      this.key = key;
    }

    @Override
    public void beginning() {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("store", destination.address());
      map.put("endpoint", destination.endpoint());
      map.put("key", key);
      try {
        Files.createDirectories(folder);
        LockFile held =
            LockFile.tryHold(note).orElseThrow(() -> new IOException("another program has it"));
        lock = held;
        write(held.channel(), JsonCodec.write(map).replace("\n", " ") + "\n");
      } catch (IOException e) {
        throw failure("cannot write", note, e);
      }
      open.add(this);
      requireGoingOn();
    }

    @Override
    public void begun(MultipartUpload begun) {
      upload = begun;
      LockFile held = lock;
      if (held == null) {
        throw new IllegalStateException("not noted before it was begun");
      }
      try {
        write(held.channel(), begun.id() + "\n");
      } catch (IOException e) {
        throw failure("cannot write", note, e);
      }
      requireGoingOn();
    }

    @Override
    public void ended() {
      open.remove(this);
      try (LockFile held = lock) {
        Files.deleteIfExists(note);
      } catch (IOException e) {
        throw failure("cannot delete", note, e);
      }
    }

    void abort() {
      MultipartUpload begun = upload;
      if (begun != null) {
        store.abort(begun);
        ended();
      }
    }

    private void requireGoingOn() {
      if (closed) {
        throw new InterruptedRunException("stopped while sending " + key, null, null);
      }
    }

    private static void write(FileChannel channel, String text) throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
