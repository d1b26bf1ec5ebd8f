package org.datawarp.pipeline.manifest;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.datawarp.model.SourceCode;
import org.datawarp.model.table.Contract;
import org.datawarp.model.table.Contract.Rule;
import org.datawarp.platform.codec.YamlNode;
import org.jspecify.annotations.Nullable;

/** A source's place in a canonical source, and its contract, as manifests write them. */
final class CanonicalText {
  static final String CANONICAL = "canonical";
  static final String CONTRACT = "contract";
  private static final String OWN_CODE = "own_code";
  private static final String CONFIDENCE = "confidence";
  private static final String METHOD = "method";
  private static final String COLUMNS = "columns";
  private static final String TYPES = "types";

  private CanonicalText() {}

  static void write(@Nullable CanonicalEntry entry, Map<String, @Nullable Object> map) {
    if (entry == null) {
      return;
    }
    Map<String, @Nullable Object> canonical = new LinkedHashMap<>();
    canonical.put(OWN_CODE, entry.ownCode().value());
    canonical.put(CONFIDENCE, String.valueOf(entry.confidence()));
    canonical.put(METHOD, entry.method());
    map.put(CANONICAL, canonical);
    if (!entry.contract().equals(Contract.EVOLVE)) {
      Map<String, @Nullable Object> contract = new LinkedHashMap<>();
      contract.put(COLUMNS, entry.contract().columns().text());
      contract.put(TYPES, entry.contract().types().text());
      map.put(CONTRACT, contract);
    }
  }

  static @Nullable CanonicalEntry read(YamlNode source) {
    YamlNode node = source.find(CANONICAL).orElse(null);
    Contract contract = source.find(CONTRACT).map(CanonicalText::contract).orElse(Contract.EVOLVE);
    if (node == null) {
      source
          .find(CONTRACT)
          .ifPresent(
              written -> {
                throw written.keyFailure(
                    "a contract is for a table that stacks with other periods; this one does not");
              });
      return null;
    }
    YamlNode own = node.require(OWN_CODE);
    if (!SourceCode.isValid(own.text())) {
      throw own.failure("'" + own.text() + "' is not a source code: " + SourceCode.RULE);
    }
    return new CanonicalEntry(
        new SourceCode(own.text()),
        node.find(CONFIDENCE).map(CanonicalText::confidence).orElse(1d),
        node.find(METHOD).map(YamlNode::text).orElse(CanonicalEntry.ACCEPTED),
        contract);
  }

  private static double confidence(YamlNode node) {
    try {
      double value = Double.parseDouble(node.text());
      if (value >= 0 && value <= 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw node.failure("the confidence is a number from 0 to 1");
    }
    throw node.failure("the confidence is a number from 0 to 1");
  }

  private static Contract contract(YamlNode node) {
    if (!node.isMapping()) {
      Rule rule = rule(node);
      return new Contract(rule, rule);
    }
    node.entries()
        .forEach(
            (key, value) -> {
              if (!key.equals(COLUMNS) && !key.equals(TYPES)) {
                throw value.keyFailure("a contract is about columns and types, not '" + key + "'");
              }
            });
    return new Contract(
        node.find(COLUMNS).map(CanonicalText::rule).orElse(Rule.EVOLVE),
        node.find(TYPES).map(CanonicalText::rule).orElse(Rule.EVOLVE));
  }

  private static Rule rule(YamlNode node) {
    return Arrays.stream(Rule.values())
        .filter(rule -> rule.text().equals(node.text()))
        .findFirst()
        .orElseThrow(
            () -> node.failure("'" + node.text() + "' is not a rule: evolve, warn or freeze"));
  }
}
