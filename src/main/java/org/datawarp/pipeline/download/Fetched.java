package org.datawarp.pipeline.download;

/** What was behind an address: a data file, or a page that may link to some. */
public sealed interface Fetched permits CachedFile, Page {}
