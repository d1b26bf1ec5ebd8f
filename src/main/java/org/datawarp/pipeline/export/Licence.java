package org.datawarp.pipeline.export;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
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

  private static final String OGL = "Open Government Licence v3.0";
  private static final String OGL_URL =
      "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/";

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
    return new Licence(
        OGL,
        OGL_URL,
        "Contains public sector information"
            + (publisher.isEmpty() ? "" : " published by " + publisher + " and")
            + " licensed under the Open Government Licence v3.0.");
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
