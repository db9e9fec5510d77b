package org.penlb.accesslog;

/** Where a {@link RequestScanner} is in what a client sends. */
enum ScanState {
    /** The next byte starts a request; of HTTP, empty lines may come before it (RFC 9112, 2.2). */
    START,
    /** Behind a line of nothing but blanks that nothing of HTTP came before, until the server speaks. */
    EMPTY,
    /** Within a request's first line. */
    LINE,
    /** Behind a request line without a version: HTTP/0.9 has no fields. */
    SIMPLE,
    /** Behind the empty line that some servers wait for there: it should be the last request. */
    LAST,
    /** Within a head of HTTP. */
    HEAD,
    /** Within a body of known length. */
    LENGTH,
    /** Within a chunked body. */
    CHUNKS,
    /** Behind the first line of something that is not HTTP, until the server speaks. */
    TURN,
    /** Nothing more is reported. */
    SILENT;

    /** Whether a request of HTTP has begun for sure, and its end has not come. */
    boolean isWithinRequest() {
        return this == SIMPLE || this == HEAD || this == LENGTH || this == CHUNKS;
    }
}
