/** Language models: what they are asked, how services are spoken to, and what is taken of it. */
@NullMarked
package org.datawarp.pipeline.enrich.model;

import org.jspecify.annotations.NullMarked;
