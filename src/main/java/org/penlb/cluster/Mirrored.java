package org.penlb.cluster;

import java.util.Map;

/** What is kept in a map of the cluster's, by those who keep it. */
interface Mirrored {
    /** What is known here, by key. */
    Map<String, byte[]> kept();

    /** A value of the map; what cannot be read is none. */
    void learned(byte[] value);
}
