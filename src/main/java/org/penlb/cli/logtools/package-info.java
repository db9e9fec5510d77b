/** The command lines of the tools for logs: penlogd, penlog, mergelogs, webresolve. */
@NullMarked
package org.penlb.cli.logtools;

import org.jspecify.annotations.NullMarked;
