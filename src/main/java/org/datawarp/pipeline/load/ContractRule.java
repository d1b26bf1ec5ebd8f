package org.datawarp.pipeline.load;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.table.Contract.Rule;
import org.datawarp.pipeline.load.TableShape.Column;

/** What a source's contract says of the changes that a load would make to its table. */
final class ContractRule {
  private ContractRule() {}

  /**
   * Makes sure that a table's contract allows what is to become of it.
   *
   * @throws RefusedException naming every change that it freezes
   */
  static void require(LoadRequest request, TableShape shape) {
    List<String> frozen = new ArrayList<>();
    if (request.contract().columns() == Rule.FREEZE) {
      frozen.addAll(columns(shape));
    }
    if (request.contract().types() == Rule.FREEZE) {
      frozen.addAll(types(shape));
    }
    if (!frozen.isEmpty()) {
      throw new RefusedException(
          "the contract of " + request.code() + " is to freeze: " + String.join(", ", frozen),
          "look at the file; if that is right, say 'contract: evolve' of the source in the"
              + " manifest, or load the issue on its own with --reference none");
    }
  }

  /** Returns a line for what the contract lets happen with a warning. */
  static List<String> warnings(LoadRequest request, TableShape shape) {
    List<String> lines = new ArrayList<>();
    if (shape.change() == LoadPlan.TableChange.CREATE) {
      return lines;
    }
    if (request.contract().columns() == Rule.WARN) {
      columns(shape).forEach(line -> lines.add(request.table() + ": contract: " + line));
    }
    if (request.contract().types() == Rule.WARN) {
      types(shape).forEach(line -> lines.add(request.table() + ": contract: " + line));
    }
    return lines;
  }

  private static List<String> columns(TableShape shape) {
    List<String> lines = new ArrayList<>();
    for (Column column : shape.added()) {
      if (!Provenance.NAMES.contains(column.name())) {
        lines.add("new column " + column.name());
      }
    }
    shape.missing().forEach(name -> lines.add("no column " + name));
    return lines;
  }

  private static List<String> types(TableShape shape) {
    return shape.widened().stream()
        .filter(widening -> !Provenance.NAMES.contains(widening.column()))
        .map(Object::toString)
        .toList();
  }
}
