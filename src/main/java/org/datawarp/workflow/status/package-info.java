/**
 * Looks without touching: lists, states, histories; and records again what the database has
 * forgotten.
 */
@NullMarked
package org.datawarp.workflow.status;

import org.jspecify.annotations.NullMarked;
