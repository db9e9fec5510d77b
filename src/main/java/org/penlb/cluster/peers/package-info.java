/** The other instances: who they are, and who of them is heard. */
@NullMarked
package org.penlb.cluster.peers;

import org.jspecify.annotations.NullMarked;
