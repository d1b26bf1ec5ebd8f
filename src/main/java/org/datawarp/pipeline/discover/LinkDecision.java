package org.datawarp.pipeline.discover;

import java.net.URI;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.Revision;
import org.jspecify.annotations.Nullable;

/**
 * A link of a page, and what became of it.
 *
 * @param url where it leads, absolute, without fragment
 * @param text what it says, on one line; may be empty
 * @param fileName the decoded file name; may be empty
 * @param format what its name promises
 * @param period the period of its name, its text or its heading, else the page's; null for none
 * @param revision how final its name or text says it is
 * @param choice whether it is taken
 * @param why the reason, one line
 */
public record LinkDecision(
    URI url,
    String text,
    String fileName,
    LinkType format,
    @Nullable Period period,
    Revision revision,
    Choice choice,
    String why) {

  /** What became of a link. */
  public enum Choice {
    /** It is fetched. */
    TAKEN,
    /** It is data of another period. */
    OTHER_PERIOD,
    /** It is no data, or the same data in another form. */
    LEFT
  }

  /** Tells whether the link is to be fetched. */
  public boolean isTaken() {
    return choice == Choice.TAKEN;
  }
}
