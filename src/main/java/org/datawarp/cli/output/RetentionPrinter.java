package org.datawarp.cli.output;

import java.util.List;
import org.datawarp.cli.Console;
import org.datawarp.lifecycle.retention.RetentionVerdict;
import org.datawarp.workflow.retention.HoldLine;
import org.datawarp.workflow.retention.PolicyLine;

/** Prints retention policies, what they keep, and holds. */
public final class RetentionPrinter {
  private final Console console;

  public RetentionPrinter(Console console) {
    this.console = console;
  }

  /** Tells of a policy that was set. */
  public void policy(PolicyLine line) {
    console.print(
        line.pattern()
            + ": "
            + Format.plural(line.periods(), "period")
            + " or "
            + Format.plural(line.days(), "day")
            + (line.enabled() ? "" : ", disabled")
            + "; for "
            + Format.plural(line.sources(), "source")
            + " now"
            + (line.archiveTo() == null ? "" : "; what expires goes to " + line.archiveTo())
            + (line.purges() ? "; what is archived is deleted here" : ""));
  }

  /** Lists policies. */
  public void policies(List<PolicyLine> policies) {
    if (policies.isEmpty()) {
      console.print("no policy, so everything is kept for ever");
    } else {
      console.table(
          List.of("pattern", "periods", "days", "once archived", "sent to", "enabled", "sources"),
          policies.stream().map(RetentionPrinter::row).toList());
    }
  }

  /** Lists what is kept and what goes, and why. */
  public void verdicts(List<RetentionVerdict> verdicts) {
    console.table(
        List.of("source", "verdict", "expires", "why"),
        verdicts.stream()
            .map(
                verdict ->
                    List.of(
                        verdict.name(),
                        verdict.isKept() ? "kept" : "expired",
                        verdict.expiresAt() == null
                            ? "-"
                            : verdict.expiresAt().toString().substring(0, 10),
                        verdict.why()))
            .toList());
  }

  /** Tells of a hold that was put in force. */
  public void hold(HoldLine line) {
    console.print(
        line.pattern()
            + (line.period() == null ? "" : " " + line.period())
            + " is held: "
            + Format.plural(line.sources(), "source")
            + " now");
  }

  /** Lists the holds in force. */
  public void holds(List<HoldLine> holds) {
    if (holds.isEmpty()) {
      console.print("nothing is held");
    } else {
      console.table(
          List.of("source", "period", "sources", "since", "by", "reason"),
          holds.stream().map(RetentionPrinter::row).toList());
    }
  }

  private static List<String> row(PolicyLine policy) {
    return List.of(
        policy.pattern(),
        Format.count((long) policy.periods()),
        Format.count((long) policy.days()),
        policy.purges() ? "deleted here" : "stays here",
        Format.text(policy.archiveTo()),
        policy.enabled() ? "yes" : "no",
        Format.count(policy.sources()));
  }

  private static List<String> row(HoldLine hold) {
    return List.of(
        hold.pattern(),
        Format.text(hold.period()),
        Format.count(hold.sources()),
        Format.time(hold.at()),
        Format.text(hold.by()),
        hold.reason());
  }
}
