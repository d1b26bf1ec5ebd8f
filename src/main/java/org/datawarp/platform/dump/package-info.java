/**
 * Dumps of the database in plain SQL: written from the catalogue, read back statement by statement.
 */
@NullMarked
package org.datawarp.platform.dump;

import org.jspecify.annotations.NullMarked;
