package org.datawarp.pipeline.load;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.table.Contract;
import org.datawarp.model.table.Contract.Rule;
import org.datawarp.model.table.TableName;
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
    List<String> frozen = frozen(request.contract(), shape);
    if (!frozen.isEmpty()) {
      throw new RefusedException(
          "the contract of " + request.code() + " is to freeze: " + String.join(", ", frozen),
          "look at the file; if that is right, say 'contract: evolve' of the source in the"
              + " manifest, or load the issue on its own with --reference none");
    }
  }

  /** Returns the changes that a contract forbids. */
  static List<String> frozen(Contract contract, TableShape shape) {
    return changes(contract, Rule.FREEZE, shape);
  }

  /** Returns a line for what the contract lets happen with a warning. */
  static List<String> warnings(TableName table, Contract contract, TableShape shape) {
    return changes(contract, Rule.WARN, shape).stream()
        .map(line -> table + ": contract: " + line)
        .toList();
  }

  private static List<String> changes(Contract contract, Rule rule, TableShape shape) {
    List<String> lines = new ArrayList<>();
    if (shape.change() == LoadPlan.TableChange.CREATE) {
      return lines;
    }
    if (contract.columns() == rule) {
      lines.addAll(columns(shape));
    }
    if (contract.types() == rule) {
      lines.addAll(types(shape));
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
