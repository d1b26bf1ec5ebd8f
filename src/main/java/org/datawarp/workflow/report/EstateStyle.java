package org.datawarp.workflow.report;

/** The style of the page: inline, for light and dark screens and for phones, nothing fetched. */
final class EstateStyle {
  static final String CSS =
      """
      :root { color-scheme: light dark; --page: #ffffff; --ink: #1d2125; --faint: #5f6872;
        --line: #d5dae0; --box: #f6f8fa; --bar: #2f5fb3; --other: #8fb3e8; }
      @media (prefers-color-scheme: dark) { :root { --page: #15181c; --ink: #e3e7eb;
        --faint: #98a2ad; --line: #363c44; --box: #1d2228; --bar: #7fb0ff; --other: #3c629c; } }
      * { box-sizing: border-box; }
      body { margin: 0 auto; padding: 1.2rem 1rem 4rem; max-width: 64rem; background: var(--page);
        color: var(--ink); font: 15px/1.45 system-ui, "Segoe UI", Roboto, sans-serif; }
      h1 { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere; }
      h2 { font-size: 1.15rem; margin: 2.4rem 0 0; }
      h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
      p { margin: .1rem 0 .6rem; overflow-wrap: anywhere; }
      .faint { color: var(--faint); }
      .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .6rem;
        margin: 1rem 0; }
      .card { padding: .6rem .8rem; background: var(--box); border: 1px solid var(--line);
        border-radius: .4rem; }
      .card b { display: block; font-size: 1.15rem; font-variant-numeric: tabular-nums; }
      .card span { color: var(--faint); font-size: .9rem; }
      .series { margin: .8rem 0 1.2rem; }
      .series h3 { display: inline; margin-right: .6rem; }
      .series svg { display: block; width: 100%; height: 5.5rem; margin-top: .3rem; }
      .ends { display: flex; justify-content: space-between; color: var(--faint); font-size: .85rem; }
      .line { display: grid; grid-template-columns: minmax(6rem, 16rem) 1fr; column-gap: .8rem;
        align-items: center; margin: .3rem 0; }
      .line .name { grid-row: span 2; overflow-wrap: anywhere; }
      .row { display: grid; grid-template-columns: 1fr 8rem; column-gap: .6rem; align-items: center;
        grid-column: 2; }
      .row svg { width: 100%; height: .9rem; }
      .value { font-variant-numeric: tabular-nums; font-size: .9rem; color: var(--faint); }
      .bar { fill: var(--bar); } .other { fill: var(--other); }
      .axis { stroke: var(--line); }
      @media (max-width: 36rem) { .line { grid-template-columns: 1fr; }
        .row { grid-column: 1; grid-template-columns: 1fr 6.5rem; } .line .name { grid-row: auto; } }
      """;

  private EstateStyle() {}
}
