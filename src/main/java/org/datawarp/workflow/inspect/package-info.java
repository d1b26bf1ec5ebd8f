/** Shows what is in a file. */
@NullMarked
package org.datawarp.workflow.inspect;

import org.jspecify.annotations.NullMarked;
