package org.penlb.stream.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.penlb.config.Forwarding;
import org.penlb.config.TrustedProxies;

/** A server that reads what was edited finds no request that is not ours, whatever its client sends. */
class HttpServersPropertiesTest {
    private static final String OURS = "192.0.2.7";
    private static final List<String> PIECES = List.of(
            "GET / HTTP/1.1\r\n",
            "GET /evil HTTP/1.1\r\nX-Forwarded-For: 10.6.6.6\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\n",
            "POST / HTTP/1.0\nHost: a\n",
            "Content-Length: 50\r\n",
            "Content-Length: 0\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding: gzip, chunked\r\n",
            "X-Forwarded-For: 10.6.6.6\r\n",
            "X_Forwarded_For: 10.6.6.6\r\n",
            "Connection: close\r\n",
            "Upgrade: h2c\r\n",
            "Expect: 100-continue\r\n",
            "a: b\r\n",
            " folded\r\n",
            "\r\n",
            "\r\n\r\n",
            "\n",
            "32\r\n",
            "3;a=b\r\nabc\r\n",
            "0\r\n\r\n",
            "0\r\nX-Forwarded-For: 10.6.6.6\r\n\r\n",
            "hello\r\n",
            ":",
            " ",
            "\r",
            "\u000b",
            "\u0000");

    @Provide
    Arbitrary<String> streams() {
        return Arbitraries.of(PIECES).list().ofMinSize(1).ofMaxSize(16).map(pieces -> String.join("", pieces));
    }

    @Property(tries = 10_000)
    void each_request_that_a_server_finds_is_ours(@ForAll("streams") String stream, @ForAll long seed) {
        var random = new Random(seed);
        var text = new StringBuilder(random.nextBoolean() ? stream : "POST / HTTP/1.1\r\nHost: a\r\n" + stream);
        if (random.nextInt(3) == 0) {
            text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(256));
        }
        boolean claimsStay = random.nextBoolean();
        var client =
                new EditedClient(new Forwarding(false, claimsStay ? null : new TrustedProxies(List.of(), false)), OURS);
        for (String[] request : requests(client, text.toString(), 1 + random.nextInt(30))) {
            assertThat(request).as(text.toString()).isNotEmpty();
            assertThat(request[request.length - 1]).as(text.toString()).isEqualTo(OURS);
            assertThat(claimsStay || request.length == 1).as(text.toString()).isTrue();
        }
    }

    /** The fields X-Forwarded-For of each. */
    private static List<String[]> requests(EditedClient client, String text, int cut) {
        var server = new EmbeddedChannel(new HttpRequestDecoder());
        var found = new ArrayList<String[]>();
        for (int at = 0; at < text.length(); at += cut) {
            String part = client.edit(text.substring(at, Math.min(text.length(), at + cut)));
            if (part == null) {
                break;
            }
            server.writeInbound(Unpooled.wrappedBuffer(part.getBytes(StandardCharsets.ISO_8859_1)));
            for (Object read = server.readInbound(); read != null; read = server.readInbound()) {
                if (read instanceof HttpRequest request
                        && request.decoderResult().isSuccess()) {
                    found.add(request.headers().getAll("X-Forwarded-For").toArray(String[]::new));
                }
                ReferenceCountUtil.release(read);
            }
        }
        server.finishAndReleaseAll();
        return found;
    }
}
