package org.datawarp.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * No regular expression of the program needs more than so many steps for each character of a text,
 * whoever wrote the text, and none needs a deeper stack for a longer one.
 *
 * <p>Steps are counted, not timed: each expression, as it stands in the source, is run over texts
 * made from itself with a part repeated.
 */
class PatternsTest {
  private static final int REPEATS = 500;
  private static final int STEPS_PER_CHARACTER = 80;
  private static final int DEEP_REPEATS = 20_000;

  /** What the program's own methods called {@code matches} are given. */
  private static final Set<String> NOT_A_TEXT =
      Set.of(
          "source",
          "manifest",
          "grid",
          "code",
          "code.substring(0, end)",
          "unit.source()",
          "source.code()",
          "source.owner()",
          "manifest.manifest()",
          "period.manifest()",
          "unit.manifest()",
          "version.manifestName()",
          "maxWidth",
          "each.getKey()",
          "each.getValue()",
          "asKey",
          "asPath",
          "chunks.group()",
          "page");

  private static final Set<String> BY_TEXT =
      Set.of("matches", "replaceAll", "replaceFirst", "split");

  private static final String MADE_AT_RUN_TIME = "made at run time";

  /**
   * Expressions that may be slow, since something else bounds what they are run over: the file, how
   * the expression begins, and what bounds it.
   */
  private record Bounded(String file, String start, String by) {}

  private static final List<Bounded> BOUNDED =
      List.of(
          new Bounded(
              "workflow/backup/ConfigurationText.java", "", "a person's own configuration, 1 MiB"),
          new Bounded("model/SourcePattern.java", "", "counts its own steps"),
          new Bounded(
              "pipeline/extract/marker/LegendWords.java",
              "",
              "words of this program over a line of a legend"),
          new Bounded(
              "pipeline/discover/LandingPages.java", MADE_AT_RUN_TIME, "a quoted text over a path"),
          new Bounded("pipeline/manifest/ManifestStore.java", MADE_AT_RUN_TIME, "names of files"),
          new Bounded("lifecycle/version/VersionStore.java", MADE_AT_RUN_TIME, "names of files"),
          new Bounded(
              "workflow/restore/StoreArchive.java", MADE_AT_RUN_TIME, "keys of 1,024 bytes"),
          new Bounded("model/period/PeriodChoice.java", "[ _.,()]*(?:-+", "gaps of 40 characters"));

  private static List<Found> all;

  /** A regular expression in the source. */
  private record Found(String place, String regex, int flags, boolean searches) {}

  @BeforeAll
  static void read() throws IOException {
    all = expressions();
  }

  @Test
  void noExpressionTakesMoreThanSoManyStepsForACharacter() {
    Set<String> slow = new TreeSet<>();
    for (Found found : all) {
      String worst = isBounded(found) ? null : worst(found);
      if (worst != null) {
        slow.add(found.place() + "  " + found.regex() + "  " + worst);
      }
    }

    assertThat(all).hasSizeGreaterThan(150);
    assertThat(slow).isEmpty();
  }

  @Test
  void whatIsBoundedIsStillThere() {
    assertThat(BOUNDED)
        .allMatch(
            bounded ->
                all.stream()
                    .anyMatch(
                        found ->
                            found.place().equals(bounded.file())
                                && found.regex().startsWith(bounded.start())));
  }

  private static boolean isBounded(Found found) {
    return BOUNDED.stream()
        .anyMatch(
            bounded ->
                found.place().equals(bounded.file()) && found.regex().startsWith(bounded.start()));
  }

  private static String worst(Found found) {
    if (found.regex().equals(MADE_AT_RUN_TIME)) {
      return MADE_AT_RUN_TIME;
    }
    Pattern pattern = Pattern.compile(found.regex(), found.flags());
    List<String> samples = RegexSamples.of(found.regex(), 5);
    boolean loops = found.regex().contains(")*") || found.regex().contains(")+");
    for (String sample : samples) {
      for (int end = 1; end <= Math.min(sample.length(), 40); end++) {
        for (int length : lengths(end)) {
          String head = sample.substring(0, end);
          String part = sample.substring(end - length, end);
          for (String tail : List.of("\u0001", "\nx")) {
            String text = head + part.repeat(REPEATS / length + 1) + tail;
            if (isSlow(pattern, text, found.searches())) {
              return "slow on " + show(head) + " and many " + show(part);
            }
          }
          if (loops && length < 4 && sample.equals(samples.get(0))) {
            String deep = head + part.repeat(DEEP_REPEATS) + "\u0001";
            if (overflows(pattern, deep, found.searches())) {
              return "needs a deep stack on " + show(head) + " and many " + show(part);
            }
          }
        }
      }
    }
    return null;
  }

  /** How long a repeated part is: a few characters, a word, or all that was matched. */
  private static int[] lengths(int most) {
    return IntStream.of(1, 2, 3, 4, 5, 6, 9, 13, 18, most)
        .filter(n -> n <= most)
        .distinct()
        .toArray();
  }

  private static String show(String text) {
    return "'" + text.replace("\n", "\\n") + "'";
  }

  private static boolean isSlow(Pattern pattern, String text, boolean searches) {
    Counted counted = new Counted(text, new long[] {(long) STEPS_PER_CHARACTER * text.length()});
    try {
      run(pattern, counted, searches);
      return false;
    } catch (TooManySteps e) {
      return true;
    }
  }

  private static boolean overflows(Pattern pattern, String text, boolean searches) {
    try {
      run(pattern, new Counted(text, new long[] {100L * text.length()}), searches);
      return false;
    } catch (StackOverflowError e) {
      return true;
    } catch (TooManySteps e) {
      return false; // said by the other test
    }
  }

