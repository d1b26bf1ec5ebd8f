package org.datawarp.pipeline.discover;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A licence as a page or a cover states it.
 *
 * @param name its name
 * @param url where it is linked to; empty where it is not
 */
public record StatedLicence(String name, String url) {
  private static final Pattern OGL =
      Pattern.compile("(?i)Open Government Licen[cs]e(?:\\s+v?(?:ersion\\s)?(\\d)(?:\\.0)?)?");

  /** Finds the Open Government Licence in words. */
  public static Optional<StatedLicence> find(String text) {
    Matcher said = OGL.matcher(text);
    if (!said.find()) {
      return Optional.empty();
    }
    String version = said.group(1) == null ? "" : " v" + said.group(1) + ".0";
    return Optional.of(new StatedLicence("Open Government Licence" + version, ""));
  }
}
