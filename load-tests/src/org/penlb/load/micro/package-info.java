/**
 * What single operations cost that every connection, query or datagram needs: time and bytes allocated, by JMH. Those that
 * measure what only their own package can see are in that package.
 */
@NullMarked
package org.penlb.load.micro;

import org.jspecify.annotations.NullMarked;
