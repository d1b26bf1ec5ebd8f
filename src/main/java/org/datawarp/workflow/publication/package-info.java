/** Publications: which of their issues are here, which are to be fetched, and fetching them. */
@NullMarked
package org.datawarp.workflow.publication;

import org.jspecify.annotations.NullMarked;
