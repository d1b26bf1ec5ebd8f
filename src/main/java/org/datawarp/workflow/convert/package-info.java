/** Writes the tables of a file as files of their own. */
@NullMarked
package org.datawarp.workflow.convert;

import org.jspecify.annotations.NullMarked;
