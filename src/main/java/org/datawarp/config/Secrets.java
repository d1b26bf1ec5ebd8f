package org.datawarp.config;

import java.util.regex.Pattern;

/** Hides what must not be shown. */
final class Secrets {
  /** Up to the last {@code @}, since people write passwords with {@code @} and {@code /} as is. */
  private static final Pattern USER_PASSWORD = Pattern.compile("(//[^:/@\\s]*):\\S*@");

  private static final Pattern PARAMETER =
      Pattern.compile("(?i)([?&;](?:ssl)?(?:password|passwd|pwd|token|secret|key|sig)=)[^&\\s]*");

  private Secrets() {}

  /** Returns a text with the passwords of its URLs blotted out. */
  static String blotted(String text) {
    String withoutUsers = USER_PASSWORD.matcher(text).replaceAll("$1:***@");
    return PARAMETER.matcher(withoutUsers).replaceAll("$1***");
  }
}
