/** The balancers that are compared, each started alike. */
@NullMarked
package org.penlb.load.balancer;

import org.jspecify.annotations.NullMarked;
