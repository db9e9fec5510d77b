package org.penlb.stream.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.penlb.config.AccessRule;
import org.penlb.config.Forwarding;
import org.penlb.config.IpAddress;
import org.penlb.config.TrustedProxies;

/** What becomes of what clients say of others. */
class ClaimsTest {
    private static final Forwarding LISTED = new Forwarding(
            true,
            new TrustedProxies(
                    List.of(AccessRule.v4(true, IpAddress.parse("10.0.0.0"), IpAddress.parse("255.0.0.0"))), false));
    private static final String OURS =
            "X-Forwarded-Proto: http\r\nX-Forwarded-For: %1$s\r\nForwarded: for=%1$s;proto=http%2$s\r\n";

    private static EditedClient client(String address) {
        return new EditedClient(LISTED, address);
    }

    @Property
    void who_is_not_listed_says_nothing_however_it_was_cut(@ForAll @IntRange(min = 1, max = 90) int cut) {
        String head = "GET / HTTP/1.1\r\nX-Forward: 1\r\nHost: a.example\r\n%sAccept: */*\r\n%s\r\n";
        String claims = "x-forwarded-FOR: 10.6.6.6\r\nX-Forwarded-Proto:https\r\nX_Forwarded_For: 10.6.6.6\r\n"
                + "X-Forwarded-Host: b\r\nX.Forwarded.Port: 1\r\nFORWARDED: for=10.6.6.6\r\n"
                + "X-SSL-Client-Verify: SUCCESS\r\nX_ssl_client_anything: 1\r\n";
        String sent = head.formatted(claims, claims) + head.formatted("", claims);
        String received = head.formatted("", OURS.formatted("192.0.2.7", ";host=a.example"));
        assertThat(client("192.0.2.7").editCut(sent, cut)).isEqualTo(received + received);
    }

    @Property
    void what_a_listed_one_says_is_extended(@ForAll @IntRange(min = 1, max = 90) int cut) {
        String head = "GET / HTTP/1.1\r\nX-Forwarded-For: 192.0.2.7, 10.1.1.1\r\nForwarded: for=192.0.2.7\r\n%s%s\r\n";
        String proto = "x-forwarded-proto: https\r\n";
        String variant = "X_Forwarded_For: 192.0.2.9\r\nX_SSL_Client_Verify: SUCCESS\r\n";
        String ours = OURS.formatted("10.9.9.9", "");
        String sent = head.formatted(proto, variant) + head.formatted(variant, "");
        assertThat(client("10.9.9.9").editCut(sent, cut))
                .isEqualTo(head.formatted(proto, ours.substring(ours.indexOf("X-Forwarded-For")))
                        + head.formatted("", ours));
    }

    @Example
    void nobody_is_listed() {
        var client = new EditedClient(new Forwarding(false, new TrustedProxies(List.of(), false)), "127.0.0.1");
        assertThat(client.edit("GET / HTTP/1.1\r\nX-Forwarded-For: 10.6.6.6\r\n\r\n"))
                .isEqualTo("GET / HTTP/1.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-For: 127.0.0.1\r\n\r\n");
    }

    @Example
    void forwarded_has_quotes_where_it_needs_them() {
        var client = new EditedClient(EditedClient.options(false, new Forwarding(true, null)), facts("2001:db8::7"));
        assertThat(client.edit("GET / HTTP/1.1\r\nHost:  [::1]:8080 \r\n\r\n"))
                .isEqualTo("GET / HTTP/1.1\r\nHost:  [::1]:8080 \r\n"
                        + "Forwarded: for=\"[2001:db8::7]\";proto=http;host=\"[::1]:8080\"\r\n\r\n");
        String plain = "Forwarded: for=\"[2001:db8::7]\";proto=http\r\n";
        for (String host : List.of(
                "Host: a\"b\r\n",
                "Host:\r\n",
                "Host: a\r\nHost: b\r\n",
                "Host: a\r\nHost: b\r\nHost: c\r\n",
                "Host: " + "a".repeat(256) + "\r\n",
                "Host: " + "a".repeat(5000) + "\r\n",
                "")) {
            assertThat(client.edit("GET / HTTP/1.1\r\n" + host + "\r\n"))
                    .isEqualTo("GET / HTTP/1.1\r\n" + host + plain + "\r\n");
        }
    }

    private static ClientFacts facts(String address) {
        return new ClientFacts(IpAddress.parse(address), null, false);
    }

    @Example
    void a_client_of_a_unix_socket_is_unknown() {
        var unix = new ClientFacts(IpAddress.UNIX, null, false);
        assertThat(new EditedClient(EditedClient.options(true, LISTED), unix)
                        .edit("GET / HTTP/1.1\r\nX-Forwarded-For: 10.6.6.6\r\n\r\n"))
                .isEqualTo("GET / HTTP/1.1\r\nX-Forwarded-Proto: http\r\nForwarded: for=unknown;proto=http\r\n\r\n");
        var trusting = new Forwarding(false, new TrustedProxies(List.of(), true));
        assertThat(new EditedClient(EditedClient.options(true, trusting), unix)
                        .edit("GET / HTTP/1.1\r\nX-Forwarded-For: 10.6.6.6\r\n\r\n"))
                .isEqualTo("GET / HTTP/1.1\r\nX-Forwarded-For: 10.6.6.6\r\nX-Forwarded-Proto: http\r\n\r\n");
        assertThat(RequestEditor.of(EditedClient.options(true, Forwarding.DEFAULT), unix))
                .isNull();
    }

    /** Some servers put them beside those of the head, behind ours. */
    @Property
    void trailers_say_nothing_of_it(@ForAll @IntRange(min = 1, max = 60) int cut) {
        String head =
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n%s\r\n3;a=\"b\"\r\nabc\r\n0\r\nX-Sum: 1\r\n%sY: 2\r\n\r\n";
        String ours = "X-Forwarded-Proto: http\r\nX-Forwarded-For: 192.0.2.7\r\n";
        String sent = head.formatted("", "X-Forwarded-For: 10.6.6.6\r\nContent-Length: 5\r\nForwarded: for=x\r\n");
        assertThat(new EditedClient(Forwarding.DEFAULT, "192.0.2.7").editCut(sent + sent, cut))
                .isEqualTo(head.formatted(ours, "").repeat(2));
    }

    /** Requests of HTTP/2 would go past us. */
    @Property
    void an_offer_of_http_2_is_taken_out(@ForAll @IntRange(min = 1, max = 60) int cut) {
        String head = "GET / HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\n%sA: b\r\n%s\r\n";
        String sent =
                head.formatted("Upgrade: websocket, H2C\r\nHTTP2-Settings: AAMAAABk\r\n", "http2_settings: x\r\n");
        assertThat(new EditedClient(Forwarding.DEFAULT, "192.0.2.7").editCut(sent, cut))
                .isEqualTo(head.formatted("", "X-Forwarded-Proto: http\r\nX-Forwarded-For: 192.0.2.7\r\n"));
        String other = "GET / HTTP/1.1\r\nUpgrade: websocket, xh2c\r\n";
        assertThat(new EditedClient(Forwarding.DEFAULT, "192.0.2.7").editCut(other + "\r\n", cut))
                .startsWith(other);
    }
}
