package org.datawarp.workflow.backup;

import java.util.ArrayList;
import java.util.List;

/**
 * What a person has accepted that backups leave out.
 *
 * @param names as {@code backup create} tells them, such as {@code view staging.near}; the kind may
 *     be missing
 */
record AcceptedOmissions(List<String> names) {
  private static final String REASON = ", wh";
  private static final String ROWS = " with its rows";

  /** Copies the list. */
  AcceptedOmissions {
    names = List.copyOf(names);
  }

  /**
   * Reads a list with commas between; a comma in parentheses or double quotes belongs to a name.
   */
  static AcceptedOmissions parse(String text) {
    List<String> names = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    int depth = 0;
    boolean quoted = false;
    for (char c : (text + ",").toCharArray()) {
      quoted ^= c == '"';
      if (!quoted) {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      }
      if (c == ',' && depth == 0 && !quoted) {
        if (!name.toString().isBlank()) {
          names.add(name.toString().strip());
        }
        name.setLength(0);
      } else {
        name.append(c);
      }
    }
    return new AcceptedOmissions(names);
  }

  /** Returns those of what was left out that nobody has accepted. */
  List<String> others(List<String> leftOut) {
    return leftOut.stream().filter(each -> !accepts(each)).toList();
  }

  /** Returns the name in a line that tells of something left out, as it is accepted. */
  static String name(String leftOut) {
    int reason = leftOut.indexOf(REASON);
    String name = reason < 0 ? leftOut : leftOut.substring(0, reason);
    return name.endsWith(ROWS) ? name.substring(0, name.length() - ROWS.length()) : name;
  }

  private boolean accepts(String leftOut) {
    String name = name(leftOut);
    return names.stream().anyMatch(accepted -> names(accepted, name));
  }

  private static boolean names(String accepted, String name) {
    // What lies on a table is not accepted with the table's name alone.
    return name.equals(accepted)
        || (!name.contains(" on ")
            && name.endsWith(" " + accepted)
            && isKind(name.substring(0, name.length() - accepted.length() - 1)));
  }

  private static boolean isKind(String words) {
    return !words.isEmpty() && words.chars().allMatch(c -> c == ' ' || (c >= 'a' && c <= 'z'));
  }
}
