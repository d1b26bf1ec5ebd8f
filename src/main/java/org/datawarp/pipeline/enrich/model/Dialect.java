package org.datawarp.pipeline.enrich.model;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.datawarp.platform.codec.JsonCodec;
import org.jspecify.annotations.Nullable;

/** How a service is spoken to: the shape of its requests and answers. */
public enum Dialect {
  /**
   * The chat completions of OpenAI, which most other services and local servers speak too.
   *
   * <p>Source: OpenAI API reference, "Create chat completion", with {@code response_format} of type
   * {@code json_schema}.
   */
  OPENAI("https://api.openai.com/v1") {
    @Override
    URI address(String endpoint, String model) {
      return URI.create(endpoint + "/chat/completions");
    }

    @Override
    Map<String, String> headers(@Nullable String key) {
      return key == null ? Map.of() : Map.of("Authorization", "Bearer " + key);
    }

    @Override
    Map<String, Object> request(String model, Prompt prompt, int maxTokens) {
      Map<String, Object> schema = new LinkedHashMap<>();
      schema.put("name", Prompt.SCHEMA_NAME);
      schema.put("strict", true);
      schema.put("schema", prompt.schema());
      Map<String, Object> request = new LinkedHashMap<>();
      request.put("model", model);
      request.put("max_completion_tokens", maxTokens);
      request.put(
          "messages",
          List.of(
              Map.of("role", "system", "content", prompt.instructions()),
              Map.of("role", "user", "content", prompt.question())));
      request.put("response_format", Map.of("type", "json_schema", "json_schema", schema));
      return request;
    }

    @Override
    Optional<Map<String, Object>> plainRequest(String model, Prompt prompt, int maxTokens) {
      Map<String, Object> request = new LinkedHashMap<>();
      request.put("model", model);
      request.put("max_tokens", maxTokens);
      request.put(
          "messages",
          List.of(
              Map.of(
                  "role",
                  "system",
                  "content",
                  prompt.instructions()
                      + "The JSON Schema of your answer: "
                      + JsonCodec.writeLine(prompt.schema())),
              Map.of("role", "user", "content", prompt.question())));
      return Optional.of(request);
    }

    @Override
    Optional<Object> answer(Map<?, ?> reply) {
      return first(reply.get("choices"))
          .flatMap(choice -> map(choice.get("message")))
          .flatMap(message -> Optional.ofNullable(message.get("content")));
    }

    @Override
    long tokens(Map<?, ?> reply) {
      return sum(reply.get("usage"), "prompt_tokens", "completion_tokens");
    }
  },
  /**
   * The messages of Anthropic; the answer is the input of a tool that has to be called.
   *
   * <p>Source: Anthropic API reference, "Create a Message", with {@code tool_choice}.
   */
  ANTHROPIC("https://api.anthropic.com") {
    @Override
    URI address(String endpoint, String model) {
      return URI.create(versioned(endpoint, "/v1") + "/messages");
    }

    @Override
    Map<String, String> headers(@Nullable String key) {
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("anthropic-version", "2023-06-01");
      if (key != null) {
        headers.put("x-api-key", key);
      }
      return headers;
    }

    @Override
    Map<String, Object> request(String model, Prompt prompt, int maxTokens) {
      Map<String, Object> tool = new LinkedHashMap<>();
      tool.put("name", Prompt.SCHEMA_NAME);
      tool.put("description", "Takes the descriptions.");
      tool.put("input_schema", prompt.schema());
      Map<String, Object> request = new LinkedHashMap<>();
      request.put("model", model);
      request.put("max_tokens", maxTokens);
      request.put("system", prompt.instructions());
      request.put("messages", List.of(Map.of("role", "user", "content", prompt.question())));
      request.put("tools", List.of(tool));
      request.put("tool_choice", Map.of("type", "tool", "name", Prompt.SCHEMA_NAME));
      return request;
    }

    @Override
    Optional<Object> answer(Map<?, ?> reply) {
      if (reply.get("content") instanceof List<?> blocks) {
        for (Object block : blocks) {
          if (block instanceof Map<?, ?> map && "tool_use".equals(map.get("type"))) {
            return Optional.ofNullable(map.get("input"));
          }
        }
      }
      return Optional.empty();
    }

    @Override
    long tokens(Map<?, ?> reply) {
      return sum(reply.get("usage"), "input_tokens", "output_tokens");
    }
  },
  /**
   * The generated content of Gemini, as JSON of a given schema.
   *
   * <p>Source: Gemini API reference, "models.generateContent", with {@code responseMimeType} and
   * {@code responseSchema}.
   */
  GEMINI("https://generativelanguage.googleapis.com") {
    @Override
    URI address(String endpoint, String model) {
      return URI.create(versioned(endpoint, "/v1beta") + "/models/" + model + ":generateContent");
    }

    @Override
    Map<String, String> headers(@Nullable String key) {
      return key == null ? Map.of() : Map.of("x-goog-api-key", key);
    }

    @Override
    Map<String, Object> request(String model, Prompt prompt, int maxTokens) {
      Map<String, Object> generation = new LinkedHashMap<>();
      generation.put("responseMimeType", "application/json");
      generation.put("responseSchema", openApi(prompt.schema()));
      generation.put("maxOutputTokens", maxTokens);
      Map<String, Object> request = new LinkedHashMap<>();
      request.put(
          "systemInstruction", Map.of("parts", List.of(Map.of("text", prompt.instructions()))));
      request.put(
          "contents",
          List.of(Map.of("role", "user", "parts", List.of(Map.of("text", prompt.question())))));
      request.put("generationConfig", generation);
      return request;
    }

    @Override
    Optional<Object> answer(Map<?, ?> reply) {
      Optional<Object> parts =
          first(reply.get("candidates"))
              .flatMap(candidate -> map(candidate.get("content")))
              .flatMap(content -> Optional.ofNullable(content.get("parts")));
      if (parts.isEmpty() || !(parts.get() instanceof List<?> list)) {
        return Optional.empty();
      }
      StringBuilder text = new StringBuilder();
      for (Object part : list) {
        if (part instanceof Map<?, ?> map && map.get("text") instanceof String piece) {
          text.append(piece);
        }
      }
      return text.isEmpty() ? Optional.empty() : Optional.of(text.toString());
    }

    @Override
    long tokens(Map<?, ?> reply) {
      return sum(
          reply.get("usageMetadata"),
          "promptTokenCount",
          "candidatesTokenCount",
          "thoughtsTokenCount");
    }
  };

