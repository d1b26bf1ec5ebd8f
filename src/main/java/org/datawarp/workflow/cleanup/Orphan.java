package org.datawarp.workflow.cleanup;

import org.datawarp.platform.codec.JsonKeys;

/**
 * An orphan and what becomes of it.
 *
 * @param found what was found
 * @param verdict what becomes of it
 * @param reason why it is kept, or why it goes
 */
@JsonKeys({
  "class=found.kind",
  "found.id",
  "found.why",
  "found.source",
  "found.since",
  "found.size_bytes",
  "verdict",
  "reason",
  "found.fingerprint"
})
public record Orphan(Candidate found, Verdict verdict, String reason) {
  /** What becomes of an orphan. */
  public enum Verdict {
    /** It goes to the trash. */
    EXECUTE,
    /** It stays for now. */
    KEEP,
    /** It is not Datawarp's, as far as Datawarp knows: it is only told of. */
    REPORT
  }
}
