/** One class for each command, and the options that several share. */
@NullMarked
package org.datawarp.cli.command;

import org.jspecify.annotations.NullMarked;
