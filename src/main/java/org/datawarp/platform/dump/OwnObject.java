package org.datawarp.platform.dump;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a statement of a dump makes or changes in schema {@code datawarp}, which comes from the
 * migrations and not from dumps. Finding it keeps needless statements from the server; whether the
 * schema stayed as it was is asked of the server.
 *
 * @param verb {@code create}, {@code alter}, {@code comment}, {@code grant}, …
 * @param name the object's own name: that of a trigger, not of its table
 */
record OwnObject(String verb, String name) {
  static final String SCHEMA = "datawarp";

  private static final Set<String> BEFORE_KIND =
      Set.of("or", "replace", "unlogged", "unique", "materialized", "recursive", "constraint");
  private static final Set<String> BEFORE_NAME =
      Set.of("if", "not", "exists", "only", "concurrently", "table", "view");
  private static final Set<String> ON_TABLE = Set.of("index", "trigger", "rule", "policy");
  private static final Set<String> COMMENTED_ON_TABLE =
      Set.of("trigger", "rule", "policy", "constraint");
  private static final Set<String> VERBS =
      Set.of("create", "alter", "drop", "comment", "grant", "revoke", "refresh");

  /** Finds it; empty where the statement is about something else. */
  static Optional<OwnObject> of(List<SqlTokens.Token> tokens) {
    if (tokens.isEmpty() || !VERBS.contains(tokens.get(0).text())) {
      return Optional.empty();
    }
    String verb = tokens.get(0).text();
    int at = 1;
    if (verb.equals("grant") || verb.equals("revoke")) {
      return target(tokens, find(tokens, at, "on") + 1).map(name -> new OwnObject(verb, name));
    }
    if (verb.equals("comment")) {
      at++;
    }
    boolean constraint = at < tokens.size() && tokens.get(at).is("constraint");
    while (at < tokens.size() && BEFORE_KIND.contains(tokens.get(at).text())) {
      at++;
    }
    if (at >= tokens.size()) {
      return Optional.empty();
    }
    if (verb.equals("comment") && constraint) {
      at--;
    }
    String kind = tokens.get(at).text();
    if (kind.equals("default")) {
      int schema = find(tokens, at, "schema") + 1;
      return schema < tokens.size() && tokens.get(schema).text().equals(SCHEMA)
          ? Optional.of(new OwnObject(verb, "default privileges"))
          : Optional.empty();
    }
    boolean onTable =
        kind.equals("index")
            ? verb.equals("create")
            : verb.equals("comment") ? COMMENTED_ON_TABLE.contains(kind) : ON_TABLE.contains(kind);
    if (onTable) {
      int name = skip(tokens, at + 1);
      int table = find(tokens, name, kind.equals("rule") && verb.equals("create") ? "to" : "on");
      return target(tokens, table + 1).map(ignored -> new OwnObject(verb, tokens.get(name).text()));
    }
    Optional<String> name = target(tokens, at);
    int added = find(tokens, at, "add");
    if (name.isPresent()
        && verb.equals("alter")
        && added + 2 < tokens.size()
        && tokens.get(added + 1).is("constraint")) {
      return Optional.of(new OwnObject(verb, tokens.get(added + 2).text()));
    }
    return name.map(own -> new OwnObject(verb, own));
  }

  /** Returns the name behind {@code [KIND …] datawarp.}, or the schema's where it stands alone. */
  private static Optional<String> target(List<SqlTokens.Token> tokens, int from) {
    boolean schema = false;
    for (int at = from; at < tokens.size() && at < from + 8; at++) {
      SqlTokens.Token token = tokens.get(at);
      boolean dotted = at + 2 < tokens.size() && tokens.get(at + 1).is(".");
      if (dotted) {
        return token.text().equals(SCHEMA)
            ? Optional.of(tokens.get(at + 2).text())
            : Optional.empty();
      }
      if (!token.isName()) {
        return Optional.empty();
      }
      if (schema && token.text().equals(SCHEMA)) {
        return Optional.of(SCHEMA);
      }
      schema |= token.is("schema");
    }
    return Optional.empty();
  }

  private static int skip(List<SqlTokens.Token> tokens, int from) {
    int at = from;
    while (at < tokens.size() - 1 && BEFORE_NAME.contains(tokens.get(at).text())) {
      at++;
    }
    return Math.min(at, tokens.size() - 1);
  }

  private static int find(List<SqlTokens.Token> tokens, int from, String word) {
    for (int at = from; at < tokens.size(); at++) {
      if (tokens.get(at).is(word)) {
        return at;
      }
    }
    return tokens.size();
  }
}
