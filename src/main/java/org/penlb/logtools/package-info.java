/**
 * The tools for logs: what the access logs of web servers say, with the clients that only pen has seen. {@code weblog}
 * reads a line, {@code collect} is penlogd's and penlog's, {@code merge} mergelogs', {@code resolve} webresolve's.
 */
@NullMarked
package org.penlb.logtools;

import org.jspecify.annotations.NullMarked;
