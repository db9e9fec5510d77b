/** Which client is given which server, shared: batches that are acknowledged, and what heals when some are lost. */
@NullMarked
package org.penlb.cluster.assignments;

import org.jspecify.annotations.NullMarked;
