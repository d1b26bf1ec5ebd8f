package org.datawarp.pipeline.discover;

import java.util.ArrayList;
import java.util.List;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.select.Evaluator;
import org.jsoup.select.NodeVisitor;
import org.jsoup.select.Selector;
import org.jspecify.annotations.Nullable;

/** Collects the links of a page with the heading above each, in one walk over the page. */
final class LinkCollector implements NodeVisitor {
  private static final Evaluator MENUS =
      Selector.evaluatorOf(
          "nav, header, footer, [role=navigation], [role=banner], [role=contentinfo],"
              + " #global-header, #footer, .breadcrumb, .breadcrumbs");
  private static final Evaluator HEADINGS =
      Selector.evaluatorOf("h2, h3, h4, h5, summary, caption");

  /** More of a heading says nothing, and each of many links would hold it. */
  private static final int LONGEST_HEADING = 1_000;

  /**
   * A link as it stands in the page.
   *
   * @param heading the last heading that ended before it; empty where there is none
   * @param isContent whether it stands outside menus, headers and footers
   */
  record Found(Element anchor, String heading, boolean isContent) {}

  private final Element page;
  private final PageTime time;
  private final List<Found> found = new ArrayList<>();
  private @Nullable Element heading;
  private @Nullable String headingText;
  private int openMenus;

  LinkCollector(Element page, PageTime time) {
    this.page = page;
    this.time = time;
  }

  /** Returns the links so far, in the page's order. */
  List<Found> found() {
    return found;
  }

  @Override
  public void head(Node node, int depth) {
    if (node instanceof Element element) {
      openMenus += MENUS.matches(page, element) ? 1 : 0;
      if (element.normalName().equals("a") && element.hasAttr("href")) {
        time.check();
        found.add(new Found(element, headingText(), openMenus == 0));
      }
    }
  }

  @Override
  public void tail(Node node, int depth) {
    if (node instanceof Element element) {
      openMenus -= MENUS.matches(page, element) ? 1 : 0;
      if (HEADINGS.matches(page, element)) {
        heading = element;
        headingText = null;
      }
    }
  }

  private String headingText() {
    String text = headingText;
    if (text == null) {
      text = heading == null ? "" : start(HtmlPage.oneLine(heading.text()));
      headingText = text;
    }
    return text;
  }

  private static String start(String text) {
    return text.length() > LONGEST_HEADING ? text.substring(0, LONGEST_HEADING) : text;
  }
}
