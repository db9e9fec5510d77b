package org.penlb.logtools.collect;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;
import org.penlb.logtools.weblog.RequestText;
import org.penlb.logtools.weblog.WebLogLine;

/**
 * What penlogd does with lines: pen's ({@code + client server request}) are remembered, of those of web servers the first
 * field becomes the client that pen has seen. For one thread.
 *
 * <p>Of several clients with the same request to the same server, it is the newest that no line was about yet, so that of
 * two who fetch one page at a time each is found once; or the next that pen tells of, if that comes in time; or the newest.
 */
final class Consolidation {
    private static final Logger LOG = System.getLogger(Consolidation.class.getName());

    private final PenEntries entries;
    private final int longest;
    private final Consumer<byte[]> to;
    private final WebLogLine web = new WebLogLine();
    private final RequestText request = new RequestText();
    private final WaitingLines waiting;

    private long penLines;
    private long bogusPenLines;
    private long matched;
    private long unmatched;
    private long cut;

    /**
     * @param patience for how many nanoseconds a line waits for what pen has to say about it
     * @param longest how many bytes a line may have that is passed on, with its line feed; what is longer is cut
     * @param to gets the lines of web servers, each with a line feed
     */
    Consolidation(PenEntries entries, long patience, int longest, Consumer<byte[]> to) {
        this.entries = entries;
        waiting = new WaitingLines(patience, this::write);
        this.longest = longest;
        this.to = to;
    }

    CollectedCounts counts() {
        return new CollectedCounts(penLines, bogusPenLines, matched, unmatched, cut);
    }

    /**
     * Takes what one sender has sent: a line, or several.
     *
     * @param from the sender's address
     * @param nanoTime when that came
     */
    void take(IpAddress from, byte[] bytes, int length, long nanoTime) {
        int start = 0;
        while (start < length) {
            int feed = start;
            while (feed < length && bytes[feed] != '\n') {
                feed++;
            }
            line(from, bytes, start, feed > start && bytes[feed - 1] == '\r' ? feed - 1 : feed, nanoTime);
            start = feed + 1;
        }
        waiting.pass(nanoTime);
    }

    /** Writes those lines that have waited long enough. */
    void pass(long nanoTime) {
        waiting.pass(nanoTime);
    }

    /** Writes all that wait. */
    void passAll() {
        waiting.passAll();
    }

    /** In how many nanoseconds {@link #pass} has something to do, or -1 if nothing waits. */
    long untilNext(long nanoTime) {
        return waiting.untilNext(nanoTime);
    }

    private void line(IpAddress from, byte[] bytes, int start, int end, long nanoTime) {
        if (start == end) {
            return;
        }
        if (bytes[start] == '+' && (start + 1 == end || bytes[start + 1] == ' ')) {
            penLine(bytes, start, end);
        } else {
            webLine(from, bytes, start, end, nanoTime);
        }
    }

    private void penLine(byte[] bytes, int start, int end) {
        penLines++;
        int client = start + 2;
        int behindClient = blank(bytes, client, end);
        int server = behindClient + 1;
        int behindServer = blank(bytes, server, end);
        try {
            if (behindServer >= end) {
                throw new ConfigException("the request is missing");
            }
            request.setPlain(bytes, behindServer + 1, end);
            penLine(address(bytes, client, behindClient), address(bytes, server, behindServer));
        } catch (ConfigException e) {
            bogusPenLines++;
            LOG.log(
                    Level.DEBUG,
                    "discarded a line of pen ({0}; expected: + client server request): {1}",
                    e.getMessage(),
                    WebLine.visible(bytes, start, end));
        }
    }

    private void penLine(IpAddress client, IpAddress server) {
        RequestKey whole = RequestKey.of(server, request);
        RequestKey withoutProtocol = RequestKey.withoutProtocol(server, request);
        WebLine about = waiting.take(whole);
        if (about == null && withoutProtocol != null) {
            about = waiting.take(withoutProtocol);
        }
        if (about != null) {
            about.setClient(client);
        }
        entries.add(client, whole, withoutProtocol, about != null);
    }

    private static int blank(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && bytes[at] != ' ') {
            at++;
        }
        return at;
    }

    /** The scope that some name behind an address of IPv6 is no part of it. */
    private static IpAddress address(byte[] bytes, int start, int end) {
        String text = new String(bytes, Math.min(start, end), Math.max(0, end - start), StandardCharsets.ISO_8859_1);
        int scope = text.indexOf('%');
        return IpAddress.parse(scope < 0 ? text : text.substring(0, scope));
    }

    private void webLine(IpAddress from, byte[] bytes, int start, int end, long nanoTime) {
        web.read(bytes, start, end);
        boolean hasAll = web.hasClient() && web.request().length() > 0;
        var line = new WebLine(
                Arrays.copyOfRange(bytes, start, end),
                web.clientFrom() - start,
                web.clientTo() - start,
                hasAll ? RequestKey.of(from, web.request()) : null,
                nanoTime);
        RequestKey key = line.request();
        IpAddress client = key == null ? null : entries.takeUnused(key);
        if (client != null) {
            line.setClient(client);
        }
        waiting.add(line);
    }

    private void write(WebLine line) {
        RequestKey key = line.request();
        if (line.client() == null && key != null) {
            IpAddress newest = entries.newest(key);
            if (newest != null) {
                line.setClient(newest);
            }
        }
        if (line.client() == null) {
            unmatched++;
            LOG.log(Level.DEBUG, () -> "pen has told of no client (" + line.origin() + "): " + line);
        } else {
            matched++;
        }
        byte[] bytes = line.toBytes();
        if (bytes.length >= longest) {
            cut++;
        }
        byte[] whole = Arrays.copyOf(bytes, Math.min(bytes.length + 1, longest));
        whole[whole.length - 1] = '\n';
        to.accept(whole);
    }
}
