package org.datawarp.dump;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.datawarp.error.RefusedException;

/**
 * What is made before the rows: types, sequences, tables, functions and views, each behind those it
 * needs; and what cannot be part of a dump.
 */
final class Definitions {
  private final Map<String, Catalogue.Line> byKey = new LinkedHashMap<>();
  private final Map<String, Set<String>> needs = new TreeMap<>();
  private final Map<String, String> leftOut = new TreeMap<>();
  private final Set<String> extensions = new TreeSet<>();
  private final List<String> ordered = new ArrayList<>();
  private final Set<String> late = new LinkedHashSet<>();

  /**
   * Reads the definitions.
   *
   * @throws RefusedException if something cannot be dumped, naming it
   */
  static Definitions read(Catalogue catalogue, UnknownKinds unknownKinds) throws SQLException {
    Definitions definitions = new Definitions();
    if (unknownKinds == UnknownKinds.REFUSED) {
      refuseUnknown(catalogue);
    }
    definitions.readAll(catalogue);
    definitions.leaveOut(catalogue.ask(DependencySql.OUTSIDE));
    definitions.sort();
    return definitions;
  }

  /** What is done about things of kinds for which there is no statement here. */
  enum UnknownKinds {
    /** They are refused, by name. */
    REFUSED,
    /** Somebody else writes them. */
    WRITTEN_ELSEWHERE
  }

  /** Returns the statements before the rows, each behind those it needs. */
  List<String> statements() {
    return ordered.stream().filter(key -> !late.contains(key)).map(key -> line(key).at(2)).toList();
  }

  /**
   * Returns the statements of views behind the rows, each behind those it needs. A view that groups
   * by a primary key cannot be made before the key.
   */
  List<String> viewStatements() {
    return ordered.stream().filter(late::contains).map(key -> line(key).at(2)).toList();
  }

  /** Returns the extensions that something needs, by name. */
  List<String> extensions() {
    return List.copyOf(extensions);
  }

  /** Tells whether the thing with this key, or with a key of this relation, is in the dump. */
  boolean holds(String key) {
    return !leftOut.containsKey(key);
  }

  /** Returns views that are left out, with what they need that is not there, for people. */
  List<String> leftOut() {
    return leftOut.values().stream().sorted().toList();
  }

  /** Returns the names of views that are left out, quoted. */
  List<String> leftOutNames() {
    return leftOut.keySet().stream().map(key -> line(key).at(1)).sorted().toList();
  }

  /** Returns the place of a thing in the order in which things are made. */
  int place(String key) {
    return ordered.indexOf(key);
  }

  private static void refuseUnknown(Catalogue catalogue) throws SQLException {
    List<Catalogue.Line> unknown = catalogue.ask(DependencySql.UNKNOWN_KINDS);
    if (!unknown.isEmpty()) {
      throw new RefusedException(
          "the own writer cannot write " + unknown.get(0).at(0) + more(unknown.size()),
          "install a pg_dump as new as the server, which can");
    }
  }

  private void readAll(Catalogue catalogue) throws SQLException {
    for (String sql :
        List.of(
            CatalogueSql.TYPES,
            CatalogueSql.SEQUENCES,
            CatalogueSql.tables(catalogue.majorVersion()),
            CatalogueSql.FUNCTIONS,
            CatalogueSql.VIEWS)) {
      catalogue.ask(sql).forEach(line -> byKey.put(line.at(0), line));
    }
    for (Catalogue.Line edge : catalogue.ask(DependencySql.EDGES)) {
      if (byKey.containsKey(edge.at(0)) && byKey.containsKey(edge.at(1))) {
        needs.computeIfAbsent(edge.at(0), key -> new LinkedHashSet<>()).add(edge.at(1));
      }
    }
  }

  /** Views that need something outside are left out; anything else that does is refused. */
  private void leaveOut(List<Catalogue.Line> outside) {
    for (Catalogue.Line line : outside) {
      if (!line.at(3).isEmpty()) {
        extensions.add(line.at(3));
      } else if (isView(line.at(0))) {
        leftOut.putIfAbsent(line.at(0), line(line.at(0)).at(1) + ", which uses " + line.at(2));
      } else {
        throw new RefusedException(
            line.at(1) + " uses " + line.at(2) + ", which is not backed up",
            "add its schema: --schema NAME, or backup.schemas in the configuration");
      }
    }
    boolean more = !leftOut.isEmpty();
    while (more) {
      more = false;
      for (Map.Entry<String, Set<String>> entry : needs.entrySet()) {
        String key = entry.getKey();
        for (String needed : entry.getValue()) {
          if (leftOut.containsKey(needed) && !leftOut.containsKey(key)) {
            if (!isView(key)) {
              throw new RefusedException(
                  line(key).at(1) + " uses the view " + leftOut.get(needed),
                  "add the schema of what it uses: --schema NAME, or backup.schemas");
            }
            leftOut.put(key, line(key).at(1) + ", which uses " + line(needed).at(1));
            more = true;
          }
        }
      }
    }
  }

  /** Tells whether a key is that of a view, materialised or not. */
  boolean isView(String key) {
    Catalogue.Line line = byKey.get(key);
    return line != null
        && (line.at(2).startsWith("CREATE VIEW")
            || line.at(2).startsWith("CREATE MATERIALIZED VIEW"));
  }

  private void sort() {
    Set<String> done = new LinkedHashSet<>();
    for (String key : byKey.keySet()) {
      place(key, done, new LinkedHashSet<>());
    }
    for (String key : done) {
      if (!leftOut.containsKey(key)) {
        ordered.add(key);
        if (isView(key)) {
          late.add(key);
        }
      }
    }
    // From the last to the first, what stays early draws with it what it needs.
    for (int i = ordered.size() - 1; i >= 0; i--) {
      if (!late.contains(ordered.get(i))) {
        late.removeAll(needs.getOrDefault(ordered.get(i), Set.of()));
      }
    }
  }

  /** Depth first, with a stack of its own: chains of views may be long. */
  private void place(String first, Set<String> done, Set<String> open) {
    List<String> stack = new ArrayList<>(List.of(first));
    while (!stack.isEmpty()) {
      String key = stack.get(stack.size() - 1);
      open.add(key);
      String next = null;
      for (String needed : needs.getOrDefault(key, Set.of())) {
        if (!done.contains(needed)) {
          next = needed;
          break;
        }
      }
      if (next == null) {
        done.add(key);
        open.remove(key);
        stack.remove(stack.size() - 1);
      } else if (open.contains(next)) {
        throw new RefusedException(
            line(key).at(1) + " and " + line(next).at(1) + " need each other",
            "install a pg_dump as new as the server, which can write that");
      } else {
        stack.add(next);
      }
    }
  }

  private Catalogue.Line line(String key) {
    Catalogue.Line line = byKey.get(key);
    if (line == null) {
      throw new IllegalStateException("no definition of " + key);
    }
    return line;
  }

  private static String more(int count) {
    return count == 1 ? "" : " and " + (count - 1) + " more things";
  }
}
