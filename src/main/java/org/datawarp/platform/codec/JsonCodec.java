package org.datawarp.platform.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON as records, maps, lists and values. Streaming only: the object mapper would cost every
 * command a tenth of a second at its start.
 *
 * <p>A record is an object: each component is a key, {@code sizeBytes} as {@code size_bytes}, in
 * the order of the components; {@link JsonKeys} says otherwise where that is needed. Records with
 * the one component {@code value} are that value, enums their word in lower case, durations seconds
 * with a fraction, an empty {@code Optional} null, other values their text. Times are UTC in ISO
 * 8601.
 */
public final class JsonCodec {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(100).build())
          .build();

  private JsonCodec() {}

  /**
   * Writes a value as JSON, maps in their order. Indented by two spaces, ending without a newline.
   */
  public static String write(@Nullable Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
      json.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter));
      writeValue(json, value);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return text.toString();
  }

  /** Returns a record's keys and values; what the values hold is as it was. */
  public static Map<String, @Nullable Object> object(Record value) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (RecordMembers.Member member : RecordMembers.of(value.getClass())) {
      if (member.isIn(value)) {
        object.put(member.key(), member.value(value));
      }
    }
    return object;
  }

  /** Writes as {@link #write}, but on one line. */
  public static String writeLine(@Nullable Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      writeValue(json, value);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return text.toString();
  }

  /**
   * Reads one JSON object: whole numbers as Long (BigInteger where that is too small), others as
   * BigDecimal.
   *
   * @throws MalformedJsonException if the text is not exactly one object
   */
  public static Map<String, @Nullable Object> read(String text) throws MalformedJsonException {
    try (JsonParser json = FACTORY.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedJsonException("not a JSON object");
      }
      Map<String, @Nullable Object> object = readObject(json);
      if (json.nextToken() != null) {
        throw new MalformedJsonException("text after the JSON object");
      }
      return object;
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new MalformedJsonException(e.getOriginalMessage() + " at line " + line(e));
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  private static int line(com.fasterxml.jackson.core.JsonProcessingException e) {
    return e.getLocation() == null ? 0 : e.getLocation().getLineNr();
  }

  private static void writeValue(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        Object key = entry.getKey();
        json.writeFieldName(
            key instanceof Enum<?> constant ? RecordMembers.word(constant) : String.valueOf(key));
        writeValue(json, entry.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof Path) {
      json.writeString(value.toString()); // it iterates over its names
    } else if (value instanceof Iterable<?> list) {
      json.writeStartArray();
      for (Object item : list) {
        writeValue(json, item);
      }
      json.writeEndArray();
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Integer || value instanceof Long || value instanceof Short) {
      json.writeNumber(((Number) value).longValue());
    } else if (value instanceof Double number && Double.isFinite(number)) {
      json.writeNumber(number);
    } else if (value instanceof BigInteger number) {
      json.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      json.writeNumber(number);
    } else if (value instanceof Record) {
      writeRecord(json, value);
    } else if (value instanceof Enum<?> constant) {
      json.writeString(RecordMembers.word(constant));
    } else if (value instanceof Duration duration) {
      json.writeNumber(duration.toMillis() / 1000.0);
    } else if (value instanceof Optional<?> optional) {
      writeValue(json, optional.orElse(null));
    } else {
      json.writeString(value.toString());
    }
  }

  private static void writeRecord(JsonGenerator json, Object value) throws IOException {
    List<RecordMembers.Member> members = RecordMembers.of(value.getClass());
    if (members.size() == 1 && members.get(0).key().equals("value")) {
      writeValue(json, members.get(0).value(value));
      return;
    }
    json.writeStartObject();
    for (RecordMembers.Member member : members) {
      if (member.isIn(value)) {
        json.writeFieldName(member.key());
        writeValue(json, member.value(value));
      }
    }
    json.writeEndObject();
  }

  private static Map<String, @Nullable Object> readObject(JsonParser json) throws IOException {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      object.put(name, readValue(json));
    }
    return object;
  }

  private static @Nullable Object readValue(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> readObject(json);
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          list.add(readValue(json));
        }
        yield list;
      }
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT -> integer(json);
      case VALUE_NUMBER_FLOAT -> json.getDecimalValue();
      default -> json.getText();
    };
  }

  private static Object integer(JsonParser json) throws IOException {
    BigInteger number = json.getBigIntegerValue();
    return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
  }
}
