/** What is here of registered publications, and what their schedules say is due. */
@NullMarked
package org.datawarp.lifecycle.publication;

import org.jspecify.annotations.NullMarked;
