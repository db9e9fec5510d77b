package org.penlb.load.measure;

import java.util.Collection;

/** What is made of many figures. */
public final class Statistics {
    private Statistics() {}

    /**
     * The middle one; of an even number, the mean of the two in the middle.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static double median(Collection<Double> figures) {
        if (figures.isEmpty()) {
            throw new IllegalArgumentException("figures: none (expected: one or more)");
        }
        double[] sorted =
                figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
