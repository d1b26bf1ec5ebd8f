/** Set-up, configuration, and the embedded server for other programs. */
@NullMarked
package org.datawarp.workflow.admin;

import org.jspecify.annotations.NullMarked;
