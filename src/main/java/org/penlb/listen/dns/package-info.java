/** DNS listeners: every query is balanced by itself, and goes to another server if the first one does not answer. */
@NullMarked
package org.penlb.listen.dns;

import org.jspecify.annotations.NullMarked;
