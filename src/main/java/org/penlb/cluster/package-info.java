/** Several instances that share what they know: this one's part of it. */
@NullMarked
package org.penlb.cluster;

import org.jspecify.annotations.NullMarked;
