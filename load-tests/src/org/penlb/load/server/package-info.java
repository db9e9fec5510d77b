/** Those who do the work behind a balancer. */
@NullMarked
package org.penlb.load.server;

import org.jspecify.annotations.NullMarked;
