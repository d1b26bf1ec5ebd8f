/** How a session is opened. */
@NullMarked
package org.datawarp.platform.postgres.session;

import org.jspecify.annotations.NullMarked;