  private final String standardEndpoint;

  Dialect(String standardEndpoint) {
    this.standardEndpoint = standardEndpoint;
  }

  /** Finds one by the word that the configuration has for it. */
  public static Optional<Dialect> find(String text) {
    return Arrays.stream(values()).filter(dialect -> dialect.text().equals(text)).findFirst();
  }

  /** Returns the word that the configuration has for it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the service of those who invented it. */
  public String standardEndpoint() {
    return standardEndpoint;
  }

  /** Some write an endpoint with its version, as those of OpenAI's dialect are. */
  private static String versioned(String endpoint, String version) {
    return endpoint.endsWith("/v1") || endpoint.endsWith("/v1beta") ? endpoint : endpoint + version;
  }

  /** Returns where requests are posted. */
  abstract URI address(String endpoint, String model);

  /** Returns the headers that carry the key. */
  abstract Map<String, String> headers(@Nullable String key);

  /** Returns a request's body. */
  abstract Map<String, Object> request(String model, Prompt prompt, int maxTokens);

  /**
   * Returns the body for a service of this dialect that knows no schemas; empty where all do. What
   * it answers is looked at just as strictly.
   */
  Optional<Map<String, Object>> plainRequest(String model, Prompt prompt, int maxTokens) {
    return Optional.empty();
  }

  /** Finds the answer in a reply: a text that should be JSON, or an object. */
  abstract Optional<Object> answer(Map<?, ?> reply);

  /** Returns how many tokens a reply says it took; 0 where it does not say. */
  abstract long tokens(Map<?, ?> reply);

  private static Optional<Map<?, ?>> first(@Nullable Object list) {
    return list instanceof List<?> all && !all.isEmpty() ? map(all.get(0)) : Optional.empty();
  }

  private static Optional<Map<?, ?>> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? Optional.of(map) : Optional.empty();
  }

  private static long sum(@Nullable Object usage, String... keys) {
    long sum = 0;
    if (usage instanceof Map<?, ?> map) {
      for (String key : keys) {
        if (map.get(key) instanceof Long count && count > 0) {
          sum += Math.min(count, Integer.MAX_VALUE);
        }
      }
    }
    return sum;
  }

  /** Returns a JSON Schema as the part of OpenAPI that Gemini knows. */
  private static Object openApi(Object schema) {
    if (schema instanceof Map<?, ?> map) {
      Map<String, Object> known = new LinkedHashMap<>();
      map.forEach(
          (key, value) -> {
            String name = String.valueOf(key);
            if (name.equals("type")) {
              known.put(name, String.valueOf(value).toUpperCase(Locale.ROOT));
            } else if (!name.equals("additionalProperties")) {
              known.put(name, openApi(value));
            }
          });
      return known;
    }
    if (schema instanceof List<?> list) {
      List<Object> known = new ArrayList<>();
      list.forEach(item -> known.add(openApi(item)));
      return known;
    }
    return schema;
  }
}
