package org.datawarp.lifecycle.refresh;

import org.datawarp.pipeline.download.CachedFile;

/**
 * One fetched data file of an issue.
 *
 * @param file the file in the cache
 * @param linkText what linked to it on a page; empty when it was asked for directly
 */
record IssueFile(CachedFile file, String linkText) {}
