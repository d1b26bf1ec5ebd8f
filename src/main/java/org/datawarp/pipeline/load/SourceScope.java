package org.datawarp.pipeline.load;

/** Who owns a source's code. */
public enum SourceScope {
  /** The manifest that asks for it: its rows are those of one issue. */
  MANIFEST,
  /** The publication: a canonical source, in which every issue's manifest stacks its period. */
  PUBLICATION
}
