package org.datawarp.pipeline.discover;

import java.net.URI;
import org.datawarp.model.period.Period;

/**
 * A period that a page has data of.
 *
 * @param period the period
 * @param url the file, or the page of the issue
 */
public record PublishedPeriod(Period period, URI url) {}
