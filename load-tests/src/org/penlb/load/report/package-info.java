/** What a run has found: as a table, as JSON, as a page. */
@NullMarked
package org.penlb.load.report;

import org.jspecify.annotations.NullMarked;
