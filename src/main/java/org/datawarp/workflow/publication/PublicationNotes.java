package org.datawarp.workflow.publication;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.lifecycle.publication.HeldIssue;
import org.datawarp.model.publication.IssueKind;
import org.datawarp.model.publication.Publication;

/** What a person should know of a publication's manifests as they are. */
final class PublicationNotes {
  private PublicationNotes() {}

  static List<String> warnings(Publication publication, List<HeldIssue> held) {
    List<String> warnings = new ArrayList<>();
    String code = publication.code();
    if (!publication.hasOneManifest()) {
      held.stream()
          .filter(issue -> issue.manifest().equals(code))
          .forEach(
              issue ->
                  warnings.add(
                      "the manifest '"
                          + code
                          + "' ("
                          + (issue.period() == null ? "no period" : issue.period())
                          + ") has the publication's name; it counts as that issue"));
    } else if (publication.issues() == IssueKind.CUMULATIVE) {
      List<String> beside =
          held.stream()
              .filter(issue -> issue.isInUse() && !issue.manifest().equals(code))
              .map(HeldIssue::manifest)
              .toList();
      if (!beside.isEmpty()) {
        warnings.add(
            "each issue of "
                + code
                + " holds all rows: those of "
                + String.join(", ", beside)
                + " are here twice; 'datawarp archive … --purge-db' takes them out");
      }
    }
    warnings.addAll(twice(held));
    return warnings;
  }

  /** Tells which files are under two manifests. */
  private static List<String> twice(List<HeldIssue> held) {
    Map<String, List<String>> byFile = new LinkedHashMap<>();
    for (HeldIssue issue : held) {
      if (issue.isInUse()) {
        issue
            .files()
            .forEach(
                sha256 ->
                    byFile.computeIfAbsent(sha256, key -> new ArrayList<>()).add(issue.manifest()));
      }
    }
    return byFile.values().stream()
        .map(names -> names.stream().distinct().toList())
        .filter(names -> names.size() > 1)
        .map(names -> "one file is loaded under several manifests: " + String.join(", ", names))
        .distinct()
        .toList();
  }
}
