/** Publications as the configuration describes them: their periods, due dates and addresses. */
@NullMarked
package org.datawarp.model.publication;

import org.jspecify.annotations.NullMarked;
