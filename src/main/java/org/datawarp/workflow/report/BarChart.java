package org.datawarp.workflow.report;

import java.util.List;
import java.util.Locale;
import org.datawarp.platform.codec.Html;

/**
 * Bars in SVG that grow with the page. Widths are parts of 1,000; each bar tells its value to who
 * points at it, and to readers of the page for the blind.
 */
final class BarChart {
  private static final int WIDTH = 1_000;
  private static final int HEIGHT = 120;
  private static final int MAX_BAR = 48;

  private BarChart() {}

  /**
   * A bar.
   *
   * @param name what it stands for
   * @param value its length
   * @param label the value as it is read
   */
  record Bar(String name, double value, String label) {}

  /** Two bars of one name, the second below the first. */
  record Pair(String name, double first, double second, String firstLabel, String secondLabel) {}

  /** Draws bars beside each other, the first and the last named below. */
  static void columns(Html page, List<Bar> bars) {
    if (bars.isEmpty()) {
      return;
    }
    double most = bars.stream().mapToDouble(Bar::value).max().orElse(0);
    double step = (double) WIDTH / bars.size();
    double width = Math.min(MAX_BAR, step * 0.8);
    page.raw(
        "<svg viewBox=\"0 0 "
            + WIDTH
            + " "
            + (HEIGHT + 2)
            + "\" preserveAspectRatio=none role=img");
    page.attribute("aria-label", spoken(bars)).raw(">\n");
    for (int i = 0; i < bars.size(); i++) {
      double height = most == 0 ? 0 : Math.max(1, bars.get(i).value() / most * HEIGHT);
      double left = i * step + (step - width) / 2;
      rectangle(page, "bar", left, HEIGHT - height + 1, width, height, bars.get(i).label());
    }
    page.raw("<line class=axis x1=0 x2=1000 y1=" + (HEIGHT + 1) + " y2=" + (HEIGHT + 1));
    page.raw(" /></svg>\n<div class=ends><span>").text(bars.get(0).name()).raw("</span><span>");
    page.text(bars.size() == 1 ? "" : bars.get(bars.size() - 1).name()).raw("</span></div>\n");
  }

  /** Draws bars below each other, each with its name and value. */
  static void lines(Html page, List<Bar> bars) {
    double most = bars.stream().mapToDouble(Bar::value).max().orElse(0);
    for (Bar bar : bars) {
      page.raw("<div class=line><span class=name>").text(bar.name()).raw("</span>");
      line(page, "bar", bar.value(), most, bar.label());
      page.raw("</div>\n");
    }
  }

  /** Draws pairs of bars below each other. */
  static void pairs(Html page, List<Pair> pairs) {
    double most =
        pairs.stream().mapToDouble(pair -> Math.max(pair.first(), pair.second())).max().orElse(0);
    for (Pair pair : pairs) {
      page.raw("<div class=line><span class=name>").text(pair.name()).raw("</span>");
      line(page, "bar", pair.first(), most, pair.firstLabel());
      line(page, "other", pair.second(), most, pair.secondLabel());
      page.raw("</div>\n");
    }
  }

  private static void line(Html page, String kind, double value, double most, String label) {
    double width = most == 0 ? 0 : Math.max(2, value / most * WIDTH);
    page.raw("<span class=row><svg viewBox=\"0 0 1000 14\" preserveAspectRatio=none role=img");
    page.attribute("aria-label", label).raw(">");
    rectangle(page, kind, 0, 0, width, 14, label);
    page.raw("</svg><span class=value>").text(label).raw("</span></span>");
  }

  private static void rectangle(
      Html page, String kind, double x, double y, double width, double height, String label) {
    page.raw(
            String.format(
                Locale.ROOT,
                "<rect class=%s x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"><title>",
                kind,
                x,
                y,
                width,
                height))
        .text(label)
        .raw("</title></rect>");
  }

  private static String spoken(List<Bar> bars) {
    Bar last = bars.get(bars.size() - 1);
    return bars.size() + " bars, from " + bars.get(0).label() + " to " + last.label();
  }
}
