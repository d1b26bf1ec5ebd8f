package org.datawarp.pipeline.export;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The terms under which rows may be used.
 *
 * @param name the licence's name, or the word {@code unknown}
 * @param url where its text is; empty where unknown
 * @param attribution the sentence that users have to print; may be empty
 */
public record Licence(String name, String url, String attribution) {
  /** No licence is known. */
  public static final Licence UNKNOWN = new Licence("unknown", "", "");

  private static final String OPEN_GOVERNMENT = "Open Government Licence";
  private static final String OGL = OPEN_GOVERNMENT + " v3.0";
  private static final Pattern VERSION = Pattern.compile(" v?([1-9])(?:\\.0)?$");
  private static final String OGL_TEXT =
      "https://www.nationalarchives.gov.uk/doc/open-government-licence/";

  /**
   * Returns the Open Government Licence for a publication of the NHS or of a government body in the
   * United Kingdom, told by its host, else {@link #UNKNOWN}.
   *
   * <p>Source of the wording: the licence itself, section "You must (where you do any of the
   * above)".
   */
  public static Licence of(String url) {
    String host = host(url);
    if (host == null || !isPublicBody(host)) {
      return UNKNOWN;
    }
    String publisher = publisher(host);
    return new Licence(OGL, OGL_TEXT + "version/3/", attribution(OGL, publisher));
  }

  /**
   * Returns the licence that a publisher states; where it states none, that of its host.
   *
   * @param stated its name; null where none is stated
   * @param link where its text is; null where that is not said
   * @param url the publication's page or file
   */
  public static Licence of(@Nullable String stated, @Nullable String link, String url) {
    if (stated == null) {
      return of(url);
    }
    String host = host(url);
    String publisher = host == null ? "" : publisher(host);
    if (!stated.startsWith(OPEN_GOVERNMENT)) {
      return new Licence(stated, link != null && isPlain(link) ? link : "", "");
    }
    Matcher version = VERSION.matcher(stated);
    String text = version.find() ? OGL_TEXT + "version/" + version.group(1) + "/" : OGL_TEXT;
    return new Licence(stated, text, attribution(stated, publisher));
  }

  /** Only such an address stands in a page of text without doing anything else there. */
  private static boolean isPlain(String url) {
    return (url.startsWith("https://") || url.startsWith("http://"))
        && url.chars().allMatch(c -> c > ' ' && c < 0x7f && "<>()|\\`\"".indexOf(c) < 0);
  }

  private static String attribution(String licence, String publisher) {
    return "Contains public sector information"
        + (publisher.isEmpty() ? "" : " published by " + publisher + " and")
        + " licensed under the "
        + licence
        + ".";
  }

  private static boolean isPublicBody(String host) {
    return under(host, "nhs.uk")
        || under(host, "gov.uk")
        || under(host, "gov.scot")
        || under(host, "gov.wales");
  }

  private static String publisher(String host) {
    if (under(host, "digital.nhs.uk") || under(host, "england.nhs.uk")) {
      return "NHS England";
    }
    if (under(host, "ons.gov.uk")) {
      return "the Office for National Statistics";
    }
    return "";
  }

  private static boolean under(String host, String domain) {
    return host.equals(domain) || host.endsWith("." + domain);
  }

  private static @Nullable String host(String url) {
    try {
      String host = new URI(url).getHost();
      return host == null ? null : host.toLowerCase(Locale.ROOT);
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
