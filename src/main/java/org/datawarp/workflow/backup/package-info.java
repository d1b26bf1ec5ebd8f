/** Backups of the database: made, tried, restored, and forgotten by rule. */
@NullMarked
package org.datawarp.workflow.backup;

import org.jspecify.annotations.NullMarked;
