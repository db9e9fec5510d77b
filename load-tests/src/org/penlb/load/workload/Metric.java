package org.penlb.load.workload;

/** What is measured of a balancer at a workload. */
public enum Metric {
    RATE("work", "/s", Better.MORE),
    CPU("CPU", "us each", Better.LESS),
    P50("p50", "us", Better.LESS),
    P99("p99", "us", Better.LESS),
    P999("p99.9", "us", Better.LESS),
    /** Wall time from start to when a connection is accepted. */
    LISTENING("listening", "ms", Better.LESS),
    /** Wall time from start to the first byte of an answer. */
    FIRST_BYTE("first byte", "ms", Better.LESS),
    /** Resident memory that an open connection costs. */
    PER_CONNECTION("each", "KiB", Better.LESS),
    RSS("RSS", "MiB", Better.LESS),
    PSS("PSS", "MiB", Better.LESS),
    /** The longest time without an answer. */
    AWAY("away", "ms", Better.LESS),
    /** Units of work in all. */
    DONE("done", "", Better.NEITHER),
    /** Answers that did not come. */
    LOST("lost", "", Better.NEITHER),
    /** Answers that were not those asked for. */
    WRONG("wrong", "", Better.NEITHER);

    /** Which way is better. */
    public enum Better {
        MORE,
        LESS,
        /** There is no ratio to the best. */
        NEITHER
    }

    private final String label;
    private final String unit;
    private final Better better;

    Metric(String label, String unit, Better better) {
        this.label = label;
        this.unit = unit;
        this.better = better;
    }

    /** What columns are headed with. */
    public String label() {
        return label;
    }

    /** Such as {@code ms}; empty for plain numbers. */
    public String unit() {
        return unit;
    }

    public Better better() {
        return better;
    }
}
