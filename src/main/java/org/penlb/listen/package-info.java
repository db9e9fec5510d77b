/**
 * A verticle per listener: accepts clients, asks balance for a server, hands both ends to a relay.
 */
@NullMarked
package org.penlb.listen;

import org.jspecify.annotations.NullMarked;
