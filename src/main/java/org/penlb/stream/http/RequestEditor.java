package org.penlb.stream.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.penlb.accesslog.RequestListener;
import org.penlb.accesslog.RequestScanner;
import org.penlb.config.Forwarding;
import org.penlb.config.StreamOptions;
import org.penlb.config.TrustedProxies;
import org.penlb.relay.Editor;
import org.penlb.stream.http.FieldRules.Claims;

/**
 * Tells servers on whose behalf they are asked: each request of HTTP/1 is given fields, the last ones of its head. What the
 * client says of itself in fields of those names stays before them, or is taken out. A request whose end is not clear ends the
 * connection: behind it, another one could hide that has the fields of its sender's choice alone. So does whatever else some
 * servers read in another way: docs/decisions/029.
 */
public final class RequestEditor implements Editor, RequestListener {
    /** More than one request at a time is rare, and finds room all the same. */
    private static final int SPARE = 256;

    private final ForwardedFields fields;
    private final FieldFilter filter;
    private final RequestScanner scanner = new RequestScanner(this, () -> 0);
    private final ProxyHeaderWatch proxyHeader = new ProxyHeaderWatch();
    private final boolean keepsProto;
    private @Nullable Passage passage;
    /** Up to where the bytes at hand have been passed on. */
    private int passed;

    private boolean upgradeOffered;
    private boolean unclear;

    private RequestEditor(StreamOptions options, ClientFacts client, Claims claims) {
        fields = new ForwardedFields(options, client);
        filter = new FieldFilter(new FieldRules(
                claims,
                client.tls() == null && claims != Claims.GO,
                options.forwarding().forwarded()));
        keepsProto = claims == Claims.TRUSTED;
    }

    /** Who edits what a client sends; null if it is to pass as it is. */
    public static @Nullable Editor of(StreamOptions options, ClientFacts client) {
        Forwarding forwarding = options.forwarding();
        if (!options.editsHttp()) {
            return null;
        }
        if (client.isHttp2()) {
            return new Http2Preface();
        }
        TrustedProxies trusted = forwarding.trustedProxies();
        if (trusted == null && !forwarding.forwarded() && !client.hasAddress() && client.tls() == null) {
            return null; // there is nothing to tell
        }
        return new RequestEditor(options, client, claims(trusted, client));
    }

    private static Claims claims(@Nullable TrustedProxies trusted, ClientFacts client) {
        if (trusted == null) {
            return Claims.STAY;
        }
        return trusted.contains(client.address()) ? Claims.TRUSTED : Claims.GO;
    }

    @Override
    public @Nullable ByteBuf edit(ByteBuffer bytes, long fromServer) {
        ByteBuf out =
                ByteBufAllocator.DEFAULT.directBuffer(bytes.remaining() + filter.heldBytes() + fields.length() + SPARE);
        boolean passes = false;
        try {
            var now = new Passage(bytes, out);
            passage = now;
            passed = bytes.position();
            unclear |= proxyHeader.sees(bytes);
            scanner.client(bytes, fromServer);
            passes = !unclear && !filter.isOdd();
            if (passes) {
                now.pass(passed, bytes.limit());
            }
            return passes ? out : null;
        } finally {
            passage = null;
            if (!passes) {
                out.release();
            }
        }
    }

    @Override
    public boolean isOpen() {
        return scanner.isWithinRequest();
    }

    @Override
    public void request(long epochSeconds, byte[] line) {
        // the log is another's business
    }

    @Override
    public void fields(int from, int to, boolean trailers) {
        Passage now = passage;
        if (now != null && !unclear) {
            now.pass(passed, from);
            filter.pass(now, from, to, trailers);
            passed = to;
        }
    }

    @Override
    public void headEnds(int blankLine) {
        Passage now = passage;
        if (now != null && !unclear) {
            now.pass(passed, blankLine);
            passed = blankLine;
            fields.write(now.out(), keepsProto && filter.isProtoSaid(), filter.host());
            upgradeOffered = filter.isUpgradeOffered();
            filter.start();
        }
    }

    @Override
    public boolean passesOffer() {
        return upgradeOffered;
    }

    @Override
    public void unclear() {
        unclear = true;
    }

    /** Nobody would edit its requests. */
    @Override
    public void http2() {
        unclear = true;
    }
}
