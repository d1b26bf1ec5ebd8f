package org.datawarp.workflow.backup;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** The backups in a folder of this machine, such as the workspace's. */
final class LocalBackups implements BackupPlace {
  private static final int BUFFER_BYTES = 1 << 17;
  private static final int MAX_META_BYTES = 256 << 20;

  private final Path root;
  private final int firstNumber;
  private final BiConsumer<String, String> beforehand;

  /**
   * Makes the place; touches nothing.
   *
   * @param root the folder in which keys are paths
   */
  LocalBackups(Path root) {
    this(root, 1, (key, sha256) -> {});
  }

  /**
   * Makes the place; touches nothing.
   *
   * @param root the folder in which keys are paths
   * @param firstNumber the number of the first backup of a day
   * @param beforehand is told the key and the SHA-256 of each file before it is there
   */
  LocalBackups(Path root, int firstNumber, BiConsumer<String, String> beforehand) {
    this.root = root;
    this.firstNumber = firstNumber;
    this.beforehand = beforehand;
  }

  @Override
  public String address() {
    return "";
  }

  @Override
  public List<StoredBackup> list() {
    Path folder = root.resolve(BackupName.FOLDER);
    List<StoredBackup> backups = new ArrayList<>();
    for (Path file : files(folder)) {
      String key = root.relativize(file).toString().replace('\\', '/');
      Optional<BackupName> name = BackupName.parse(key);
      if (name.isPresent() && name.get().key().equals(key)) {
        backups.add(stored(file, key, name.get()));
      }
    }
    backups.sort(Comparator.comparing(StoredBackup::name));
    return backups;
  }

  /** Returns a file anywhere as a backup; one of the workspace's own under its key. */
  static StoredBackup file(Path file, Workspace workspace) {
    Path absolute = file.toAbsolutePath().normalize();
    BackupName name =
        BackupName.parse(absolute.toString().replace('\\', '/'))
            .orElse(new BackupName(LocalDate.EPOCH, 1));
    boolean own = workspace.relative(absolute).equals(name.key());
    return stored(absolute, own ? name.key() : absolute.toString(), name);
  }

  @Override
  public Draft create(LocalDate day, long expectedBytes) {
    Path folder = root.resolve(BackupName.FOLDER).resolve(day.toString());
    try {
      Files.createDirectories(folder);
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free < expectedBytes) {
        throw new StorageException(
            String.format(
                Locale.ROOT,
                "a backup takes about %,d MB, and the disk of %s has %,d MB left",
                expectedBytes >> 20,
                folder,
                free >> 20),
            "make room, or send the backup elsewhere with --to");
      }
      return new LocalDraft(folder, day, firstNumber, beforehand);
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  /** Deletes what programs that died left. Only while no other program writes a backup here. */
  void deleteLeftovers() {
    for (Path file : files(root.resolve(BackupName.FOLDER))) {
      String name = file.getFileName().toString();
      boolean draft =
          name.startsWith(".datawarp_backup") && name.endsWith(AtomicFile.TEMPORARY_SUFFIX);
      boolean orphan =
          name.endsWith(BackupMeta.SUFFIX)
              && !Files.exists(
                  file.resolveSibling(
                      name.substring(0, name.length() - BackupMeta.SUFFIX.length())));
      if (draft || orphan) {
        delete(file);
      }
    }
  }

  @Override
  public InputStream open(StoredBackup backup) throws IOException {
    return Files.newInputStream(root.resolve(backup.key()));
  }

  @Override
  public void saveMeta(StoredBackup backup, BackupMeta meta) {
    AtomicFile.replace(metaOf(root.resolve(backup.key())), meta.text());
  }

  @Override
  public void delete(StoredBackup backup) {
    Path file = root.resolve(backup.key());
    delete(metaOf(file));
    delete(file);
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null && files(folder).isEmpty()) {
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  @Override
  public void close() {
    // Nothing is held open.
  }

  private static StoredBackup stored(Path file, String key, BackupName name) {
    try {
      Path meta = metaOf(file);
      return new StoredBackup(
          "", key, name, Files.size(file), Files.isRegularFile(meta) ? readMeta(meta) : null);
    } catch (IOException e) {
      throw new StorageException("cannot read " + file + ": " + IoErrors.of(e), null, e);
    }
  }

  private static BackupMeta readMeta(Path meta) throws IOException {
    if (Files.size(meta) > MAX_META_BYTES) {
      throw new StorageException(
          "the backup's manifest " + meta + " is too large to be one", "move it away");
    }
    return BackupMeta.parse(
        String.valueOf(meta.getFileName()), Files.readString(meta, StandardCharsets.UTF_8));
  }

  private static Path metaOf(Path file) {
    return file.resolveSibling(file.getFileName() + BackupMeta.SUFFIX);
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder, 2)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new StorageException("cannot list " + folder + ": " + IoErrors.of(e), null, e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static StorageException unwritable(Path file, IOException e) {
    return new StorageException(
        "cannot write " + file + ": " + IoErrors.of(e), "free space or mend permissions", e);
  }

  /** Written under a hidden name, then linked to the first name that is free. */
  private static final class LocalDraft implements Draft {
    private final Path folder;
    private final LocalDate day;
    private final int firstNumber;
    private final BiConsumer<String, String> beforehand;
    private final Path draft;
    private final FileChannel channel;
    private final OutputStream out;
    private @Nullable Path meta;

    LocalDraft(Path folder, LocalDate day, int firstNumber, BiConsumer<String, String> beforehand)
        throws IOException {
      this.beforehand = beforehand;
      this.folder = folder;
      this.day = day;
      this.firstNumber = firstNumber;
      this.draft = folder.resolve(AtomicFile.temporaryName(Path.of("datawarp_backup")));
      this.channel =
          FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
    }

    @Override
    public OutputStream out() {
      return out;
    }

    @Override
    public StoredBackup finish(BackupMeta finished) throws IOException {
      out.flush();
      channel.force(true);
      for (int number = firstNumber; ; number++) {
        BackupName name = new BackupName(day, number);
        Path file = folder.resolve(name.file());
        Path beside = metaOf(file);
        if (Files.exists(file) || Files.exists(beside)) {
          continue;
        }
        String text = finished.text();
        beforehand.accept(
            name.key() + BackupMeta.SUFFIX, FileHash.sha256(text.getBytes(StandardCharsets.UTF_8)));
        beforehand.accept(name.key(), finished.sha256());
        // The manifest first: a backup that is there has one.
        AtomicFile.replace(beside, text);
        meta = beside;
        if (linked(file)) {
          meta = null;
          AtomicFile.forceFolder(folder);
          return new StoredBackup("", name.key(), name, finished.sizeBytes(), finished);
        }
        Files.deleteIfExists(beside);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        channel.close();
      } finally {
        Files.deleteIfExists(draft);
        if (meta != null) {
          Files.deleteIfExists(meta);
        }
      }
    }

    private boolean linked(Path file) throws IOException {
      try {
        AtomicFile.linkOrMove(draft, file);
        return true;
      } catch (FileAlreadyExistsException e) {
        return false;
      }
    }
  }
}
