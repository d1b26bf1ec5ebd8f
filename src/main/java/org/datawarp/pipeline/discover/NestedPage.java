package org.datawarp.pipeline.discover;

import java.net.URI;
import org.datawarp.model.period.Period;
import org.jspecify.annotations.Nullable;

/**
 * A page that may hold the files where this one has none; followed one level.
 *
 * @param url its address, absolute
 * @param text what the link says
 * @param period the period of the link, null for none
 * @param why the reason to follow it, one line
 */
public record NestedPage(URI url, String text, @Nullable Period period, String why) {}
