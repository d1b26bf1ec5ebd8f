package org.datawarp.pipeline.workbook;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.datawarp.model.error.NotFoundException;

/** A file that a person has named. */
public final class InputFile {
  private static final String HINT = "name a workbook, CSV or ZIP";

  private InputFile() {}

  /**
   * Returns the path of a file.
   *
   * @throws NotFoundException if there is no such file
   */
  public static Path require(String text) {
    try {
      return require(Path.of(text));
    } catch (InvalidPathException e) {
      throw new NotFoundException("no such file: " + text, HINT, e);
    }
  }

  /** Does the same with a path. */
  public static Path require(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new NotFoundException(
          Files.isDirectory(file) ? file + " is a folder" : "no such file: " + file, HINT);
    }
    return file;
  }
}
