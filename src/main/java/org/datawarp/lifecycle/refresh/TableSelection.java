package org.datawarp.lifecycle.refresh;

import java.util.List;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.pipeline.extract.SourcePart;

/** Which tables a partial refresh is about: named by code, label or sheet. */
final class TableSelection {
  private TableSelection() {}

  static boolean includes(List<String> wanted, ReadTable table) {
    return wanted.isEmpty() || wanted.stream().anyMatch(name -> isNamed(name, table));
  }

  static void requireAny(List<String> wanted, List<ReadTable> chosen, List<SourceCode> codes) {
    for (String name : wanted) {
      if (chosen.stream().noneMatch(table -> isNamed(name, table))) {
        throw new NotFoundException(
            "no table '" + name + "'",
            "the tables are " + String.join(", ", codes.stream().map(SourceCode::value).toList()));
      }
    }
  }

  private static boolean isNamed(String name, ReadTable table) {
    if (name.equals(table.code().value()) || name.equals(table.table().suggestedName())) {
      return true;
    }
    for (SourcePart part : table.table().parts()) {
      if (name.equals(part.table().sheet())) {
        return true;
      }
    }
    return false;
  }
}
