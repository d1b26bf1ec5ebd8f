/** The description of a source as Markdown. */
@NullMarked
package org.datawarp.pipeline.export.document;

import org.jspecify.annotations.NullMarked;
