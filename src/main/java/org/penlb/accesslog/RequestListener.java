package org.penlb.accesslog;

/** Hears of the requests that a {@link RequestScanner} finds. */
@FunctionalInterface
public interface RequestListener {
    /**
     * A request has come. It is reported as soon as its line is known: at CR, at LF, after
     * {@value RequestScanner#LONGEST_LINE} bytes, or when the line turns out to have no end.
     *
     * @param epochSeconds when its first byte was seen
     * @param line its first line without the line's end, printable ASCII only: every other byte is a dot. The
     *     listener's to keep
     */
    void request(long epochSeconds, byte[] line);

    /**
     * The head of a request of HTTP ends.
     *
     * @param blankLine the index of the empty line's first byte in the bytes at hand: more fields fit in before it
     */
    default void headEnds(int blankLine) {}

    /**
     * Some lines of fields of a request of HTTP, or parts of them: of a head, without its request line and its empty line, or of
     * the trailers behind a body in chunks, without their empty line.
     *
     * @param from the index of the first byte in the bytes at hand
     * @param to the index behind the last one; there may be none
     */
    default void fields(int from, int to, boolean trailers) {}

    /** Whether the server gets what the head that has just ended offers: to go on in another protocol. */
    default boolean passesOffer() {
        return true;
    }

    /** It is HTTP/2, without an agreement by which one could have known. What follows is not looked at. */
    default void http2() {}

    /**
     * It is HTTP, or some servers may take it for that; but where this request ends, and the next one begins, cannot be
     * known for sure.
     */
    default void unclear() {}
}
