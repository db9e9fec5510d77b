package org.penlb.stream;

/** Where a connection is on its walk. All calls come from its event loop. */
sealed interface Stage permits Securing, Looking, Dialling, Joined {
    /** Goes no further: gives up what this stage has begun, and breaks the connection off. No effect once that has ended. */
    void abandon();
}
