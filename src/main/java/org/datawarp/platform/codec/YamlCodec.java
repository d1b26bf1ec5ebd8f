package org.datawarp.platform.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.error.UsageException;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * YAML 1.2, read strictly and written deterministically. Aliases and tags are refused: manifests
 * and configurations need none, and they are how a small file grows without end or makes objects.
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
            .setCodePointLimit(MAX_CHARACTERS)
            .build();
    try {
      Parser parser = new PlainParser(new ParserImpl(settings, new StreamReader(settings, text)));
      Optional<Node> root = new Composer(settings, parser).getSingleNode();
      YamlNode node =
          root.isEmpty()
              ? YamlNode.emptyMapping(file)
              : new Reader(file, settings).read(root.get(), null);
      if (node.isNull()) {
        return YamlNode.emptyMapping(file);
      }
      node.entries();
      return node;
    } catch (MarkedYamlEngineException e) {
      String place = e.getProblemMark().map(YamlCodec::place).orElse("1:1");
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
            .setDereferenceAliases(true)
            .build();
    return new Dump(settings, new SafeTexts(settings)).dumpToString(document);
  }

  private static String place(Mark mark) {
    return mark.getLine() + 1 + ":" + (mark.getColumn() + 1);
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "damaged" : message.lines().findFirst().orElse("damaged");
  }

  /** Quotes texts of several lines: the plain and literal styles lose some of their breaks. */
  private static final class SafeTexts extends StandardRepresenter {
    private static final String BREAKS = "\n\r\u0085\u2028\u2029\uFEFF";

    SafeTexts(DumpSettings settings) {
      super(settings);
    }

    @Override
    protected Node representScalar(Tag tag, String value, ScalarStyle style) {
      boolean breaks = value.chars().anyMatch(c -> BREAKS.indexOf(c) >= 0);
      return super.representScalar(tag, value, breaks ? ScalarStyle.DOUBLE_QUOTED : style);
    }
  }

  /** Turns composed nodes into values with places. */
  private static final class Reader {
    private final String file;
    private final StandardConstructor scalars;

    Reader(String file, LoadSettings settings) {
      this.file = file;
      this.scalars = new StandardConstructor(settings);
    }

    YamlNode read(Node node, @Nullable ScalarNode key) {
      if (node instanceof MappingNode mapping) {
        Map<String, YamlNode> map = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
          if (!(entry.getKeyNode() instanceof ScalarNode name)) {
            throw at(entry.getKeyNode(), null, null).failure("a key must be a plain text");
          }
          if (map.put(name.getValue(), read(entry.getValueNode(), name)) != null) {
            throw at(name, null, null).failure("'" + name.getValue() + "' stands twice");
          }
        }
        return at(node, key, map);
      }
      if (node instanceof SequenceNode sequence) {
        List<YamlNode> list = new ArrayList<>();
        for (Node item : sequence.getValue()) {
          list.add(read(item, null));
        }
        return at(node, key, list);
      }
      Object value = scalars.constructSingleDocument(Optional.of(node));
      boolean number = value instanceof Number;
      return at(
          node,
          key,
          number ? new YamlNode.Written((Number) value, ((ScalarNode) node).getValue()) : value);
    }

    private YamlNode at(Node node, @Nullable ScalarNode key, @Nullable Object value) {
      String place = place(node);
      return new YamlNode(place, key == null ? place : place(key), value);
    }

    private String place(Node node) {
      return file + ":" + node.getStartMark().map(YamlCodec::place).orElse("1:1");
    }
  }

  /**
   * Refuses what makes YAML dangerous before anything is built from it: aliases, tags, and nesting
   * that would exhaust the stack.
   */
  private static final class PlainParser implements Parser {
    private final Parser parser;
    private int depth;

    PlainParser(Parser parser) {
      this.parser = parser;
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
      return parser.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
      return parser.peekEvent();
    }

    @Override
    public boolean hasNext() {
      return parser.hasNext();
    }

    @Override
    public Event next() {
      Event event = parser.next();
      if (event instanceof AliasEvent) {
        throw refused("aliases are not supported", event);
      }
      if (event instanceof CollectionStartEvent start) {
        depth++;
        if (depth > MAX_DEPTH) {
          throw refused("nesting deeper than " + MAX_DEPTH + " is not supported", event);
        }
        refuseTag(start.getTag(), event);
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      } else if (event instanceof ScalarEvent scalar) {
        refuseTag(scalar.getTag(), event);
      }
      return event;
    }

    private static void refuseTag(Optional<String> tag, Event event) {
      if (tag.isPresent()) {
        throw refused("tags such as " + tag.get() + " are not supported", event);
      }
    }

    private static ParserException refused(String problem, Event event) {
      return new ParserException(problem, event.getStartMark());
    }
  }
}
