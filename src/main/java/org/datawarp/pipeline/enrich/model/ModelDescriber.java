package org.datawarp.pipeline.enrich.model;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.pipeline.download.JsonService;
import org.datawarp.pipeline.enrich.ColumnDescriber;
import org.datawarp.pipeline.enrich.TableAnswer;
import org.datawarp.pipeline.enrich.TableAnswer.ColumnAnswer;
import org.datawarp.pipeline.enrich.TableQuestion;
import org.datawarp.pipeline.enrich.TableQuestion.ColumnQuestion;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a language model. Columns go in parts; what was asked before is answered from the cache; a
 * limit of tokens ends the asking, and so does a service that refuses or stays silent. Used by one
 * thread.
 */
public final class ModelDescriber implements ColumnDescriber {
  private static final int COLUMNS_A_REQUEST = 40;
  private static final int TOKENS_A_COLUMN = 120;
  private static final int TOKENS_BESIDE = 400;

  /** Tokens are counted by the service; before it answers they are estimated from the letters. */
  private static final int LETTERS_A_TOKEN = 3;

  private static final int MAX_SHOWN = 200;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final ModelSettings settings;
  private final JsonService service;
  private final ModelFiles files;
  private final Clock clock;
  private final Pause pause;
  private long spentInRun;
  private @Nullable String stopped;
  private boolean isStopTold;
  private boolean isPlain;

  /** Waits between attempts; a test's does not. */
  @FunctionalInterface
  interface Pause {
    void last(Duration duration) throws InterruptedException;
  }

  /**
   * Makes it; nothing is sent before it is asked.
   *
   * @param folder where answers, the log and what was spent are kept
   * @throws org.datawarp.model.error.UsageException if the key would travel unprotected
   */
  public ModelDescriber(ModelSettings settings, JsonService service, Path folder, Clock clock) {
    this(settings, service, folder, clock, duration -> Thread.sleep(duration.toMillis()));
  }

  ModelDescriber(
      ModelSettings settings, JsonService service, Path folder, Clock clock, Pause pause) {
    this.settings = settings;
    this.service = service;
    this.files = new ModelFiles(folder);
    this.clock = clock;
    this.pause = pause;
    service.requireSafe(settings.address());
  }

  @Override
  public String name() {
    return "model " + settings.model();
  }

  @Override
  public TableAnswer describe(TableQuestion question) {
    List<ColumnQuestion> wanted = question.wanted();
    Tally tally = new Tally();
    int from = 0;
    do {
      List<ColumnQuestion> part =
          wanted.subList(from, Math.min(wanted.size(), from + COLUMNS_A_REQUEST));
      ask(question, part, tally);
      from += COLUMNS_A_REQUEST;
    } while (from < wanted.size());
    return tally.answer();
  }

  private void ask(TableQuestion question, List<ColumnQuestion> part, Tally tally) {
    Prompt prompt = Prompt.of(question, part);
    Set<String> names = new LinkedHashSet<>();
    part.forEach(column -> names.add(column.name()));
    String hash = prompt.hash(settings);
    Answers.Taken kept = files.find(hash).map(answer -> Answers.read(answer, names)).orElse(null);
    if (kept != null) {
      tally.add(kept);
      return;
    }
    Object answer = answered(prompt, TOKENS_BESIDE + TOKENS_A_COLUMN * part.size(), hash, tally);
    if (answer == null) {
      return;
    }
    Answers.Taken taken = Answers.read(answer, names);
    tally.add(taken);
    if (!taken.columns().isEmpty() || taken.table() != null) {
      files.save(hash, answer instanceof String text ? text : JsonCodec.writeLine(answer));
    }
  }

  /** Sends a request until it is answered or that makes no sense any more; null without answer. */
  private @Nullable Object answered(Prompt prompt, int maxTokens, String hash, Tally tally) {
    Exchange exchange = repeated(body(prompt, maxTokens), maxTokens, hash, tally);
    if (exchange.isAboutForm() && !isPlain) {
      isPlain = settings.dialect().plainRequest(settings.model(), prompt, maxTokens).isPresent();
      if (isPlain) {
        exchange = repeated(body(prompt, maxTokens), maxTokens, hash, tally);
      }
    }
    if (exchange.answer() != null) {
      return exchange.answer();
    }
    if (exchange.endsAll() && stopped == null) {
      stopped = exchange.problem() + "; it is not asked again in this run";
    }
    String problem = exchange.endsAll() ? stopped : exchange.problem();
    if (!exchange.endsAll() || !isStopTold) {
      tally.problems.add(name() + ": " + problem);
    }
    isStopTold |= exchange.endsAll();
    return null;
  }

  private String body(Prompt prompt, int maxTokens) {
    return JsonCodec.writeLine(
        isPlain
            ? settings.dialect().plainRequest(settings.model(), prompt, maxTokens).orElseThrow()
            : settings.dialect().request(settings.model(), prompt, maxTokens));
  }

