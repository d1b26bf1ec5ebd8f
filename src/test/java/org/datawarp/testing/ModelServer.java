package org.datawarp.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A local service of language models on loopback that speaks three dialects and does as told. */
public final class ModelServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
  private volatile Function<Asked, Reply> behaviour = ModelServer::wellBehaved;

  /**
   * What was asked.
   *
   * @param path the path
   * @param key the key in whichever header carries it
   * @param body the request's body
   * @param columns the names of the columns to be described
   */
  public record Asked(String path, String key, String body, List<String> columns) {}

  /** A status, a body and headers (name, value, …); a null body never comes. */
  public record Reply(int status, String body, String... headers) {}

  private ModelServer(HttpServer server) {
    this.server = server;
  }

  /** Starts one that answers every question well. */
  public static ModelServer start() {
    try {
      ModelServer started =
          new ModelServer(
              HttpServer.create(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
      started.server.createContext("/", started::answer);
      started.server.setExecutor(started.threads);
      started.server.start();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the address of the service. */
  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /** Returns the port. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Answers as told from now on. */
  public ModelServer behave(Function<Asked, Reply> how) {
    behaviour = how;
    return this;
  }

  /** Gives answers of one shape from now on: JSON, whatever it says, put into the dialect. */
  public ModelServer say(Function<Asked, String> answer) {
    return behave(question -> new Reply(200, wrapped(question.path(), answer.apply(question))));
  }

  /** Returns what was asked so far, in order. */
  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  /** Answers as a good model does. */
  public static Reply wellBehaved(Asked question) {
    return new Reply(200, wrapped(question.path(), answer(question.columns())));
  }

  /** Returns the answer of a good model: a sentence and a keyword for each column. */
  public static String answer(List<String> columns) {
    ObjectNode answer = JSON.createObjectNode();
    answer.put("table", "What the model says of the table.");
    ArrayNode list = answer.putArray("columns");
    for (String name : columns) {
      ObjectNode column = list.addObject();
      column.put("name", name);
      column.put("description", "What the model says of " + name + ".");
      column.putArray("keywords").add("word");
    }
    return answer.toString();
  }

  /** Puts an answer into the reply of the dialect that a path belongs to. */
  public static String wrapped(String path, String answer) {
    ObjectNode reply = JSON.createObjectNode();
    if (path.endsWith("/chat/completions")) {
      reply.putArray("choices").addObject().putObject("message").put("content", answer);
      reply.putObject("usage").put("prompt_tokens", 1000).put("completion_tokens", 200);
    } else if (path.endsWith("/v1/messages")) {
      ObjectNode block = reply.putArray("content").addObject();
      block.put("type", "tool_use").put("name", "describe_table");
      block.set("input", parsed(answer));
      reply.putObject("usage").put("input_tokens", 1000).put("output_tokens", 200);
    } else {
      ObjectNode content = reply.putArray("candidates").addObject().putObject("content");
      content.putArray("parts").addObject().put("text", answer);
      reply.putObject("usageMetadata")
          .put("promptTokenCount", 1000)
          .put("candidatesTokenCount", 200);
    }
    return reply.toString();
  }

  private static JsonNode parsed(String answer) {
    try {
      return JSON.readTree(answer);
    } catch (IOException e) {
      return JSON.getNodeFactory().textNode(answer);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body =
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String path = exchange.getRequestURI().getPath();
      Asked question = new Asked(path, key(exchange), body, columns(body));
      asked.add(question);
      Reply reply = behaviour.apply(question);
      if (reply.body() == null) {
        closed.await();
        return;
      }
      byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < reply.headers().length; i += 2) {
        exchange.getResponseHeaders().add(reply.headers()[i], reply.headers()[i + 1]);
      }
      exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String key(HttpExchange exchange) {
    for (String name : List.of("Authorization", "x-api-key", "x-goog-api-key")) {
      String value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        return value;
      }
    }
    return "";
  }

  /** Finds the question, which is JSON in a text of the request, wherever the dialect has it. */
  private static List<String> columns(String body) throws IOException {
    List<String> names = new ArrayList<>();
    collect(JSON.readTree(body), names);
    return names;
  }

  private static void collect(JsonNode node, List<String> names) throws IOException {
    if (node.isTextual() && node.asText().startsWith("{\"publication\"")) {
      JSON.readTree(node.asText())
          .get("columns")
          .forEach(column -> names.add(column.get("name").asText()));
    }
    for (JsonNode child : node) {
      collect(child, names);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
