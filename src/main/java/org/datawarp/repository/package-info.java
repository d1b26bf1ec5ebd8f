/**
 * What the database records: one class for each kind of thing, over the schema that Flyway manages.
 */
@NullMarked
package org.datawarp.repository;

import org.jspecify.annotations.NullMarked;
