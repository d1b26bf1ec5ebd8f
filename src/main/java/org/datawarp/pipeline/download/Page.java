package org.datawarp.pipeline.download;

import java.net.URI;
import java.time.Instant;

/**
 * A web page (HTML, or JSON such as the ONS's twin of its pages). Only its latest text is kept, for
 * offline use: a page is not data.
 *
 * @param url the address asked for, normalized, without password or signature
 * @param finalUrl the address after redirects, against which its links are resolved
 * @param text the decoded text
 * @param fetchedAt when it was fetched
 * @param outcome {@link FetchOutcome#DOWNLOADED}, {@link FetchOutcome#CACHED} or {@link
 *     FetchOutcome#LOCAL}
 */
public record Page(String url, URI finalUrl, String text, Instant fetchedAt, FetchOutcome outcome)
    implements Fetched {}
