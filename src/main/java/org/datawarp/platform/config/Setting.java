package org.datawarp.platform.config;

/**
 * One value of the configuration and where it came from.
 *
 * @param key its dotted key, such as {@code database.url}
 * @param value its value as text, secrets blotted out
 * @param origin {@code default}, {@code --option}, {@code environment NAME} or file, line and
 *     column
 */
public record Setting(String key, String value, String origin) {}
