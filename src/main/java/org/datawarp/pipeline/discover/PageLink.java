package org.datawarp.pipeline.discover;

import java.net.URI;
import java.util.Optional;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.period.PeriodParser.PeriodFinding;
import org.datawarp.model.period.Revision;
import org.jspecify.annotations.Nullable;

/**
 * A link as it stands on a page, before anything is decided.
 *
 * @param url absolute, without fragment
 * @param text what it says
 * @param heading the nearest heading above it
 * @param fileName the decoded last part of its address
 * @param format what it promises
 * @param isContent whether it stands outside menus, headers and footers
 */
record PageLink(
    URI url, String text, String heading, String fileName, LinkType format, boolean isContent) {

  /** Finds the period of the name, else of the text. */
  Optional<PeriodFinding> findPeriod() {
    return PeriodParser.find(spaced(fileName)).or(() -> PeriodParser.find(spaced(text)));
  }

  /** Finds the period of the heading. */
  Optional<Period> findHeadingPeriod() {
    return PeriodParser.find(spaced(heading)).map(PeriodFinding::period);
  }

  /** Returns the period of the name, the text or the heading, in this order, or null. */
  @Nullable Period period() {
    return findPeriod().map(PeriodFinding::period).or(this::findHeadingPeriod).orElse(null);
  }

  Revision revision() {
    Revision ofName = Revision.of(fileName);
    Revision ofText = Revision.of(text);
    if (ofName.kind() == Revision.Kind.NONE || ofText.kind() == Revision.Kind.NONE) {
      return ofName.kind() == Revision.Kind.NONE ? ofText : ofName;
    }
    return ofName.compareTo(ofText) >= 0 ? ofName : ofText;
  }

  /** The ONS writes {@code apriltojune2020} in addresses, {@code 2020: 13 August} in headings. */
  static String spaced(String text) {
    return text.replaceAll(
            "(?i)(january|february|march|april|may|june|july|august|september|october|november"
                + "|december)to(?=january|february|march|april|may|june|july|august|september"
                + "|october|november|december)",
            "$1 to ")
        .replaceAll("(\\d{4})to(?=\\d{4}|[a-z])", "$1 to ")
        .replaceAll("(\\d{4}): (\\d{1,2} [A-Z][a-z]+)", "$2 $1");
  }
}
