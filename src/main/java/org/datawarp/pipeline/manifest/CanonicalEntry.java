package org.datawarp.pipeline.manifest;

import org.datawarp.model.SourceCode;
import org.datawarp.model.table.Contract;

/**
 * That a table of an issue lies in a canonical source, with those of other periods.
 *
 * @param ownCode the code it would have alone
 * @param confidence how surely it is that source, 0 to 1
 * @param method what decided
 * @param contract what new issues may change
 */
public record CanonicalEntry(
    SourceCode ownCode, double confidence, String method, Contract contract) {
  /** The method of a table that is the first of its source. */
  public static final String FIRST = "first";

  /** The method of a table that a person has said to be of the source. */
  public static final String ACCEPTED = "accepted";

  /** Returns the same under another code of its own. */
  public CanonicalEntry with(SourceCode own) {
    return new CanonicalEntry(own, confidence, method, contract);
  }

  /** Returns the same with another contract. */
  public CanonicalEntry with(Contract changed) {
    return new CanonicalEntry(ownCode, confidence, method, changed);
  }
}
