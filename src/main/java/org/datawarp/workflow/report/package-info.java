/** {@code report}: the estate on one page. */
@NullMarked
package org.datawarp.workflow.report;

import org.jspecify.annotations.NullMarked;
