package org.penlb.cluster;

import org.jspecify.annotations.Nullable;
import org.penlb.cluster.totals.InstanceTotals;

/**
 * Another instance at a moment.
 *
 * @param name what operators call it
 * @param up whether it is heard
 * @param heardMillis how long ago it was heard last
 * @param lag what is on its way to it: batches of assignments, and clients that wait for their turn
 * @param completeMillis how long ago it was last seen to know no client that is not known here; null if it never was
 * @param totals what it did, if it told
 */
public record PeerView(
        String name,
        boolean up,
        long heardMillis,
        long lag,
        @Nullable Long completeMillis,
        @Nullable InstanceTotals totals) {}
