package org.penlb.convert;

import java.util.Map;

/** Surroundings that are the same on every machine. */
public final class Here {
    public static final int CAPACITY = 10_000;
    public static final int EVENT_LOOPS = 4;

    private Here() {}

    public static Surroundings surroundings() {
        return surroundings(Map.of());
    }

    /** With these environment variables. */
    public static Surroundings surroundings(Map<String, String> environment) {
        return new Surroundings((_, _) -> CAPACITY, EVENT_LOOPS, environment::get);
    }
}
