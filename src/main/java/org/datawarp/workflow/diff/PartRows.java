package org.datawarp.workflow.diff;

import java.util.List;
import org.datawarp.model.ForwardingCursor;
import org.datawarp.pipeline.extract.SourcePart;

/** The rows of all parts of a table, one part after the other. */
final class PartRows extends ForwardingCursor {
  private final List<SourcePart> parts;
  private int part;

  /**
   * Opens them.
   *
   * @param parts at least one
   */
  PartRows(List<SourcePart> parts) {
    super(parts.get(0).open());
    this.parts = parts;
  }

  @Override
  public boolean next() {
    while (!rows.next()) {
      if (part + 1 == parts.size()) {
        return false;
      }
      rows.close();
      rows = parts.get(++part).open();
    }
    return true;
  }
}
