/** The commands: options in, one workflow called, a report out. */
@NullMarked
package org.datawarp.cli;

import org.jspecify.annotations.NullMarked;
