package org.penlb.cluster.node;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/** Values that all nodes share, by key. */
public interface Values {
    /** Writes a value some time; of several for one key the last one. */
    void put(String key, Buffer value);

    /** Reads all of them; fails if that takes too long. */
    Future<Map<String, Buffer>> all();

    /** How many operations failed, or took too long. */
    long failures();
}
