/**
 * A line of a web server's access log, in the common or combined format or as JSON: where its client stands, when it was,
 * and what was asked for, in the form in which it is compared with pen's log.
 */
@NullMarked
package org.penlb.logtools.weblog;

import org.jspecify.annotations.NullMarked;