  private Exchange repeated(String body, int maxTokens, String hash, Tally tally) {
    long estimate = (long) body.length() / LETTERS_A_TOKEN + maxTokens;
    for (int attempt = 0; ; attempt++) {
      String why = stopped == null ? limit(estimate) : stopped;
      if (why != null) {
        stopped = why;
        return Exchange.failed(why, true, true);
      }
      Exchange exchange = send(body, hash, estimate, tally);
      if (exchange.answer() != null || exchange.isFinal() || attempt >= settings.retries()) {
        return exchange;
      }
      rest(exchange.waiting(), attempt);
    }
  }

  /** Tells why no more may be spent; null while there is enough. */
  private @Nullable String limit(long estimate) {
    if (spentInRun + estimate > settings.maxTokensPerRun()) {
      return "the limit of "
          + settings.maxTokensPerRun()
          + " tokens a run is reached (enrichment.max_tokens_per_run)";
    }
    return files.spent(clock.instant()) + estimate > settings.maxTokensPerMonth()
        ? "the limit of "
            + settings.maxTokensPerMonth()
            + " tokens a month is reached (enrichment.max_tokens_per_month)"
        : null;
  }

  /**
   * How one request ended.
   *
   * @param answer what was answered; null where nothing was
   * @param problem why there is no answer; empty where there is
   * @param isFinal whether the same request would fail again
   * @param endsAll whether every request would fail
   * @param isAboutForm whether the service may only have disliked the form of the request
   * @param waiting how long the service asks to wait; zero where it does not
   */
  private record Exchange(
      @Nullable Object answer,
      String problem,
      boolean isFinal,
      boolean endsAll,
      boolean isAboutForm,
      Duration waiting) {
    static Exchange failed(String problem, boolean isFinal, boolean endsAll) {
      return new Exchange(null, problem, isFinal, endsAll, false, Duration.ZERO);
    }
  }

  private Exchange send(String body, String hash, long estimate, Tally tally) {
    URI address = settings.address();
    Instant start = clock.instant();
    Exchange exchange;
    int status = 0;
    long tokens = estimate;
    tally.requests++;
    try {
      JsonService.Reply reply =
          service.post(
              address, settings.dialect().headers(settings.key()), body, settings.timeout());
      status = reply.status();
      if (status == 200) {
        Map<?, ?> read = JsonCodec.read(reply.body());
        tokens = Math.max(settings.dialect().tokens(read), body.length() / LETTERS_A_TOKEN / 2);
        exchange =
            settings
                .dialect()
                .answer(read)
                .map(answer -> new Exchange(answer, "", true, false, false, Duration.ZERO))
                .orElse(Exchange.failed("the reply holds no answer", true, false));
      } else {
        tokens = 0;
        exchange = refused(reply);
      }
    } catch (MalformedJsonException e) {
      exchange = Exchange.failed("the reply is no JSON", true, false);
    } catch (JsonService.TooLargeException e) {
      exchange = Exchange.failed(String.valueOf(e.getMessage()), true, false);
    } catch (IOException e) {
      exchange = Exchange.failed(settings.cleaned(service.explained(e, address)), false, true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("interrupted while a model was asked", null, e);
    }
    spentInRun += tokens;
    tally.tokens += tokens;
    files.spend(clock.instant(), tokens);
    log(address, hash, status, tokens, exchange, start);
    return exchange;
  }

  /** 429 and the errors of servers pass; others are about the request, or about all of them. */
  private Exchange refused(JsonService.Reply reply) {
    int status = reply.status();
    String said = shown(reply.body());
    String problem = "HTTP " + status + (said.isEmpty() ? "" : ": " + said);
    boolean passes = status == 429 || status == 408 || status >= 500;
    boolean isAboutForm = status == 400 || status == 422;
    boolean isAboutAll = !isAboutForm && status != 413;
    return new Exchange(
        null, problem, !passes, isAboutAll, isAboutForm, reply.retryAfter().orElse(Duration.ZERO));
  }

  private String shown(String body) {
    String line = settings.cleaned(body.replaceAll("[\\s\\p{Cc}]+", " ").strip());
    return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "…";
  }

  private void rest(Duration asked, int attempt) {
    Duration own = Duration.ofMillis(500L << Math.min(attempt, 6));
    Duration wanted = asked.compareTo(own) > 0 ? asked : own;
    try {
      pause.last(wanted.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wanted);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("interrupted while a model was waited for", null, e);
    }
  }

  private void log(
      URI address, String hash, int status, long tokens, Exchange exchange, Instant start) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("at", start.toString());
    line.put("address", settings.cleaned(address.toString()));
    line.put("model", settings.model());
    line.put("prompt_sha256", hash);
    line.put("status", status);
    line.put("outcome", exchange.answer() == null ? exchange.problem() : "answered");
    line.put("tokens", tokens);
    line.put("seconds", Duration.between(start, clock.instant()));
    files.log(line);
  }

  /** What came of the parts of one question. */
  private static final class Tally {
    private final Map<String, ColumnAnswer> columns = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private @Nullable String table;
    private int requests;
    private long tokens;

    void add(Answers.Taken taken) {
      columns.putAll(taken.columns());
      problems.addAll(taken.problems());
      if (table == null) {
        table = taken.table();
      }
    }

    TableAnswer answer() {
      return new TableAnswer(table, columns, problems, requests, tokens);
    }
  }
}
