package org.datawarp.workflow.adopt;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.datawarp.model.SourceCode;
import org.datawarp.model.period.Period;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.repository.LegacyEstate.LegacyFile;
import org.datawarp.repository.LegacyEstate.LegacySource;
import org.datawarp.workflow.adopt.AdoptionPlan.ManifestChoice;
import org.datawarp.workflow.adopt.AdoptionPlan.Place;
import org.datawarp.workflow.adopt.LegacyManifestFile.Folder;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of each manifest, by what the database has loaded of it. Touches nothing.
 *
 * <p>Of manifests with one name, such as a draft and its enriched twin, the one that the database
 * names goes on, else the newest, else the one with most work in it; the others are superseded.
 * Where they have neither folder nor source in common each goes on, the later ones with their
 * folder's name before theirs. Of those that go on, one whose sources are registered and have
 * tables is active, unless newer ones own all its sources; the others are pending.
 */
final class ManifestDecisions {
  private final Map<String, LegacySource> sources;
  private final List<LegacyFile> files;
  private final Map<String, String> exports;
  private final Instant at;
  private final LocalDate today;
  private final String run;

  private final List<ManifestChoice> choices = new ArrayList<>();
  private final Map<String, LegacyManifestFile> owners = new TreeMap<>();
  private final Map<LegacyManifestFile, String> names = new HashMap<>();
  private final Set<String> taken;
  private final Set<String> places;

  /**
   * Prepares decisions.
   *
   * @param sources the registered sources, by code
   * @param files the files that the database knows
   * @param exports the new places of exports, by code
   * @param existing the files that are in the new folders already, relative to the workspace
   * @param run the run that adopts
   */
  ManifestDecisions(
      Map<String, LegacySource> sources,
      List<LegacyFile> files,
      Map<String, String> exports,
      Set<String> existing,
      Instant at,
      LocalDate today,
      String run) {
    this.sources = sources;
    this.files = files;
    this.exports = exports;
    this.at = at;
    this.today = today;
    this.run = run;
    this.places = new HashSet<>(existing);
    this.taken = new HashSet<>();
    existing.stream()
        .filter(
            path -> path.startsWith("manifests/active/") || path.startsWith("manifests/pending/"))
        .map(path -> path.substring(path.lastIndexOf('/') + 1).split("\\.", 2)[0])
        .forEach(taken::add);
  }

  /** Decides; what cannot be read was left out before. */
  List<ManifestChoice> decide(List<LegacyManifestFile> manifests) {
    Map<String, List<LegacyManifestFile>> production = new LinkedHashMap<>();
    Map<String, List<LegacyManifestFile>> tests = new LinkedHashMap<>();
    for (LegacyManifestFile file : manifests) {
      if (file.folder() == Folder.ARCHIVE) {
        archive(file, file.archivedOn(), "it was archived before");
      } else if (!file.hasUsableName()) {
        choices.add(
            new ManifestChoice(
                file.path(),
                Place.STAY,
                file.stem(),
                null,
                "'" + file.stem() + "' cannot be a manifest's name",
                null,
                file.sha256(),
                null));
      } else if (file.folder() == Folder.TEST) {
        tests
            .computeIfAbsent(file.parent() + "/" + file.stem(), key -> new ArrayList<>())
            .add(file);
      } else {
        production.computeIfAbsent(file.stem(), key -> new ArrayList<>()).add(file);
      }
    }
    List<LegacyManifestFile> going = new ArrayList<>();
    production.values().forEach(same -> twins(same).forEach(each -> going.add(choose(each))));
    claim(going);
    going.forEach(this::place);
    tests.values().forEach(twins -> test(choose(twins)));
    choices.sort(Comparator.comparing(ManifestChoice::file));
    return List.copyOf(choices);
  }

  /** Returns the name of the manifest that owns a source from now on; null where none does. */
  @Nullable String owner(String code) {
    LegacyManifestFile owner = owners.get(code);
    return owner == null ? null : names.get(owner);
  }

  /** Returns the publication of the manifest that owns a source. */
  @Nullable String publication(String code) {
    LegacyManifestFile owner = owners.get(code);
    return owner == null ? null : owner.publication(String.valueOf(names.get(owner)));
  }

  /**
   * Parts manifests with one name into those that are about one thing: they lie in one folder, or
   * name one source. A publication's {@code summary.yaml} is another one than the next one's.
   */
  private static List<List<LegacyManifestFile>> twins(List<LegacyManifestFile> same) {
    List<List<LegacyManifestFile>> groups = new ArrayList<>();
    for (LegacyManifestFile file : same) {
      List<LegacyManifestFile> group = new ArrayList<>();
      for (List<LegacyManifestFile> other : List.copyOf(groups)) {
        if (other.stream().anyMatch(file::isTwinOf)) {
          group.addAll(other);
          groups.remove(other);
        }
      }
      group.add(file);
      groups.add(group);
    }
    return groups;
  }

  private LegacyManifestFile choose(List<LegacyManifestFile> twins) {
    LegacyManifestFile best =
        twins.stream()
            .max(
                Comparator.comparingInt(this::evidence)
                    .thenComparing(file -> file.manifest().header().createdAt())
                    .thenComparingInt(LegacyManifestFile::rank)
                    .thenComparing(LegacyManifestFile::path))
            .orElseThrow();
    for (LegacyManifestFile twin : twins) {
      if (!twin.equals(best)) {
        archive(twin, today, "superseded by " + best.path());
      }
    }
    return best;
  }

