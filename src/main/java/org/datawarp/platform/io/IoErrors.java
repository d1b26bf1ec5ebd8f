package org.datawarp.platform.io;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import org.datawarp.model.UnreadablePath;

/** The reason of a failed file operation, in words for people. */
public final class IoErrors {
  private IoErrors() {}

  /** Returns one short phrase; the JDK's own messages are often only the file's name. */
  public static String of(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file: " + e.getMessage();
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied: " + e.getMessage();
    }
    if (e instanceof FileAlreadyExistsException) {
      return "already exists: " + e.getMessage();
    }
    if (e instanceof NotDirectoryException) {
      return "not a folder: " + e.getMessage();
    }
    if (e instanceof DirectoryNotEmptyException) {
      return "folder is not empty: " + e.getMessage();
    }
    if (e instanceof CharacterCodingException) {
      return "it is not text in UTF-8";
    }
    if (e instanceof FileSystemException failure && failure.getReason() != null) {
      String reason = failure.getReason().toLowerCase(Locale.ROOT);
      return failure.getFile() == null ? reason : reason + ": " + failure.getFile();
    }
    String message = e.getMessage();
    return message == null || message.isBlank()
        ? e.getClass().getSimpleName()
        : message.strip().lines().findFirst().orElse("");
  }

  /** Returns what could not be read, and why; the reason does not name it again. */
  public static UnreadablePath unreadable(String path, IOException failure) {
    return new UnreadablePath(
        path, failure instanceof AccessDeniedException ? "permission denied" : of(failure));
  }
}
