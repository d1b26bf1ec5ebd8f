/** One changing command: its locks, log, commit, publication and recovery. */
@NullMarked
package org.datawarp.lifecycle.run;

import org.jspecify.annotations.NullMarked;
