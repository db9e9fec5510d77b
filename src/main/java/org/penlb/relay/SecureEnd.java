package org.penlb.relay;

/** One end of a connection whose bytes travel encrypted. */
public interface SecureEnd extends End {
    /** Whether its stream stopped without the end that TLS demands: somebody else may have cut it. */
    boolean isTruncated();
}
