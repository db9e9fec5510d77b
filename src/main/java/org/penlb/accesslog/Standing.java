package org.penlb.accesslog;

/** Where a file that was opened by its name stands now. */
enum Standing {
    /** Its name leads to it. */
    IN_PLACE,
    /** It has another name: it was renamed, and what is written to it is not lost. */
    MOVED,
    /** It has no name any more that can be found: nobody will ever see what is written to it. */
    REMOVED
}
