/** What a connection goes through: it is accepted, looked at, given a server, dialled and joined. */
@NullMarked
package org.penlb.stream;

import org.jspecify.annotations.NullMarked;
