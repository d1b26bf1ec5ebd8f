/**
 * What every command that changes something goes through: locks, run, commit, publishing, recovery.
 */
@NullMarked
package org.datawarp.run;

import org.jspecify.annotations.NullMarked;
