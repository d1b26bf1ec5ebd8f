package org.datawarp.platform.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;

/**
 * Guards what a page would replace: {@code inspect --html *.xlsx} names a workbook where the page
 * should go.
 */
public final class HtmlTarget {
  private static final int LOOK = 512;

  private HtmlTarget() {}

  /** Refuses a target that is a folder, or a file that is no page of HTML. */
  public static void check(Path target) {
    if (Files.isDirectory(target)) {
      throw new UsageException(target + " is a folder", "name a file, such as page.html");
    }
    if (Files.exists(target) && !isPage(target)) {
      throw new RefusedException(
          target + " is there already and is no page of HTML", "name another file for the page");
    }
  }

  private static boolean isPage(Path target) {
    try (InputStream in = Files.newInputStream(target)) {
      String head = new String(in.readNBytes(LOOK), StandardCharsets.UTF_8);
      String text = head.stripLeading().toLowerCase(Locale.ROOT);
      return head.isEmpty() || text.startsWith("<!doctype html") || text.startsWith("<html");
    } catch (IOException e) {
      throw new StorageException(
          "cannot read " + target + ": " + IoErrors.of(e), "name another file for the page", e);
    }
  }
}
