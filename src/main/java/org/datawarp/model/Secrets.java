package org.datawarp.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/**
 * The one rule on what is a secret in an address or a setting, and how it is blotted out of what is
 * stored and shown. A parameter is judged by its name, whatever its case, percent-encoding and
 * punctuation: {@code X-Amz-Signature}, {@code %6bey} and {@code API_KEY} are secrets.
 *
 * <p>A value becomes {@value #BLOT}. {@code key} and {@code code} may choose a file instead of
 * guarding it, so for those six digits of the value's SHA-256 follow: two files stay two addresses.
 * Blotting out twice changes nothing.
 */
public final class Secrets {
  /** What stands for a secret. */
  public static final String BLOT = "***";

  /** What a parameter's name holds, letters and digits alone. */
  private static final Set<String> PARTS =
      Set.of(
          "signature",
          "token",
          "password",
          "passwd",
          "passphrase",
          "secret",
          "apikey",
          "accesskey",
          "accountkey",
          "authkey",
          "privatekey",
          "sharedkey",
          "subscriptionkey",
          "credential");

  /** What it may be as a whole. */
  private static final Set<String> NAMES =
      Set.of("sig", "auth", "authorization", "jwt", "pwd", "pass", "sas", "sessionid");

  /** Those that may choose a file. */
  private static final Set<String> CHOOSING = Set.of("key", "code");

  private static final int SHOWN_DIGITS = 6;

  private Secrets() {}

  /** Tells whether the value of a parameter of this name is a secret. */
  public static boolean isSecretName(String name) {
    String plain = plain(name);
    return NAMES.contains(plain)
        || CHOOSING.contains(plain)
        || PARTS.stream().anyMatch(plain::contains);
  }

  /** Tells whether an address lost a secret, so that it cannot be fetched as it is. */
  public static boolean isBlotted(String url) {
    for (int at = url.indexOf("=" + BLOT); at >= 0; at = url.indexOf("=" + BLOT, at + 1)) {
      int start = at;
      while (start > 0 && isOfName(url.charAt(start - 1))) {
        start--;
      }
      if (isSecretName(url.substring(start, at))) {
        return true;
      }
    }
    return url.contains(":" + BLOT + "@");
  }

  /**
   * Returns a text, such as an address, a message, a page or JSON, without the passwords and secret
   * parameters of the addresses in it. Linear in the text's length.
   */
  public static String blotted(String text) {
    if (text.indexOf('=') < 0 && text.indexOf('@') < 0) {
      return text;
    }
    return withoutParameters(withoutPasswords(text));
  }

  /** In {@code //user:password@}, up to the last {@code @}: people write it as it is. */
  private static String withoutPasswords(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    int from = 0;
    int end = 0;
    int lastAt = -1;
    for (int start = text.indexOf("//"); start >= 0; start = text.indexOf("//", start + 2)) {
      if (start >= end) {
        end = start;
        while (end < text.length() && !endsAddress(text.charAt(end))) {
          end++;
        }
        lastAt = text.lastIndexOf('@', end - 1);
      }
      int colon = findPassword(text, start + 2, end);
      if (colon >= from && lastAt > colon) {
        clean.append(text, from, colon).append(BLOT);
        from = lastAt;
        start = lastAt;
      }
    }
    return from == 0 ? text : clean.append(text, from, text.length()).toString();
  }

  /** Finds where a password may begin in an address; -1 where the host ends before. */
  private static int findPassword(String text, int from, int end) {
    for (int i = from; i < end; i++) {
      char letter = text.charAt(i);
      if (letter == '/' || letter == '?' || letter == '#' || letter == '@') {
        return -1;
      }
      if (letter == ':') {
        int port = i + 1;
        while (port < end && Character.isDigit(text.charAt(port))) {
          port++;
        }
        boolean isPort = port == end || "/?#,".indexOf(text.charAt(port)) >= 0;
        return isPort ? -1 : i + 1;
      }
    }
    return -1;
  }

  private static String withoutParameters(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    int from = 0;
    int nameStart = -1;
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter == '=' && nameStart >= 0 && isSecretName(text.substring(nameStart, i))) {
        int end = i + 1;
        while (end < text.length() && !endsValue(text, end)) {
          end++;
        }
        clean.append(text, from, i + 1);
        clean.append(blot(text.substring(nameStart, i), text.substring(i + 1, end)));
        from = end;
        i = end - 1;
        nameStart = -1;
      } else if (letter == '?' || letter == '&' || letter == ';' || letter == '#') {
        nameStart = i + 1;
      } else if (letter == '\\' && text.startsWith("\\u0026", i)) {
        i += "\\u0026".length() - 1; // an ampersand in JSON
        nameStart = i + 1;
      } else if (!isOfName(letter)) {
        nameStart = -1;
      }
    }
    return from == 0 ? text : clean.append(text, from, text.length()).toString();
  }

  private static String blot(String name, String value) {
    if (value.isEmpty() || value.startsWith(BLOT)) {
      return value;
    }
    return CHOOSING.contains(plain(name)) ? BLOT + digits(value) : BLOT;
  }

  private static String digits(String value) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(decode(value).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, SHOWN_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static boolean endsAddress(char letter) {
    return letter <= ' ' || letter == '"' || letter == '\'' || letter == '<' || letter == '>';
  }

  private static boolean endsValue(String text, int at) {
    char letter = text.charAt(at);
    return endsAddress(letter) || letter == '&' || letter == '#' || letter == '\\';
  }

  private static boolean isOfName(char letter) {
    return Character.isLetterOrDigit(letter) || "-_.~%+$[]:*!".indexOf(letter) >= 0;
  }

  /** Decodes a name as often as it was encoded, and keeps its letters and digits. */
  private static String plain(String name) {
    String decoded = name;
    for (int i = 0; i < 3 && decoded.indexOf('%') >= 0; i++) {
      decoded = decode(decoded);
    }
    StringBuilder plain = new StringBuilder(decoded.length());
    decoded
        .toLowerCase(Locale.ROOT)
        .chars()
        .filter(Character::isLetterOrDigit)
        .forEach(c -> plain.append((char) c));
    return plain.toString();
  }

  private static String decode(String text) {
    StringBuilder decoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (text.charAt(i) == '%' && high >= 0 && low >= 0) {
        decoded.append((char) (high * 16 + low));
        i += 2;
      } else {
        decoded.append(text.charAt(i));
      }
    }
    return decoded.toString();
  }
}
