package org.datawarp.pipeline.enrich;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.model.table.GeographyLevel;
import org.datawarp.pipeline.extract.HeaderNames;

/** Words to find a column by: those of its header, and of the levels of its codes. */
final class Keywords {
  private static final int MAX_WORDS = 10;
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]{3,40}");
  private static final Set<String> EMPTY_WORDS =
      Set.of("the", "and", "for", "with", "from", "per", "all", "who", "were", "was", "are", "not");

  private Keywords() {}

  static List<String> of(List<String> header, List<GeographyLevel> levels) {
    Set<String> words = new LinkedHashSet<>();
    for (String level : header) {
      String text = HeaderNames.clean(level).text().toLowerCase(Locale.ROOT);
      Matcher word = WORD.matcher(text);
      while (word.find()) {
        boolean hasLetters = word.group().chars().anyMatch(Character::isLetter);
        if (hasLetters && !EMPTY_WORDS.contains(word.group())) {
          words.add(word.group());
        }
      }
    }
    levels.forEach(level -> words.add(level.text().replace('_', ' ')));
    return new ArrayList<>(words).subList(0, Math.min(MAX_WORDS, words.size()));
  }
}
