/**
 * This instance as one node among others: a clustered Vert.x and Hazelcast beneath it, started beside the traffic and ended
 * again. It carries messages from node to node and small values in maps, and lists who is there; whether one that is listed
 * is alive is for others to judge by what they hear of it.
 *
 * <p>A <em>node</em> is one life of an instance in the cluster; joining afresh makes another one.
 */
@NullMarked
package org.penlb.cluster.node;

import org.jspecify.annotations.NullMarked;
