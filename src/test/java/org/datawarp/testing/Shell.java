package org.datawarp.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A bash that commands of documents are typed into, one after the other. */
public final class Shell implements AutoCloseable {
  private static final String END = "@@end of the command@@";
  private static final Pattern RUN = Pattern.compile("\\b\\d{8}-\\d{6}-[0-9a-f]{6}\\b");

  /** What differs from run to run. */
  private static final List<Map.Entry<Pattern, String>> VARYING =
      List.of(
          varying(RUN.pattern(), "RUN"),
          varying("\\b[0-9a-f]{64}\\b", "HASH"),
          varying("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b", "UUID"),
          varying("\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}", "TIME"),
          varying("\\b20(2[6-9]|[3-9]\\d)-\\d{2}-\\d{2}\\b", "DAY"),
          varying("PostgreSQL \\d+(\\.\\d+)?", "PostgreSQL N"),
          varying("\\d[\\d,]*(\\.\\d+)? ([kMG]?B)(/s)?", "SIZE"),
          varying("\\d+(\\.\\d+)? s\\b", "SECONDS"),
          varying("\\d[\\d,]* (tables with|registry rows?|definitions)", "N $1"),
          varying("(tables with|kept) \\d[\\d,]* rows", "$1 N rows"),
          varying(" {2,}", " "),
          varying("-{3,}[-+]*", "---"));

  private final Process process;
  private final BufferedReader out;
  private final Writer in;
  private final Map<String, String> folders;
  private final Map<String, String> runs = new HashMap<>();

  private Shell(Process process, Map<String, String> folders) {
    this.process = process;
    this.folders = folders;
    this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    this.in = process.outputWriter(UTF_8);
  }

  /**
   * Opens one.
   *
   * @param folders what stands for folders that documents name
   */
  public static Shell open(Path folder, Map<String, String> folders) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "--norc").directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("DATAWARP_"));
    builder.environment().put("TZ", "UTC");
    return new Shell(builder.start(), folders);
  }

  /** Types commands, and tells for each that printed something else what it did. */
  public List<String> run(List<DocumentedCommand> commands) {
    List<String> wrong = new ArrayList<>();
    for (DocumentedCommand command : commands) {
      if (!isPossible(command.command())) {
        continue;
      }
      List<String> printed = type(command.command());
      if (command.isShown() && !isSame(command.output(), printed)) {
        wrong.add(
            command.place() + " $ " + command.command() + "\n" + String.join("\n", printed) + "\n");
      }
    }
    return wrong;
  }

  /** Types a command and returns the lines that it prints. */
  public List<String> type(String documented) {
    String command = documented;
    for (Map.Entry<String, String> each : runs.entrySet()) {
      command = command.replace(each.getKey(), each.getValue());
    }
    for (Map.Entry<String, String> each : folders.entrySet()) {
      command = command.replace(each.getKey(), each.getValue());
    }
    try {
      in.write(
          "{ "
              + command
              + "\n} </dev/null; status=$?; printf '\\n"
              + END
              + "\\n'; (exit $status)\n");
      in.flush();
      List<String> lines = new ArrayList<>();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.equals(END)) {
          break;
        }
        lines.add(line);
      }
      while (!lines.isEmpty() && lines.get(lines.size() - 1).isBlank()) {
        lines.remove(lines.size() - 1);
      }
      return lines.stream().map(this::asDocumented).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String asDocumented(String line) {
    String text = line;
    for (Map.Entry<String, String> each : folders.entrySet()) {
      text = text.replace(each.getValue(), each.getKey());
    }
    return text;
  }

  /** DuckDB's library for Python is not on every machine. */
  private boolean isPossible(String command) {
    return !command.contains("import duckdb")
        || type("python3 -c 'import duckdb' && echo there").contains("there");
  }

  private boolean isSame(List<String> documented, List<String> printed) {
    List<String> wanted = documented.stream().filter(line -> !line.isBlank()).toList();
    List<String> lines = printed.stream().filter(line -> !line.isBlank()).toList();
    int at = 0;
    boolean skips = false;
    for (String line : wanted) {
      if (line.equals("…")) {
        skips = true;
        continue;
      }
      while (skips && at < lines.size() && !isSame(line, lines.get(at))) {
        at++;
      }
      if (at == lines.size() || !isSame(line, lines.get(at++))) {
        return false;
      }
      skips = false;
    }
    return skips || at == lines.size();
  }

  private boolean isSame(String documented, String printed) {
    StringBuilder form = new StringBuilder();
    for (String part : plain(documented).split("…", -1)) {
      form.append(form.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    if (!Pattern.matches(form.toString(), plain(printed))) {
      return false;
    }
    Matcher theirs = RUN.matcher(documented);
    Matcher ours = RUN.matcher(printed);
    while (theirs.find() && ours.find()) {
      runs.put(theirs.group(), ours.group());
    }
    return true;
  }

  private static String plain(String line) {
    String text = line;
    for (Map.Entry<Pattern, String> each : VARYING) {
      text = each.getKey().matcher(text).replaceAll(each.getValue());
    }
    return text.strip();
  }

  private static Map.Entry<Pattern, String> varying(String pattern, String word) {
    return Map.entry(Pattern.compile(pattern), word);
  }

  @Override
  public void close() throws IOException {
    in.close();
    process.destroy();
  }
}
