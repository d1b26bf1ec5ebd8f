package org.datawarp.platform.dump;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.datawarp.model.error.RefusedException;

/**
 * What is made before the rows: sequences, tables, functions and views, each behind those it needs;
 * and what cannot be part of a dump.
 */
final class Definitions {
  private static final String ONLY_SUPERUSERS = "which only a superuser may create";

  private final Map<String, Catalogue.Line> byKey = new LinkedHashMap<>();
  private final Map<String, Set<String>> needs = new TreeMap<>();
  private final Map<String, String> leftOut = new TreeMap<>();
  private final Set<String> relations = new TreeSet<>();
  private final Set<String> told = new TreeSet<>();
  private final Set<String> extensions = new TreeSet<>();
  private final List<String> ordered = new ArrayList<>();
  private final Set<String> late = new LinkedHashSet<>();
  private Map<String, String> names = Map.of();

  /**
   * Reads the definitions.
   *
   * @throws RefusedException if something with rows needs a schema that is not dumped, naming both
   */
  static Definitions read(Catalogue catalogue, UnknownKinds unknownKinds) throws SQLException {
    Definitions definitions = new Definitions();
    definitions.readAll(catalogue);
    definitions.leaveOutUnknown(catalogue.ask(DependencySql.UNKNOWN_KINDS), unknownKinds);
    for (Catalogue.Line line : catalogue.ask(DependencySql.FOR_SUPERUSERS)) {
      String reason = line.at(1).isEmpty() ? "" : line.at(1) + ", ";
      definitions.leaveOut(line.at(0), reason + ONLY_SUPERUSERS);
    }
    definitions.readExtensions(catalogue);
    definitions.leaveOutWhatNeedsIt(catalogue.ask(DependencySql.NEEDS));
    for (Catalogue.Line line : catalogue.ask(DependencySql.DATABASE_WIDE)) {
      definitions.told.add(line.at(0) + ", " + line.at(1) + " and belongs to the whole database");
    }
    definitions.sort();
    return definitions;
  }

  /** What is done about things of kinds for which there is no statement here. */
  enum UnknownKinds {
    /** They are left out, by name, and so is what needs them. */
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

  /** Tells whether the thing with this key is in the dump. */
  boolean holds(String key) {
    return !leftOut.containsKey(key);
  }

  /** Returns what is left out, each with why, for people. */
  List<String> leftOut() {
    return List.copyOf(told);
  }

  /** Returns the keys of what is left out. */
  Set<String> leftOutKeys() {
    return Set.copyOf(leftOut.keySet());
  }

  /** Returns the names of relations that are left out, quoted. */
  List<String> leftOutNames() {
    Set<String> quoted = new TreeSet<>(relations);
    leftOut.keySet().stream()
        .filter(key -> key.startsWith("R") && byKey.containsKey(key))
        .forEach(key -> quoted.add(line(key).at(1)));
    return List.copyOf(quoted);
  }

  /** Returns the place of a thing in the order in which things are made. */
  int place(String key) {
    return ordered.indexOf(key);
  }

  private void leaveOutUnknown(List<Catalogue.Line> unknown, UnknownKinds unknownKinds) {
    for (Catalogue.Line line : unknown) {
      if (line.at(3).equals("t")) {
        relations.add(line.at(2));
        leaveOut(line.at(0), "whose rows are on another server");
      } else if (unknownKinds == UnknownKinds.LEFT_OUT) {
        leaveOut(line.at(0), "which only pg_dump can write");
      }
    }
  }

  /** Leaves a thing out and tells of it; the first reason counts. */
  private void leaveOut(String key, String reason) {
    if (leftOut.putIfAbsent(key, reason) == null) {
      told.add(name(key) + ", " + reason);
    }
  }

