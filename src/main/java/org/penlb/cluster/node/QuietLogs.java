package org.penlb.cluster.node;

import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The logs of Hazelcast and of the clustered event bus, turned down: they tell each step of a start in many lines, and each
 * attempt to reach a node that is gone, several times a second and with a stack trace. Who is up and who is not is told once,
 * elsewhere.
 */
final class QuietLogs {
    private static final Map<String, Level> LEVELS = Map.of(
            "com.hazelcast", Level.SEVERE,
            "io.vertx.core.eventbus.impl.clustered", Level.OFF);

    /** A logger that nobody holds is forgotten, and its level with it. */
    private static final List<Logger> HELD =
            LEVELS.keySet().stream().map(Logger::getLogger).toList();

    private QuietLogs() {}

    /** Leaves the levels alone that the operator has set. */
    static void set() {
        for (Logger logger : HELD) {
            if (logger.getLevel() == null) {
                logger.setLevel(LEVELS.get(logger.getName()));
            }
        }
    }
}
