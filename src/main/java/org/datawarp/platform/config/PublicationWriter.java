package org.datawarp.platform.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.publication.Publication;
import org.datawarp.platform.codec.YamlCodec;
import org.datawarp.platform.codec.YamlNode;

/** Writes entries of {@code publications:} as text, alone or into the text of a configuration. */
public final class PublicationWriter {
  private static final Pattern HEAD = Pattern.compile("publications:[ \\t]*(?:#.*)?");
  private static final Pattern INDENT = Pattern.compile("( +)[^ #].*");
  private static final Pattern ENTRY =
      Pattern.compile("( +)([a-z0-9_]+|\"[a-z0-9_]+\"|'[a-z0-9_]+')([ \\t]*:.*)");
  private static final String USUAL_INDENT = "  ";

  private PublicationWriter() {}

  /** Returns an entry as it stands in the file, with its head. */
  public static String text(String code, Map<String, Object> entry) {
    return "publications:\n" + indented(code, entry, USUAL_INDENT);
  }

  /**
   * Returns a configuration's text with a further entry, everything else as it was.
   *
   * @param file the file's name for messages
   * @throws RefusedException if there is such an entry, or the place for it cannot be found
   * @throws org.datawarp.model.error.UsageException if the text or the entry is not right
   */
  public static String added(String file, String text, String code, Map<String, Object> entry) {
    List<Publication> before = publications(file, text);
    if (before.stream().anyMatch(publication -> publication.code().equals(code))) {
      throw new RefusedException(
          "publication '" + code + "' is registered already", "give another name with --name");
    }
    List<String> lines = new ArrayList<>(text.lines().toList());
    int head = -1;
    for (int i = 0; i < lines.size(); i++) {
      head = HEAD.matcher(lines.get(i)).matches() ? i : head;
    }
    if (head < 0) {
      lines.add("publications:");
      head = lines.size() - 1;
    }
    String indent = indent(lines.subList(head + 1, lines.size()));
    lines.addAll(end(lines, head), indented(code, entry, indent).lines().toList());
    String added = String.join("\n", lines) + "\n";
    if (publications(file, added).size() != before.size() + 1) {
      throw new RefusedException(
          "'publications:' in " + file + " is written in a form that cannot be added to",
          "write the entry into the file yourself");
    }
    return added;
  }

  /**
   * Returns a configuration's text with an entry under another name, everything else as it was;
   * empty where there is no such entry, or one of the new name.
   *
   * @param file the file's name for messages
   * @throws RefusedException if the entry's line cannot be found
   * @throws org.datawarp.model.error.UsageException if the text is not right
   */
  public static Optional<String> renamed(String file, String text, String from, String to) {
    List<String> codes = codes(file, text);
    if (!codes.contains(from) || codes.contains(to)) {
      return Optional.empty();
    }
    List<String> wanted = codes.stream().map(code -> code.equals(from) ? to : code).toList();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      Matcher matcher = ENTRY.matcher(lines.get(i));
      if (matcher.matches() && isName(matcher.group(2), from)) {
        List<String> changed = new ArrayList<>(lines);
        changed.set(i, matcher.group(1) + to + matcher.group(3));
        String renamed = String.join("\n", changed) + "\n";
        if (isOf(file, renamed, wanted)) {
          return Optional.of(renamed);
        }
      }
    }
    throw new RefusedException(
        "the entry '"
            + from
            + "' of 'publications:' in "
            + file
            + " is written in a form that"
            + " cannot be renamed",
        "call it '" + to + "' in the file yourself, then say the command again");
  }

  private static boolean isName(String written, String code) {
    return written.equals(code)
        || written.equals('"' + code + '"')
        || written.equals("'" + code + "'");
  }

  private static boolean isOf(String file, String text, List<String> codes) {
    try {
      return codes(file, text).equals(codes);
    } catch (UsageException e) {
      return false; // a line that only looks like the entry's
    }
  }

  private static List<String> codes(String file, String text) {
    return publications(file, text).stream().map(Publication::code).toList();
  }

  private static List<Publication> publications(String file, String text) {
    YamlNode root = text.isBlank() ? YamlNode.emptyMapping(file) : YamlCodec.read(file, text);
    return Publications.read(root.find("publications")).list();
  }

  /** Returns where the lines that belong to a head end. */
  private static int end(List<String> lines, int head) {
    int end = head + 1;
    for (int i = head + 1; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith(" ") && !line.isBlank()) {
        end = i + 1;
      } else if (!line.isBlank() && !line.startsWith("#")) {
        break;
      }
    }
    return end;
  }

  /** Entries of one mapping stand in one column. */
  private static String indent(List<String> below) {
    Optional<String> first =
        below.stream().filter(line -> !line.isBlank() && !line.strip().startsWith("#")).findFirst();
    Matcher matcher = INDENT.matcher(first.orElse(""));
    return matcher.matches() ? matcher.group(1) : USUAL_INDENT;
  }

  private static String indented(String code, Map<String, Object> entry, String indent) {
    StringBuilder text = new StringBuilder();
    YamlCodec.write(Map.of(code, entry))
        .lines()
        .forEach(line -> text.append(indent).append(line).append('\n'));
    return text.toString();
  }
}
