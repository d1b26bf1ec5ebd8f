package org.datawarp.model;

/** The steps of runs, in their order; no run takes all of them. */
public enum RunStep {
  /** The file is fetched, or found in the cache. */
  FETCH("fetch"),
  /** The run and its events are written, in progress. */
  BEGIN("begin"),
  /** Tables are found and typed. */
  EXTRACT("extract"),
  /** What will be replaced is proven to be safe in a file. */
  PROTECT("protect"),
  /** Rows are in the database, uncommitted. */
  LOAD("load"),
  /** New exports are written to the run's folder and verified. */
  EXPORT("export"),
  /** What is to go, or to come back, is looked at again under the run's locks. */
  PLAN("plan"),
  /** Registry rows and tables are changed, uncommitted. */
  CHANGE("change"),
  /** The transaction that decides is committed. */
  COMMIT("commit"),
  /** Files are renamed into place. */
  PUBLISH("publish"),
  /** The catalogue is rebuilt. */
  CATALOG("catalog"),
  /** The run is marked published and its folder removed. */
  FINISH("finish");

  private final String text;

  RunStep(String text) {
    this.text = text;
  }

  /** Returns the word for people. */
  public String text() {
    return text;
  }
}
