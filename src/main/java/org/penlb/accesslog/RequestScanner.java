package org.penlb.accesslog;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the requests in what one client sends, and reports the first line of each. What is found does not depend on how
 * the bytes were cut into reads.
 *
 * <p>A request starts with the first byte of the connection. If its first line is a request line of HTTP/1.x, it is
 * followed through its head and its body (RFC 9112), and the next request starts behind it, whether it was pipelined or
 * sent later. Otherwise the next request starts with the first byte that comes after the server has said something: so
 * the commands of SMTP are a line each. Behind an empty line, as pen counts one, a request of HTTP is found, too.
 *
 * <p>Where the end of an HTTP request cannot be known for sure (a head over {@value HttpHead#LONGEST} bytes, a
 * body of doubtful length) nothing more is reported: a guess would take the insides of a body for a request.
 *
 * <p>One for each connection, used by one thread. Body bytes are skipped, not looked at; nothing is allocated but the
 * lines that are reported.
 */
public final class RequestScanner {
    /** Bytes of a request's first line that are reported; what comes behind is left out. */
    public static final int LONGEST_LINE = RequestLine.LONGEST;

    private final RequestListener listener;
    private final LongSupplier epochSeconds;
    private final RequestLine line = new RequestLine();
    private @Nullable HttpHead head;
    private @Nullable ChunkedBody chunks;

    private ScanState state = ScanState.START;
    private long startedAt;
    private long heard;
    private long bodyLeft;
    private boolean reported;
    /** The empty line before was the request, unless this one turns out to be of HTTP. */
    private boolean quiet;

    /** The client has offered to go on in another protocol. */
    private boolean upgrading;
    /** How much the server had said then. */
    private long heardBefore;

    /** A request of HTTP has come already. */
    private boolean isHttp;

    /**
     * @param listener hears of each request within the call that brings the end of its line
     * @param epochSeconds the clock, asked once for each request
     */
    public RequestScanner(RequestListener listener, LongSupplier epochSeconds) {
        this.listener = listener;
        this.epochSeconds = epochSeconds;
    }

    /**
     * The next bytes from the client.
     *
     * @param bytes from its position to its limit; neither changed nor kept
     * @param fromServer how many bytes the server has sent on this connection before these came
     */
    public void client(ByteBuffer bytes, long fromServer) {
        int at = bytes.position();
        int end = bytes.limit();
        if (at < end && fromServer > heard) {
            heard = fromServer;
            turn();
        }
        while (at < end) {
            switch (state) {
                case LENGTH -> {
                    int skipped = (int) Math.min(bodyLeft, end - at);
                    at += skipped;
                    bodyLeft -= skipped;
                    if (bodyLeft == 0) {
                        state = ScanState.START;
                    }
                }
                case HEAD -> at = inHead(bytes, at, end);
                case CHUNKS -> at = inChunks(bytes, at, end);
                case LAST -> behindLast();
                case TURN, SILENT -> at = end;
                default -> next(bytes.get(at++));
            }
        }
    }

    /** The client has nothing more to say: a line that has no end is reported as it is. Calling it again does no harm. */
    public void end() {
        if (state == ScanState.LINE && !upgrading) {
            report();
        }
        state = ScanState.SILENT;
    }

    /** The server has spoken since the client's last bytes. That ends what is not HTTP. */
    private void turn() {
        switch (state) {
            case LINE, SIMPLE -> {
                if (!isHttp) { // or it answers an earlier request, while the line of the next one is on its way
                    report();
                    state = ScanState.START;
                }
            }
            case TURN, LAST, EMPTY -> state = ScanState.START;
            default -> {
                // a request of HTTP ends where its bytes say, and may be answered before that
            }
        }
    }

    private void next(byte next) {
        switch (state) {
            case START, EMPTY -> {
                boolean skipped = isHttp || state == ScanState.EMPTY;
                if (!skipped || (next != '\r' && next != '\n')) {
                    start(next);
                }
            }
            case LINE -> inLine(next);
            case SIMPLE -> behindSimple(next);
            default -> throw new IllegalStateException("a byte in state " + state);
        }
    }

    private void start(byte first) {
        startedAt = epochSeconds.getAsLong();
        reported = false;
        quiet = state == ScanState.EMPTY;
        line.clear();
        state = ScanState.LINE;
        inLine(first);
    }

    private void inLine(byte next) {
        line.add(next);
        switch (line.kind()) {
            case HTTP -> {
                quiet = false;
                report();
                requestLineRead();
            }
            case OTHER -> {
                if (line.isComplete() && !upgrading) {
                    report();
                }
                if (line.isOver()) {
                    otherRead();
                }
            }
            case OPEN -> {
                if (line.isComplete() && !upgrading) {
                    report();
                }
                if (line.bytes() > HttpHead.LONGEST) {
                    lost();
                }
            }
        }
    }

    private void otherRead() {
        LenientLine lenient = line.lenient();
        if (line.isHttp2()) {
            state = ScanState.SILENT;
            listener.http2();
        } else if (lenient.isVersioned()) {
            listener.unclear();
            notHttp();
        } else if (lenient.isSimple()) {
            state = ScanState.SIMPLE;
        } else if (lenient.isBlank()) {
            state = ScanState.EMPTY;
        } else {
            notHttp();
        }
    }

    private void notHttp() {
        if (!upgrading) {
            if (isHttp) {
                listener.unclear(); // a server that takes no notice of it goes on behind it
            }
            state = ScanState.TURN;
        } else {
            state = heard > heardBefore ? ScanState.SILENT : ScanState.START; // the server has switched, or not yet
        }
    }

    /** Some servers read on to fields; where none comes, they have nothing to read. */
    private void behindSimple(byte next) {
        if (next == '\r') {
            return;
        }
        if (next != '\n') {
            listener.unclear();
        }
        if (next == '\n' && !upgrading) {
            state = ScanState.LAST;
        } else {
            notHttp();
        }
    }

    private void behindLast() {
        listener.unclear();
        state = ScanState.TURN;
    }

    private void requestLineRead() {
        isHttp = true;
        if (head == null) {
            head = new HttpHead();
        }
        head.start(line.minorVersion(), line.bytes(), line.endsBare());
        state = ScanState.HEAD;
    }

    private int inHead(ByteBuffer bytes, int at, int end) {
        HttpHead read = requireNonNull(head);
        boolean hasFields = !read.isEnding();
        int behind = read.read(bytes, at, end);
        if (hasFields) {
            listener.fields(at, read.blankLine() >= 0 ? read.blankLine() : behind, false);
        }
        if (read.isOver() && read.mixesLineEnds()) {
            listener.unclear(); // to some servers one kind of them is no end
        }
        if (read.blankLine() >= 0) {
            listener.headEnds(read.blankLine());
        }
        if (read.isOver()) {
            headRead(read);
        }
        return behind;
    }

    private void headRead(HttpHead read) {
        // Whether the server takes the offer to speak something else, or opens a tunnel, cannot be seen from here.
        // Where it does, what is not HTTP/1.x is no line of a log; else the next request is one like any other.
        boolean connects = line.startsWith("CONNECT ");
        upgrading = connects || (read.offersUpgrade() && listener.passesOffer());
        heardBefore = heard;
        if (connects && read.body() != HttpHead.Body.NONE) {
            lost(); // some take it for the tunnel's
            return;
        }
        switch (read.body()) {
            case NONE -> state = ScanState.START;
            case LENGTH -> {
                bodyLeft = read.contentLength();
                state = ScanState.LENGTH;
            }
            case CHUNKED -> {
                if (chunks == null) {
                    chunks = new ChunkedBody();
                }
                chunks.start();
                state = ScanState.CHUNKS;
            }
            case UNKNOWN -> lost();
        }
    }

    private int inChunks(ByteBuffer bytes, int at, int end) {
        ChunkedBody body = requireNonNull(chunks);
        int behind = body.read(bytes, at, end);
        if (body.trailersTo() > body.trailersFrom()) {
            listener.fields(body.trailersFrom(), body.trailersTo(), true);
        }
        if (body.isFaulty()) {
            lost();
        } else if (body.isComplete()) {
            state = ScanState.START;
        }
        return behind;
    }

    /** Whether a request has begun, or what may become one, and its end has not come. */
    public boolean isWithinRequest() {
        boolean inLine = state == ScanState.LINE && line.kind() == RequestLine.Kind.OPEN && !upgrading;
        return inLine || state.isWithinRequest();
    }

    private void lost() {
        state = ScanState.SILENT;
        listener.unclear();
    }

    private void report() {
        if (!reported && !quiet) {
            reported = true;
            listener.request(startedAt, line.text());
        }
    }
}