  private void readAll(Catalogue catalogue) throws SQLException {
    for (String sql :
        List.of(
            CatalogueSql.SEQUENCES,
            CatalogueSql.tables(catalogue.majorVersion()),
            CatalogueSql.FUNCTIONS,
            CatalogueSql.VIEWS)) {
      catalogue.ask(sql).forEach(line -> byKey.put(line.at(0), line));
    }
    names = new TreeMap<>();
    catalogue.ask(DependencySql.NAMES).forEach(line -> names.put(line.at(0), line.at(1)));
    for (Catalogue.Line edge : catalogue.ask(DependencySql.EDGES)) {
      if (byKey.containsKey(edge.at(0)) && byKey.containsKey(edge.at(1))) {
        needs.computeIfAbsent(edge.at(0), key -> new LinkedHashSet<>()).add(edge.at(1));
      }
    }
  }

  /**
   * Finds the extensions that a restore needs. What belongs to one that only a superuser may make
   * is left out with it, as is what needs it.
   */
  private void readExtensions(Catalogue catalogue) throws SQLException {
    Set<String> untrusted = new TreeSet<>();
    catalogue.ask(DependencySql.UNTRUSTED_EXTENSIONS, 0).forEach(line -> untrusted.add(line.at(0)));
    for (Catalogue.Line line : catalogue.ask(DependencySql.EXTENSIONS_HERE)) {
      if (untrusted.contains(line.at(0))) {
        told.add("extension " + line.at(0) + ", " + ONLY_SUPERUSERS);
        for (String key : line.at(1).split(" ", -1)) {
          leftOut.putIfAbsent(key, "");
        }
      } else {
        extensions.add(line.at(0));
      }
    }
    for (Catalogue.Line line : catalogue.ask(DependencySql.OUTSIDE)) {
      readOutside(line, untrusted);
    }
  }

  /** Views that need something outside are left out; anything else that does is refused. */
  private void readOutside(Catalogue.Line line, Set<String> untrusted) {
    String key = line.at(0);
    if (leftOut.containsKey(key)) {
      return;
    }
    if (untrusted.contains(line.at(3))) {
      leaveOut(key, "which uses " + line.at(2) + " of extension " + line.at(3));
      told.add("extension " + line.at(3) + ", " + ONLY_SUPERUSERS);
    } else if (!line.at(3).isEmpty()) {
      extensions.add(line.at(3));
    } else if (isView(key)) {
      leaveOut(key, "which uses " + line.at(2));
    } else {
      throw new RefusedException(
          line.at(1) + " uses " + line.at(2) + ", which is not backed up",
          "add its schema: --schema NAME, or backup.schemas in the configuration");
    }
  }

  /**
   * What cannot be without something that is left out is left out too, a table with its rows. What
   * is a part of something left out goes without being told of.
   */
  private void leaveOutWhatNeedsIt(List<Catalogue.Line> edges) {
    Map<String, Set<String>> needing = new TreeMap<>();
    Map<String, Set<String>> wholes = new TreeMap<>();
    for (Catalogue.Line edge : edges) {
      needing.computeIfAbsent(edge.at(1), key -> new LinkedHashSet<>()).add(edge.at(0));
      if (edge.at(2).equals("t")) {
        wholes.computeIfAbsent(edge.at(0), key -> new LinkedHashSet<>()).add(edge.at(1));
      }
    }
    Map<String, String> causes = new LinkedHashMap<>();
    List<String> open = new ArrayList<>(leftOut.keySet());
    for (int i = 0; i < open.size(); i++) {
      for (String key : needing.getOrDefault(open.get(i), Set.of())) {
        if (!leftOut.containsKey(key) && causes.putIfAbsent(key, open.get(i)) == null) {
          open.add(key);
        }
      }
    }
    causes.forEach(
        (key, needed) -> {
          boolean isPart =
              !isTable(key)
                  && wholes.getOrDefault(key, Set.of()).stream()
                      .anyMatch(whole -> leftOut.containsKey(whole) || causes.containsKey(whole));
          if (!isPart) {
            told.add(name(key) + ", which uses " + name(needed));
          }
        });
    leftOut.putAll(causes);
  }

  private String name(String key) {
    return names.getOrDefault(key, key) + (isTable(key) ? " with its rows" : "");
  }

  private boolean isTable(String key) {
    Catalogue.Line line = byKey.get(key);
    return line != null
        && (line.at(2).startsWith("CREATE TABLE") || line.at(2).startsWith("CREATE UNLOGGED"));
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
