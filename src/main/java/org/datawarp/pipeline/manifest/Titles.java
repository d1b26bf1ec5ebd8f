package org.datawarp.pipeline.manifest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.datawarp.model.period.PeriodParser;

/** What titles say beside the period. */
final class Titles {
  /** Signs that join a period to the words before or after it. */
  private static final String JOINTS = ",;:.([-–—";

  /** Words that do so. */
  private static final Set<String> WORDS = Set.of("in", "for", "of", "to");

  private Titles() {}

  /** Returns a title without the period it names; as it is where nothing else would be left. */
  static String withoutPeriod(String title) {
    Optional<String> period = PeriodParser.find(title).map(PeriodParser.PeriodFinding::matchedText);
    if (period.isEmpty() || period.get().isBlank()) {
      return title;
    }
    List<String> words =
        new ArrayList<>(Arrays.asList(title.replace(period.get(), "").strip().split("\\s+")));
    words.removeIf(word -> word.equals("()") || word.equals("[]"));
    while (!words.isEmpty() && isJoint(words.get(words.size() - 1))) {
      words.remove(words.size() - 1);
    }
    while (!words.isEmpty() && isJoint(words.get(0))) {
      words.remove(0);
    }
    if (words.isEmpty()) {
      return title;
    }
    int last = words.size() - 1;
    words.set(last, withoutEnd(words.get(last)));
    return String.join(" ", words);
  }

  private static boolean isJoint(String word) {
    return withoutEnd(word).isEmpty() || WORDS.contains(word);
  }

  private static String withoutEnd(String word) {
    int end = word.length();
    while (end > 0 && JOINTS.indexOf(word.charAt(end - 1)) >= 0) {
      end--;
    }
    return word.substring(0, end);
  }
}
