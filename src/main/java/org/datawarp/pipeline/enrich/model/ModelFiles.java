package org.datawarp.pipeline.enrich.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.io.OwnerOnly;

/**
 * What is kept of a model's work: its answers by the hash of what was asked, a log with a line for
 * each request, and how many tokens each month took.
 */
final class ModelFiles {
  private final Path folder;

  ModelFiles(Path folder) {
    this.folder = folder;
  }

  /** Finds the answer to what was asked before. */
  Optional<String> find(String hash) {
    Path file = answer(hash);
    try {
      return Files.isRegularFile(file)
          ? Optional.of(Files.readString(file, StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // asked again, and written anew
    }
  }

  /** Keeps an answer. */
  void save(String hash, String answer) {
    make(answers());
    AtomicFile.replace(answer(hash), answer);
  }

  /** Writes a line into the log; what is secret is not in it. */
  void log(Map<String, Object> line) {
    append(folder.resolve("log.jsonl"), JsonCodec.writeLine(line));
  }

  /** Returns how many tokens the month took so far. */
  long spent(Instant now) {
    Path file = ledger(now);
    if (!Files.isRegularFile(file)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
      return lines.map(String::strip).filter(ModelFiles::isCount).mapToLong(Long::parseLong).sum();
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  /** Adds to what the month took. */
  void spend(Instant now, long tokens) {
    append(ledger(now), String.valueOf(tokens));
  }

  private static boolean isCount(String line) {
    return !line.isEmpty() && line.length() <= 12 && line.chars().allMatch(Character::isDigit);
  }

  private Path ledger(Instant now) {
    return folder.resolve("tokens-" + YearMonth.from(now.atZone(ZoneOffset.UTC)) + ".txt");
  }

  private Path answer(String hash) {
    return answers().resolve(hash + ".json");
  }

  private Path answers() {
    return folder.resolve("answers");
  }

  private void append(Path file, String line) {
    make(folder);
    try {
      AtomicFile.createIfAbsent(file, "", OwnerOnly.attributes(folder));
      Files.writeString(file, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static void make(Path wanted) {
    try {
      Files.createDirectories(wanted);
    } catch (IOException e) {
      throw unusable(wanted, e);
    }
  }

  private static StorageException unusable(Path file, IOException e) {
    return new StorageException(
        "cannot use " + file + ": " + IoErrors.of(e), "free space or mend permissions", e);
  }
}
