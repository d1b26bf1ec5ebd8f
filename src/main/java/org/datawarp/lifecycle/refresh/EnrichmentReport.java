package org.datawarp.lifecycle.refresh;

import org.jspecify.annotations.Nullable;

/**
 * What an enrichment added.
 *
 * @param columns columns that could be described
 * @param byPerson described by a person, and left as they are
 * @param byPublisher described in the publisher's words
 * @param byModel described by a language model
 * @param without columns without a description
 * @param model the language model; null where none is configured
 * @param requests requests sent to it
 * @param tokens tokens these took, as far as is known
 */
public record EnrichmentReport(
    int columns,
    int byPerson,
    int byPublisher,
    int byModel,
    int without,
    @Nullable String model,
    int requests,
    long tokens) {}
