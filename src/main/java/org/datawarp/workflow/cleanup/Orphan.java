package org.datawarp.workflow.cleanup;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An orphan and what becomes of it.
 *
 * @param found what was found
 * @param verdict what becomes of it
 * @param reason why it is kept, or why it goes
 */
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

  /** Returns the orphan as JSON's values, with stable keys. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("class", found.kind().key());
    map.put("id", found.id());
    map.put("why", found.why());
    map.put("source", found.source());
    map.put("since", found.since());
    map.put("size_bytes", found.sizeBytes());
    map.put("verdict", verdict.name().toLowerCase(java.util.Locale.ROOT));
    map.put("reason", reason);
    map.put("fingerprint", found.fingerprint());
    return map;
  }
}
