package org.datawarp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The schemas of {@code docs/schemas} say what {@code --json} prints: every golden file keeps to
 * the schema that its name begins with, and has no key that is not in it.
 */
class JsonSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SCHEMAS = Path.of("docs", "schemas");
  private static final Path GOLDENS = Path.of("src", "test", "resources", "golden", "json");
  private static final String SUFFIX = ".schema.json";

  private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(VersionFlag.V202012);

  @Test
  void everyGoldenFileKeepsToItsSchema() {
    Map<String, String> wrong = new TreeMap<>();
    Set<String> unused = new TreeSet<>(schemas().keySet());
    for (Path golden : files(GOLDENS)) {
      String name = name(golden).substring(0, name(golden).indexOf('.'));
      unused.remove(name);
      JsonNode schema = strict(schemas().get(name));
      factory
          .getSchema(schema)
          .validate(read(golden))
          .forEach(message -> wrong.put(name(golden), message.toString()));
    }

    assertThat(wrong).isEmpty();
    assertThat(unused).as("schemas without a golden file").containsExactly("backup-restore");
  }

  @Test
  void aSchemaSaysItsNameAndVersion() {
    schemas()
        .forEach(
            (name, schema) ->
                assertThat(schema.get("$id").asText())
                    .isEqualTo("urn:datawarp:json:" + name + ":" + schema.get("version").asInt()));
  }

  @Test
  void everyCommandThatPrintsJsonHasASchema() {
    List<String> described = new ArrayList<>();
    schemas()
        .values()
        .forEach(schema -> schema.get("commands").forEach(each -> described.add(each.asText())));
    List<String> commands = CommandModel.commands();
    List<String> bare =
        commands.stream()
            .filter(name -> commands.stream().noneMatch(other -> other.startsWith(name + " ")))
            .filter(name -> !name.equals("completion")) // prints a script, and refuses --json
            .toList();

    assertThat(bare)
        .isNotEmpty()
        .allMatch(
            command ->
                described.stream()
                    .anyMatch(each -> each.equals(command) || each.startsWith(command + " --")));
  }

  @Test
  void anUnknownKeyAndAnotherTypeAreFound() {
    ObjectNode object = ((ObjectNode) read(GOLDENS.resolve("export.json"))).put("rows", "three");
    object.put("more", 1);

    assertThat(factory.getSchema(strict(schemas().get("export"))).validate(object)).hasSize(2);
  }

  /** Returns a schema that knows no other keys than its own. */
  private static JsonNode strict(JsonNode schema) {
    JsonNode copy = schema.deepCopy();
    close(copy);
    return copy;
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object && object.get("properties") instanceof ObjectNode) {
      object.put("additionalProperties", false);
    }
    node.forEach(JsonSchemaTest::close);
  }

  private static Map<String, JsonNode> schemas() {
    Map<String, JsonNode> schemas = new TreeMap<>();
    for (Path file : files(SCHEMAS)) {
      schemas.put(name(file).replace(SUFFIX, ""), read(file));
    }
    return schemas;
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> name(file).endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
