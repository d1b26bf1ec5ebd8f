package org.datawarp.workflow.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.datawarp.lifecycle.transfer.StreamedUploads;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.FileHash;
import org.datawarp.storage.object.DeletedObjects;
import org.datawarp.storage.object.Destination;
import org.datawarp.storage.object.ListedObject;
import org.datawarp.storage.object.ObjectAttributes;
import org.datawarp.storage.object.ObjectContent;
import org.datawarp.storage.object.ObjectStore;
import org.datawarp.storage.object.ObjectVersion;
import org.datawarp.storage.object.ObjectWriter;
import org.datawarp.storage.object.OpenObject;
import org.datawarp.storage.object.StoredObject;
import org.jspecify.annotations.Nullable;

/** The backups in an object store. */
final class RemoteBackups implements BackupPlace {
  private static final int MAX_META_BYTES = 256 << 20;

  private final ObjectStore store;
  private final Destination destination;
  private final StreamedUploads uploads;
  private final DeletedObjects deleted;

  /**
   * Makes the place.
   *
   * @param store where backups are; the place closes it
   * @param destination the same store
   * @param uploads streams new ones into it
   * @param deleted gets what is deleted there on purpose
   */
  RemoteBackups(
      ObjectStore store, Destination destination, StreamedUploads uploads, DeletedObjects deleted) {
    this.deleted = deleted;
    this.store = store;
    this.destination = destination;
    this.uploads = uploads;
  }

  @Override
  public String address() {
    return store.address();
  }

  @Override
  public List<StoredBackup> list() {
    List<ListedObject> files = new ArrayList<>();
    Set<String> metas = new HashSet<>();
    store.forEach(
        BackupName.FOLDER,
        object -> {
          if (object.key().endsWith(BackupMeta.SUFFIX)) {
            metas.add(object.key());
          } else if (BackupName.parse(object.key()).isPresent()) {
            files.add(object);
          }
        });
    List<StoredBackup> backups = new ArrayList<>();
    for (ListedObject file : files) {
      String meta = file.key() + BackupMeta.SUFFIX;
      backups.add(
          new StoredBackup(
              store.address(),
              file.key(),
              BackupName.parse(file.key()).orElseThrow(),
              file.sizeBytes(),
              metas.contains(meta) ? readMeta(meta) : null));
    }
    backups.sort(Comparator.comparing(StoredBackup::name));
    return backups;
  }

  @Override
  public Draft create(LocalDate day, long expectedBytes) {
    Set<String> taken = new HashSet<>();
    store.forEach(BackupName.FOLDER + day + "/", object -> taken.add(object.key()));
    int number = 1;
    BackupName name = new BackupName(day, number);
    while (taken.contains(name.key()) || taken.contains(name.key() + BackupMeta.SUFFIX)) {
      number++;
      name = new BackupName(day, number);
    }
    return new RemoteDraft(name);
  }

  @Override
  public InputStream open(StoredBackup backup) {
    return store.open(backup.key(), 0).content();
  }

  @Override
  public void saveMeta(StoredBackup backup, BackupMeta meta) {
    String key = backup.key() + BackupMeta.SUFFIX;
    byte[] text = meta.text().getBytes(StandardCharsets.UTF_8);
    Optional<StoredObject> known = store.find(key);
    Optional<ObjectVersion> saved =
        known.isPresent()
            ? store.replace(key, known.get().version(), text)
            : store.create(
                key, ObjectContent.ofBytes(text), ObjectAttributes.of(FileHash.sha256(text)));
    if (saved.isEmpty()) {
      throw new RefusedException(
          store.address() + "/" + key + " was changed by somebody else meanwhile",
          "verify the backup again");
    }
  }

  @Override
  public void delete(StoredBackup backup) {
    deleted.add(
        store,
        List.of(
            backup.key() + BackupMeta.SUFFIX,
            backup.key() + ObjectWriter.HASH_SUFFIX,
            backup.key()));
    store.delete(backup.key() + BackupMeta.SUFFIX);
    store.delete(backup.key() + ObjectWriter.HASH_SUFFIX);
    store.delete(backup.key());
  }

  @Override
  public void close() {
    store.close();
  }

  private BackupMeta readMeta(String key) {
    try (OpenObject object = store.open(key, 0)) {
      byte[] bytes = object.content().readNBytes(MAX_META_BYTES);
      return BackupMeta.parse(key, new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new StorageException(
          "reading " + store.address() + "/" + key + " broke off: " + e.getMessage(),
          "check the network, then try again",
          e);
    }
  }

  private final class RemoteDraft implements Draft {
    private final BackupName name;
    private final ObjectWriter writer;
    private @Nullable String meta;

    RemoteDraft(BackupName name) {
      this.name = name;
      this.writer = uploads.openWriter(store, destination, name.key());
    }

    @Override
    public OutputStream out() {
      return writer;
    }

    @Override
    public StoredBackup finish(BackupMeta finished) throws IOException {
      String key = name.key() + BackupMeta.SUFFIX;
      byte[] text = finished.text().getBytes(StandardCharsets.UTF_8);
      if (store
          .create(key, ObjectContent.ofBytes(text), ObjectAttributes.of(FileHash.sha256(text)))
          .isEmpty()) {
        throw taken(key);
      }
      meta = key;
      ObjectWriter.Sent sent = writer.finish();
      meta = null;
      if (!sent.sha256().equals(finished.sha256())) {
        throw new StorageException(
            store.address() + "/" + name.key() + " is not what was sent", "make another backup");
      }
      return new StoredBackup(store.address(), name.key(), name, finished.sizeBytes(), finished);
    }

    @Override
    public void close() throws IOException {
      writer.close();
      if (meta != null) {
        store.delete(meta);
      }
    }

    private RefusedException taken(String key) {
      return new RefusedException(
          store.address() + "/" + key + " exists already",
          "another machine makes a backup at this moment; try again");
    }
  }
}