  /** Tells how surely the database has loaded it: its file, its name, or only its sources. */
  private int evidence(LegacyManifestFile file) {
    int best = loadedCodes(file).isEmpty() ? 0 : 1;
    String name = file.manifest().name();
    for (LegacyFile known : files) {
      if (known.isLoaded() && file.path().equals(known.path())) {
        return 3;
      }
      if (known.isLoaded() && name.equals(known.manifest())) {
        best = 2;
      }
    }
    return best;
  }

  private List<String> loadedCodes(LegacyManifestFile file) {
    return file.manifest().sources().stream()
        .filter(source -> isLoaded(source))
        .map(source -> source.code().value())
        .toList();
  }

  private boolean isLoaded(ManifestSource source) {
    LegacySource known = sources.get(source.code().value());
    return known != null && known.hasTable() && known.table().equals(source.table());
  }

  /** Of two manifests with one source, the newer owns it. */
  private void claim(List<LegacyManifestFile> going) {
    Comparator<LegacyManifestFile> newer =
        Comparator.comparing(
                (LegacyManifestFile file) -> file.period().map(Period::end).orElse(LocalDate.MIN))
            .thenComparing(file -> file.manifest().header().createdAt())
            .thenComparing(LegacyManifestFile::path);
    for (LegacyManifestFile file : going) {
      for (String code : loadedCodes(file)) {
        owners.merge(code, file, (one, two) -> newer.compare(one, two) >= 0 ? one : two);
      }
    }
  }

  private void place(LegacyManifestFile file) {
    List<String> loaded = loadedCodes(file);
    List<String> lost = loaded.stream().filter(code -> !file.equals(owners.get(code))).toList();
    if (!loaded.isEmpty() && lost.size() == loaded.size()) {
      LegacyManifestFile owner = owners.get(lost.get(0));
      archive(
          file,
          today,
          "superseded: " + lost.get(0) + " was loaded by " + (owner == null ? "" : owner.path()));
      return;
    }
    String name = freeName(file);
    String renamed = name.equals(file.stem()) ? "" : "; another manifest is called " + file.stem();
    names.put(file, name);
    if (loaded.isEmpty()) {
      move(
          file,
          Place.PENDING,
          name,
          "nothing of it is in the database" + renamed,
          file.waiting(name, at));
      return;
    }
    Map<String, Long> rows = new HashMap<>();
    Map<String, String> own = new HashMap<>();
    Instant last = null;
    for (String code : loaded) {
      LegacySource source = sources.get(code);
      if (source != null && file.equals(owners.get(code))) {
        rows.put(code, source.rows());
        if (exports.containsKey(code)) {
          own.put(code, exports.get(code));
        }
        Instant then = source.lastLoad();
        last = last == null || (then != null && then.isAfter(last)) ? then : last;
      }
    }
    move(
        file,
        Place.ACTIVE,
        name,
        "loaded: " + String.join(", ", rows.keySet().stream().sorted().toList()) + renamed,
        file.loaded(name, at, run, last, rows, own));
  }

  /** Where its name is taken it is called after its folder, too, else it gets a number. */
  private String freeName(LegacyManifestFile file) {
    if (taken.add(file.stem())) {
      return file.stem();
    }
    String folder = file.parent().substring(file.parent().lastIndexOf('/') + 1);
    String wanted = folder + "_" + file.stem();
    String stem = SourceCode.isValid(wanted) ? wanted : file.stem();
    String name = stem;
    for (int n = 2; !taken.add(name); n++) {
      name = stem + "_" + n;
    }
    return name;
  }

  private void test(LegacyManifestFile file) {
    String name = file.stem();
    String wanted = taken.contains(name) ? name + "_test" : name;
    for (int n = 2; !taken.add(wanted); n++) {
      wanted = name + "_test_" + n;
    }
    move(
        file,
        Place.PENDING,
        wanted,
        wanted.equals(name)
            ? "a test's, to be reviewed"
            : "a test's, to be reviewed; the name " + name + " is taken",
        file.waiting(wanted, at));
  }

  private void move(LegacyManifestFile file, Place place, String name, String why, Manifest text) {
    String to = "manifests/" + place + "/" + file.newFileName(name);
    places.add(to);
    choices.add(
        new ManifestChoice(
            file.path(), place, name, to, why, archived(file, today), file.sha256(), text));
  }

  private void archive(LegacyManifestFile file, LocalDate day, String why) {
    choices.add(
        new ManifestChoice(
            file.path(),
            Place.ARCHIVE,
            file.stem(),
            archived(file, day),
            why,
            null,
            file.sha256(),
            null));
  }

  private String archived(LegacyManifestFile file, LocalDate day) {
    return free("archive/manifests/" + day + "/" + file.fileName());
  }

  private String free(String wanted) {
    String stem = wanted.substring(0, wanted.lastIndexOf('.'));
    String end = wanted.substring(wanted.lastIndexOf('.'));
    String place = wanted;
    for (int n = 2; !places.add(place); n++) {
      place = stem + "-" + n + end;
    }
    return place;
  }
}
