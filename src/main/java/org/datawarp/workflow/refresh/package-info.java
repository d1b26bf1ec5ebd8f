/** Takes an issue from its URL to rows and files, whole or step by step. */
@NullMarked
package org.datawarp.workflow.refresh;

import org.jspecify.annotations.NullMarked;
