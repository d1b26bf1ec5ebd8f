package org.datawarp.workflow.cleanup;

/** The safety rules of cleanup. All of them are in force; tests take one away to see the damage. */
enum SafetyRule {
  /** Young things are kept, and things whose age nobody knows. */
  MIN_AGE,
  /** Only what Datawarp recorded is taken away. */
  RECORDED_ONLY,
  /** Archived and held sources, drafts and enriched manifests are no orphans. */
  PROTECTED,
  /** Many things at once need a word of their own. */
  MAX_DELETE,
  /** A database without sources, or another one than last time, proves nothing about files. */
  EMPTY_WORLD
}
