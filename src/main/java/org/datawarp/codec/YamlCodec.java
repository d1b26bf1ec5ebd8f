package org.datawarp.codec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.error.UsageException;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * YAML 1.2, read strictly and written deterministically. Aliases are refused: manifests and
 * configurations need none, and they are how a small file grows without end.
 */
public final class YamlCodec {
  private static final int MAX_CHARACTERS = 64 * 1024 * 1024;
  private static final int MAX_DEPTH = 50;

  private YamlCodec() {}

  /**
   * Reads a file that holds one mapping; an empty one is an empty mapping.
   *
   * @param file the file's name for messages
   * @throws UsageException naming file, line and column, if it is anything else
   */
  public static YamlNode read(String file, String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(0)
            .setCodePointLimit(MAX_CHARACTERS)
            .build();
    try {
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isEmpty()) {
        return YamlNode.emptyMapping(file);
      }
      YamlNode node = new Reader(file, settings).read(root.get(), 0);
      node.entries();
      return node;
    } catch (MarkedYamlEngineException e) {
      String place =
          e.getProblemMark().map(m -> m.getLine() + 1 + ":" + (m.getColumn() + 1)).orElse("1:1");
      throw new UsageException(
          file + ":" + place + ": " + firstLine(e.getProblem()), "mend the file at that place", e);
    } catch (YamlEngineException e) {
      throw new UsageException(
          file + ": not readable as YAML: " + firstLine(e.getMessage()), "mend the file", e);
    }
  }

  /** Writes maps (in their order), lists and values in block style, ending with a newline. */
  public static String write(Map<String, ? extends @Nullable Object> document) {
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setWidth(120)
            .setSplitLines(false)
            .setIndicatorIndent(2)
            .setIndentWithIndicator(true)
            .build();
    return new Dump(settings).dumpToString(document);
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "damaged" : message.lines().findFirst().orElse("damaged");
  }

  /** Turns composed nodes into values with places. */
  private static final class Reader {
    private final String file;
    private final StandardConstructor scalars;
    private final Map<Node, Boolean> seen = new HashMap<>();

    Reader(String file, LoadSettings settings) {
      this.file = file;
      this.scalars = new StandardConstructor(settings);
    }

    YamlNode read(Node node, int depth) {
      if (depth > MAX_DEPTH || seen.put(node, true) != null) {
        throw at(node, null).failure("aliases and nesting this deep are not supported");
      }
      if (node instanceof MappingNode mapping) {
        Map<String, YamlNode> map = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
          if (!(entry.getKeyNode() instanceof ScalarNode key)) {
            throw at(entry.getKeyNode(), null).failure("a key must be a plain text");
          }
          if (map.put(key.getValue(), read(entry.getValueNode(), depth + 1)) != null) {
            throw at(key, null).failure("'" + key.getValue() + "' stands twice");
          }
        }
        return at(node, map);
      }
      if (node instanceof SequenceNode sequence) {
        List<YamlNode> list = new ArrayList<>();
        for (Node item : sequence.getValue()) {
          list.add(read(item, depth + 1));
        }
        return at(node, list);
      }
      return at(node, scalars.constructSingleDocument(Optional.of(node)));
    }

    private YamlNode at(Node node, @Nullable Object value) {
      int line = node.getStartMark().map(Mark::getLine).orElse(0) + 1;
      int column = node.getStartMark().map(Mark::getColumn).orElse(0) + 1;
      return new YamlNode(file, line, column, value);
    }
  }
}
