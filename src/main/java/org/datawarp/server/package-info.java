/** The embedded PostgreSQL for other programs. */
@NullMarked
package org.datawarp.server;

import org.jspecify.annotations.NullMarked;
