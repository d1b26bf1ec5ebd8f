/** Unattended use: what cron, systemd and GitHub are told, and the jobs that they start. */
@NullMarked
package org.datawarp.workflow.schedule;

import org.jspecify.annotations.NullMarked;
