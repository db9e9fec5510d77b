package org.penlb.logtools.merge;

/** Is told now and then how far a merge has come. */
public interface MergeProgress {
    /** For who does not want to know. */
    MergeProgress NONE = (_, _, _) -> {};

    /**
     * Tells it; often, so this must be cheap.
     *
     * @param lines how many were written
     * @param bytes how many were read of all logs, pen's too, as they lie on disk
     * @param of how many there are; 0 if that is not known, because one of the logs is a pipe
     */
    void at(long lines, long bytes, long of);
}