  private static void run(Pattern pattern, CharSequence text, boolean searches) {
    pattern.matcher(text).matches();
    if (searches) {
      Matcher matcher = pattern.matcher(text);
      while (matcher.find()) {
        // each match is looked for
      }
    }
  }

  private static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManySteps() {
      super(null, null, false, false);
    }
  }

  /** A text that counts how often it is looked at. */
  private record Counted(String text, long[] left) implements CharSequence {
    @Override
    public char charAt(int index) {
      if (--left[0] < 0) {
        throw new TooManySteps();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static List<Found> expressions() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Found> found = new ArrayList<>();
    try (StandardJavaFileManager files =
            compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
        Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      List<Path> paths = sources.filter(path -> path.toString().endsWith(".java")).toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, List.of(), null, files.getJavaFileObjectsFromPaths(paths));
      for (CompilationUnitTree unit : task.parse()) {
        String text = unit.getSourceFile().getCharContent(true).toString();
        Map<String, String> constants = new HashMap<>();
        new Constants().scan(unit, constants);
        new Calls(unit, text, constants).scan(unit, found);
      }
    }
    return found;
  }

  /** Collects what a file's constants hold. */
  private static final class Constants extends TreeScanner<Void, Map<String, String>> {
    @Override
    public Void visitVariable(VariableTree variable, Map<String, String> constants) {
      String value = text(variable.getInitializer(), constants);
      if (value != null) {
        constants.put(variable.getName().toString(), value);
      }
      return super.visitVariable(variable, constants);
    }
  }

  /** Collects the expressions that a file's calls are given. */
  private static final class Calls extends TreeScanner<Void, List<Found>> {
    private final CompilationUnitTree unit;
    private final String source;
    private final Map<String, String> constants;
    private String variable = "";

    Calls(CompilationUnitTree unit, String source, Map<String, String> constants) {
      this.unit = unit;
      this.source = source;
      this.constants = constants;
    }

    @Override
    public Void visitVariable(VariableTree tree, List<Found> found) {
      String outer = variable;
      variable = tree.getName().toString();
      super.visitVariable(tree, found);
      variable = outer;
      return null;
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, List<Found> found) {
      if (call.getMethodSelect() instanceof MemberSelectTree method
          && !call.getArguments().isEmpty()) {
        String name = method.getIdentifier().toString();
        boolean compiles =
            name.equals("compile") && method.getExpression().toString().equals("Pattern");
        if (compiles) {
          add(call.getArguments(), searches(variable), found);
        } else if (BY_TEXT.contains(name) && !isOfMatcher(method)) {
          add(call.getArguments().subList(0, 1), !name.equals("matches"), found);
        }
      }
      return super.visitMethodInvocation(call, found);
    }

    private void add(
        List<? extends ExpressionTree> arguments, boolean searches, List<Found> found) {
      ExpressionTree regex = arguments.get(0);
      if (regex.getKind() == Tree.Kind.LAMBDA_EXPRESSION) {
        return; // of a map or a list
      }
      String file = unit.getSourceFile().getName().replaceFirst(".*org/datawarp/", "");
      String text = text(regex, constants);
      if (text == null) {
        if (!isNoText(regex)) {
          found.add(new Found(file, MADE_AT_RUN_TIME, 0, true));
        }
        return;
      }
      int flags = 0;
      if (arguments.size() > 1) {
        String named = arguments.get(1).toString();
        flags |= named.contains("CASE_INSENSITIVE") ? Pattern.CASE_INSENSITIVE : 0;
        flags |= named.contains("DOTALL") ? Pattern.DOTALL : 0;
        flags |= named.contains("MULTILINE") ? Pattern.MULTILINE : 0;
      }
      found.add(new Found(file, text, flags, searches));
    }

    /** Tells whether what is given is plainly no regular expression, but a thing of ours. */
    private static boolean isNoText(ExpressionTree argument) {
      String written = argument.toString();
      return written.equals("File.pathSeparator") || NOT_A_TEXT.contains(written);
    }

    private static boolean isOfMatcher(MemberSelectTree method) {
      return method.getExpression() instanceof MethodInvocationTree inner
          && inner.getMethodSelect() instanceof MemberSelectTree select
          && select.getIdentifier().contentEquals("matcher");
    }

    /** Tells whether a pattern in a variable is used for more than matching a whole text. */
    private boolean searches(String name) {
      Matcher use =
          Pattern.compile(
                  "(?:Matcher (\\w+) =\\s+)?\\b"
                      + name
                      + "\\s*\\.matcher\\([^;]{0,200}?\\)\\s*"
                      + "(\\.\\w+|;)")
              .matcher(source);
      boolean used = false;
      while (use.find()) {
        used = true;
        String holder = use.group(1);
        boolean whole =
            use.group(2).equals(".matches")
                || (holder != null && !source.contains(holder + ".find()"));
        if (!whole) {
          return true;
        }
      }
      boolean matchedAtOnce =
          source.contains(name + ".matches()") && !source.contains(name + ".find()");
      return !used && !matchedAtOnce;
    }
  }

  private static String text(Tree tree, Map<String, String> constants) {
    if (tree instanceof LiteralTree literal && literal.getValue() instanceof String value) {
      return value;
    }
    if (tree instanceof ParenthesizedTree inner) {
      return text(inner.getExpression(), constants);
    }
    if (tree instanceof IdentifierTree name) {
      return constants.get(name.getName().toString());
    }
    if (tree instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
      String left = text(sum.getLeftOperand(), constants);
      String right = text(sum.getRightOperand(), constants);
      return left == null || right == null ? null : left + right;
    }
    return null;
  }
}
