package org.datawarp.pipeline.workbook;

/**
 * A member of a ZIP that was not read because it holds no data.
 *
 * @param member the path inside the ZIP
 * @param why the reason, a phrase that follows the name: {@code is a PDF document}
 */
public record SkippedMember(String member, String why) {}
