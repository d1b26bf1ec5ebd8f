package org.datawarp.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes texts that a regular expression begins to match, so that a test can repeat parts of them.
 *
 * <p>Knows the syntax that the program uses; what looks around or back is left out of the texts.
 */
final class RegexSamples {
  private static final String DIGITS = "0123456789";
  private static final String WORD = "abcxyzABC_019";
  private static final String SPACE = " \t";
  private static final String ANY = "a0 .-_\"'<é,";

  private final String regex;
  private final Random random;
  private int at;

  private RegexSamples(String regex, Random random) {
    this.regex = regex;
    this.random = random;
  }

  /** Returns some texts, the same ones each time. */
  static List<String> of(String regex, int count) {
    Random random = new Random(regex.hashCode());
    List<String> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(new RegexSamples(regex, random).alternatives());
    }
    return samples;
  }

  private String alternatives() {
    List<String> choices = new ArrayList<>();
    choices.add(sequence());
    while (at < regex.length() && regex.charAt(at) == '|') {
      at++;
      choices.add(sequence());
    }
    return choices.get(random.nextInt(choices.size()));
  }

  private String sequence() {
    StringBuilder text = new StringBuilder();
    while (at < regex.length() && "|)".indexOf(regex.charAt(at)) < 0) {
      int start = at;
      String atom = atom();
      int end = at;
      int times = times();
      text.append(atom);
      for (int i = 1; i < times; i++) {
        at = start;
        text.append(atom());
      }
      if (times == 0) {
        text.setLength(text.length() - atom.length());
      }
      at = Math.max(at, end);
      times(); // past the quantifier again
    }
    return text.toString();
  }

  /** Reads a quantifier and returns how often to repeat. */
  private int times() {
    if (at >= regex.length()) {
      return 1;
    }
    char c = regex.charAt(at);
    int times = 1;
    if (c == '*' || c == '+') {
      at++;
      times = 1 + random.nextInt(2);
    } else if (c == '?') {
      at++;
      times = random.nextInt(4) == 0 ? 0 : 1;
    } else if (c == '{') {
      int close = regex.indexOf('}', at);
      String[] bounds = regex.substring(at + 1, close).split(",", -1);
      at = close + 1;
      times = Math.max(1, Integer.parseInt(bounds[0]));
    } else {
      return 1;
    }
    if (at < regex.length() && "?+".indexOf(regex.charAt(at)) >= 0) {
      at++;
    }
    return times;
  }

  private String atom() {
    char c = regex.charAt(at++);
    return switch (c) {
      case '(' -> group();
      case '[' -> characterClass();
      case '\\' -> escape();
      case '.' -> pick(ANY);
      case '^', '$' -> "";
      default -> String.valueOf(c);
    };
  }

  private String group() {
    boolean shown = true;
    if (regex.startsWith("?", at)) {
      if (regex.startsWith("?:", at) || regex.startsWith("?>", at)) {
        at += 2;
      } else if (regex.startsWith("?<", at) && "=!".indexOf(regex.charAt(at + 2)) < 0) {
        at = regex.indexOf('>', at) + 1;
      } else if (regex.startsWith("?=", at) || regex.startsWith("?!", at)) {
        shown = false;
        at += 2;
      } else if (regex.startsWith("?<=", at) || regex.startsWith("?<!", at)) {
        shown = false;
        at += 3;
      } else {
        int end = at;
        while (regex.charAt(end) != ')' && regex.charAt(end) != ':') {
          end++;
        }
        at = end + 1;
        if (regex.charAt(end) == ')') {
          return "";
        }
      }
    }
    String inside = alternatives();
    at++;
    return shown ? inside : "";
  }

  private String characterClass() {
    boolean negated = regex.charAt(at) == '^';
    if (negated) {
      at++;
    }
    StringBuilder members = new StringBuilder();
    boolean first = true;
    while (regex.charAt(at) != ']' || first) {
      first = false;
      char c = regex.charAt(at++);
      if (c == '[') {
        members.append(characterClass());
      } else if (c == '&' && regex.startsWith("&", at)) {
        at++;
      } else if (c == '\\') {
        members.append(escape());
      } else if (at + 1 < regex.length()
          && regex.charAt(at) == '-'
          && regex.charAt(at + 1) != ']') {
        members.append(c).append(regex.charAt(at + 1));
        at += 2;
      } else {
        members.append(c);
      }
    }
    at++;
    if (!negated) {
      return pick(members.toString());
    }
    StringBuilder others = new StringBuilder();
    (ANY + "\\/=:;&")
        .chars()
        .filter(c -> members.indexOf(String.valueOf((char) c)) < 0)
        .forEach(c -> others.append((char) c));
    return pick(others.toString());
  }

  private String escape() {
    char c = regex.charAt(at++);
    return switch (c) {
      case 'd' -> pick(DIGITS);
      case 'w' -> pick(WORD);
      case 's', 'h' -> pick(SPACE);
      case 'D', 'S', 'W', 'R' -> c == 'R' ? "\n" : pick("-.");
      case 'b', 'B', 'A', 'z', 'Z', 'G' -> "";
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case 'p', 'P' -> property();
      case 'x' -> code(2);
      case 'u' -> code(4);
      case 'Q' -> {
        int end = regex.indexOf("\\E", at);
        String literal = regex.substring(at, end < 0 ? regex.length() : end);
        at = end < 0 ? regex.length() : end + 2;
        yield literal;
      }
      default -> Character.isDigit(c) ? "" : String.valueOf(c);
    };
  }

  private String code(int digits) {
    String hex = regex.substring(at, at + digits);
    at += digits;
    return String.valueOf((char) Integer.parseInt(hex, 16));
  }

  private String property() {
    String name;
    if (regex.charAt(at) == '{') {
      int close = regex.indexOf('}', at);
      name = regex.substring(at + 1, close);
      at = close + 1;
    } else {
      name = String.valueOf(regex.charAt(at++));
    }
    return switch (name) {
      case "L", "Ll", "IsAlphabetic", "Alpha", "Alnum" -> "a";
      case "Lu" -> "A";
      case "N", "Nd", "Digit" -> "7";
      case "Z", "Zs", "Space" -> " ";
      case "Cntrl", "Cc", "C" -> "\u0007";
      default -> "-";
    };
  }

  private String pick(String characters) {
    return characters.isEmpty()
        ? ""
        : String.valueOf(characters.charAt(random.nextInt(characters.length())));
  }
}
