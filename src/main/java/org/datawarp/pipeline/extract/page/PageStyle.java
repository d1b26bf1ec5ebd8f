package org.datawarp.pipeline.extract.page;

/** The style of the page: inline, for light and dark screens, nothing fetched. */
public final class PageStyle {
  public static final String CSS =
      """
      :root { color-scheme: light dark; --page: #ffffff; --ink: #1d2125; --faint: #6a737d;
        --line: #d5dae0; --box: #f6f8fa; --outline: #2f5fb3; --warn: #9a5b00;
        --title: #e2d9fa; --header: #cfe2fc; --data: #ffffff; --total: #ffedbd;
        --marker: #ffd3ea; --section: #cdeed8; --note: #e9edf1; --ignored: #fbd8d3; --unclaimed: #ff8f70;
        --blank: #fafbfc; }
      @media (prefers-color-scheme: dark) { :root { --page: #15181c; --ink: #e3e7eb;
        --faint: #98a2ad; --line: #363c44; --box: #1d2228; --outline: #7fb0ff; --warn: #e5b567;
        --title: #43366b; --header: #1f4474; --data: #15181c; --total: #5a4712;
        --marker: #6d2350; --section: #1d4f33; --note: #2b3138; --ignored: #6b2a24; --unclaimed: #b23a12;
        --blank: #191d22; } }
      * { box-sizing: border-box; }
      body { margin: 0 auto; padding: 1.2rem 1.5rem 4rem; max-width: 120rem; background: var(--page);
        color: var(--ink); font: 14px/1.45 system-ui, "Segoe UI", Roboto, sans-serif; }
      h1 { font-size: 1.35rem; margin: 0 0 .3rem; overflow-wrap: anywhere; }
      h2 { font-size: 1.1rem; margin: 2.2rem 0 .2rem; overflow-wrap: anywhere; }
      h3 { font-size: 1rem; margin: 0 0 .2rem; overflow-wrap: anywhere; }
      p { margin: .15rem 0; overflow-wrap: anywhere; }
      a { color: inherit; }
      ul { margin: .3rem 0; padding-left: 1.2rem; }
      .faint, summary { color: var(--faint); }
      .warn { color: var(--warn); }
      .kind { display: inline-block; padding: 0 .5em; border: 1px solid var(--line);
        border-radius: 1em; font-size: .8em; font-weight: normal; vertical-align: middle; }
      .legend { position: sticky; top: 0; z-index: 2; margin: .8rem 0; padding: .4rem 0;
        background: var(--page); border-bottom: 1px solid var(--line); }
      .legend span { display: inline-block; margin: .1rem .35rem .1rem 0; padding: .05rem .5rem;
        border: 1px solid var(--line); border-radius: .2rem; }
      .card { margin: .6rem 0; padding: .5rem .8rem; background: var(--box);
        border: 1px solid var(--line); border-left: 4px solid var(--outline); border-radius: .3rem; }
      .scroll { overflow-x: auto; margin: .5rem 0; border: 1px solid var(--line); }
      table { border-collapse: collapse; }
      table.list td, table.list th { padding: .1rem .8rem .1rem 0; text-align: left;
        vertical-align: top; overflow-wrap: anywhere; }
      table.list th { font-weight: 600; color: var(--faint); }
      table.list td.right { text-align: right; }
      table.grid { font-size: 12px; line-height: 1.3; }
      table.grid td { min-width: 4em; max-width: 15em; padding: .1rem .35rem; overflow: hidden;
        border: 1px solid var(--line); text-overflow: ellipsis; white-space: nowrap;
        unicode-bidi: isolate; }
      table.grid th { padding: .1rem .4rem; background: var(--box); border: 1px solid var(--line);
        color: var(--faint); font-weight: normal; text-align: center; }
      table.grid tr > th:first-child { position: sticky; left: 0; text-align: right; }
      table.grid td.what { min-width: 0; color: var(--faint); background: var(--box);
        font-style: italic; }
      table.grid td.right { text-align: right; font-variant-numeric: tabular-nums; }
      table.grid td[colspan] { max-width: 0; }
      .prose table.grid td { max-width: 60em; white-space: normal; }
      table.grid th.hidden { color: var(--warn); font-style: italic; }
      table.grid td.gap { min-width: 1em; background: var(--box); }
      tr.gap td { color: var(--faint); font-style: italic; background: var(--box); }
      tr.as td { font-size: 11px; color: var(--faint); background: var(--page); }
      tr.as td b { color: var(--ink); font-weight: 600; }
      .title { background: var(--title); font-weight: 600; }
      .header { background: var(--header); font-weight: 600; }
      table.grid td.header { white-space: normal; vertical-align: bottom; }
      .data { background: var(--data); }
      .total { background: var(--total); }
      .marker { background: var(--marker); font-weight: 600; }
      .section { background: var(--section); }
      .note { background: var(--note); }
      .ignored { background: var(--ignored); }
      .unclaimed { background: var(--unclaimed); font-weight: 600;
        outline: 2px solid var(--unclaimed); }
      .blank { background: var(--blank); }
      table.grid td.top { border-top: 2px solid var(--outline); }
      table.grid td.bottom { border-bottom: 2px solid var(--outline); }
      table.grid td.left { border-left: 2px solid var(--outline); }
      table.grid td.rightmost { border-right: 2px solid var(--outline); }
      code { font-size: .92em; }
      """;

  private PageStyle() {}
}
