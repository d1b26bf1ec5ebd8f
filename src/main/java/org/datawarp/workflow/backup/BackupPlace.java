package org.datawarp.workflow.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.LocalDate;
import java.util.List;

/** Where backups are kept: the workspace, a bucket, or a folder that stands in for one. */
interface BackupPlace extends AutoCloseable {
  /** Returns its address; empty for the workspace itself. */
  String address();

  /** Lists what is there, oldest first. */
  List<StoredBackup> list();

  /**
   * Begins a new one. What is there is never overwritten.
   *
   * @throws org.datawarp.model.error.StorageException if there is no room for about so much
   */
  Draft create(LocalDate day, long expectedBytes);

  /** Opens a backup for reading; the caller closes it. */
  InputStream open(StoredBackup backup) throws IOException;

  /** Keeps the date of a trial beside a backup. */
  void saveMeta(StoredBackup backup, BackupMeta meta);

  /** Deletes a backup and what stands beside it. */
  void delete(StoredBackup backup);

  @Override
  void close();

  /** A backup being written. Closing it before {@link #finish} leaves nothing. */
  interface Draft extends AutoCloseable {
    /** Returns the stream for the file's bytes, which the draft closes. */
    OutputStream out();

    /**
     * Makes it whole and durable, with its manifest.
     *
     * @return the backup
     */
    StoredBackup finish(BackupMeta meta) throws IOException;

    @Override
    void close() throws IOException;
  }
}
