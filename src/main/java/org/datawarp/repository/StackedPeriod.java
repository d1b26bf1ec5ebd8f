package org.datawarp.repository;

/**
 * One period of a canonical source.
 *
 * @param source the source's code
 * @param period the stored form of the period
 * @param manifest the manifest that its rows come from
 */
public record StackedPeriod(String source, String period, String manifest) {}
