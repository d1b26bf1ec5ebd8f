/**
 * What is said about tables and columns: found in the publisher's own words by rules, and where
 * these say nothing, asked of a language model.
 */
@NullMarked
package org.datawarp.pipeline.enrich;

import org.jspecify.annotations.NullMarked;
