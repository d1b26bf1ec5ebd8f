package org.datawarp.platform.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;

/**
 * Guards what a page or a plan would replace, which may only be an older one: {@code inspect --html
 * *.xlsx} names a workbook where the page should go.
 */
public final class GeneratedFile {
  private static final int LOOK = 1024;

  private GeneratedFile() {}

  /**
   * Refuses a target that is a folder, or a file that Datawarp did not generate; an empty file is
   * free.
   *
   * @param what what is to be written, with its article: {@code a page}
   * @param isOwn tells from the first letters of a file whether it is an older one
   * @throws RefusedException if another file is there
   */
  public static void requireReplaceable(Path target, String what, Predicate<String> isOwn) {
    if (Files.isDirectory(target)) {
      throw new UsageException(target + " is a folder", "name a file");
    }
    if (!Files.exists(target)) {
      return;
    }
    String head = head(target);
    if (!head.isEmpty() && !isOwn.test(head)) {
      throw new RefusedException(
          target + " is there already and is not " + what + " that Datawarp wrote",
          "name another file, or move that one away");
    }
  }

  private static String head(Path target) {
    try (InputStream in = Files.newInputStream(target)) {
      return new String(in.readNBytes(LOOK), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new StorageException(
          "cannot read " + target + ": " + IoErrors.of(e), "name another file", e);
    }
  }
}
