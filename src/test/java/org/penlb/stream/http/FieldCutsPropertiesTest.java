package org.penlb.stream.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.penlb.config.Forwarding;
import org.penlb.config.IpAddress;
import org.penlb.config.TrustedProxies;

/** What the server gets depends on the bytes, not on how they were cut; and whatever they are, no claim gets through. */
class FieldCutsPropertiesTest {
    private static final List<String> PIECES = List.of(
            "GET / HTTP/1.1\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n",
            "Host: a\r\n",
            "Host: a:80\r\n",
            "Content-Length: 3\r\n",
            "X-Forwarded-For: evil\r\n",
            "x_forwarded_proto:evil\r\n",
            "Forwarded: for=evil\r\n",
            "X-Ssl-Client-S-DN: evil\r\n",
            "Connection: close\r\n",
            "Upgrade: h2c\r\n",
            "Upgrade: websocket\r\n",
            "Http2-Settings: a\r\n",
            "X-Forw",
            "Ho",
            "a: b\r\n",
            "\r\n",
            "\r\n",
            "\r\n",
            "abc",
            "3\r\nabc\r\n",
            "0\r\n",
            ": ",
            "\n",
            "\u0000");

    private static final Pattern CLAIM =
            Pattern.compile("(?im)^(x[-_]forwarded[-_]|forwarded:|x[-_]ssl[-_]client[-_]).*evil");

    @Provide
    Arbitrary<String> streams() {
        return Arbitraries.of(PIECES).list().ofMinSize(1).ofMaxSize(14).map(pieces -> String.join("", pieces));
    }

    private static EditedClient client() {
        return new EditedClient(
                EditedClient.options(true, new Forwarding(true, new TrustedProxies(List.of(), false))),
                new ClientFacts(IpAddress.parse("192.0.2.7"), null, false));
    }

    @Property(tries = 5000)
    void cuts_make_no_difference(@ForAll("streams") String stream, @ForAll @IntRange(min = 1, max = 40) int cut) {
        String head = "GET / HTTP/1.1\r\n" + stream;
        String whole = client().edit(head + "\r\n\r\n");
        assertThat(client().editCut(head + "\r\n\r\n", cut)).isEqualTo(whole);
        assertThat(client().editCut(head + "\r\n\r\n", 1)).isEqualTo(whole);
    }

    @Property(tries = 5000)
    void no_claim_gets_through(@ForAll("streams") String stream, @ForAll @IntRange(min = 1, max = 40) int cut) {
        String received = client().editCut("GET / HTTP/1.1\r\n" + stream.replace("websocket", "h2c") + "\r\n\r\n", cut);
        assertThat(received == null ? "" : received).doesNotContainPattern(CLAIM);
    }
}
