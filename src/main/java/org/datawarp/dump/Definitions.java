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
  private final Set<String> leftOutTables = new TreeSet<>();
  private final Set<String> extensions = new TreeSet<>();
  private final List<String> ordered = new ArrayList<>();
  private final Set<String> late = new LinkedHashSet<>();

  /**
   * Reads the definitions.
   *
   * @throws RefusedException if something with rows needs what cannot be dumped, naming both
   */
  static Definitions read(Catalogue catalogue, UnknownKinds unknownKinds) throws SQLException {
    Definitions definitions = new Definitions();
    definitions.leaveOutUnknown(catalogue.ask(DependencySql.UNKNOWN_KINDS), unknownKinds);
    definitions.readAll(catalogue);
    definitions.leaveOut(
        catalogue.ask(DependencySql.OUTSIDE).stream()
            .filter(
                line ->
                    unknownKinds == UnknownKinds.LEFT_OUT
                        || !catalogue.scope().schemas().contains(line.at(4)))
            .toList());
    definitions.sort();
    return definitions;
  }

  /** What is done about things of kinds for which there is no statement here. */
  enum UnknownKinds {
    /** They are left out, by name, and so are views and functions that need them. */
    LEFT_OUT,
    /** Somebody else writes them, all but foreign tables, whose server a dump does not hold. */
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

  /** Returns what is left out, each with why, for people. */
  List<String> leftOut() {
    return leftOut.values().stream().sorted().toList();
  }

  /** Returns the names of views and foreign tables that are left out, quoted. */
  List<String> leftOutNames() {
    Set<String> names = new TreeSet<>(leftOutTables);
    leftOut.keySet().stream().filter(this::isView).forEach(key -> names.add(line(key).at(1)));
    return List.copyOf(names);
  }

  /** Returns the place of a thing in the order in which things are made. */
  int place(String key) {
    return ordered.indexOf(key);
  }

  private void leaveOutUnknown(List<Catalogue.Line> unknown, UnknownKinds unknownKinds) {
    for (Catalogue.Line line : unknown) {
      boolean foreignTable = line.at(3).equals("t");
      if (foreignTable) {
        leftOutTables.add(line.at(2));
        leftOut.put(line.at(0), line.at(1) + ", whose rows are on another server");
      } else if (unknownKinds == UnknownKinds.LEFT_OUT) {
        leftOut.put(line.at(0), line.at(1) + ", which only pg_dump can write");
      }
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
      if (byKey.containsKey(edge.at(0))
          && (byKey.containsKey(edge.at(1)) || leftOut.containsKey(edge.at(1)))) {
        needs.computeIfAbsent(edge.at(0), key -> new LinkedHashSet<>()).add(edge.at(1));
      }
    }
  }

  /** Views that need something outside are left out; anything else that does is refused. */
  private void leaveOut(List<Catalogue.Line> outside) {
    for (Catalogue.Line line : outside) {
      String key = line.at(0);
      if (!line.at(3).isEmpty()) {
        if (!leftOut.containsKey(key)) {
          extensions.add(line.at(3));
        }
      } else if (isView(key)) {
        leftOut.putIfAbsent(key, line(key).at(1) + ", which uses " + line.at(2));
      } else if (!leftOut.containsKey(key)) {
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
            if (!isView(key) && !isRoutine(key)) {
              throw new RefusedException(
                  line(key).at(1) + " uses " + leftOut.get(needed),
                  "install a pg_dump as new as the server, or add the schema of what it uses:"
                      + " --schema NAME, or backup.schemas");
            }
            leftOut.put(key, line(key).at(1) + ", which uses " + name(needed));
            more = true;
          }
        }
      }
    }
  }

  private String name(String key) {
    Catalogue.Line line = byKey.get(key);
    return line == null ? leftOut.getOrDefault(key, key).split(", ", 2)[0] : line.at(1);
  }

  private static boolean isRoutine(String key) {
    return key.startsWith("F");
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
}
