package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.testing.EchoServer;
import org.penlb.testing.PenProcess;

/**
 * Debian's pen and ours, with the same options, servers and clients, choose the same servers.
 *
 * <p>Where it takes turns, pen starts with server 1 and ours with server 0. So pen gets its servers turned by one place:
 * our server 0 is its server 1, and from there on everything must be equal.
 */
@Timeout(60)
class DifferentialIT {
    private static final Pattern SERVER = Pattern.compile("\\bs(\\d)\\b");

    /**
     * What happens to both.
     *
     * @param what it shows
     * @param turned whether the first server is a matter of turns
     * @param options with s0, s1... for the addresses of servers
     * @param servers likewise
     * @param script see {@link Play}
     */
    record Scene(String what, boolean turned, List<String> options, List<String> servers, String script) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Scene turns(String what, String script, String servers, String... options) {
        return new Scene(what, true, List.of(options), List.of(servers.split(" ")), script);
    }

    private static Scene ranks(String what, String script, String servers, String... options) {
        return new Scene(what, false, List.of(options), List.of(servers.split(" ")), script);
    }

    static Stream<Scene> scenes() {
        String three = "s0 s1 s2";
        String one = "s0:1 s1:1 s2:1";
        String weights = "s0:0:0:1 s1:0:0:2 s2:0:0:3";
        String[] deny = {"-O", "acl 1 deny 127.0.0.2", "-O", "client_acl 1"};
        return Stream.of(
                turns("tracking", "1 2 3 4 1 2 3 4 1 1", three),
                turns("tracking beside connections that stay", "+1 1 +2 +1 2 1", three),
                turns("round robin", "1 1 1 1 2 1 2", three, "-r"),
                turns("round robin beside connections that stay", "+1 +1 +2 1 -1 1 1", three, "-r"),
                turns("no more tracking", "1 1 2 1", three, "-O", "roundrobin"),
                ranks("weight", "+1 +2 +3 +4 +5 +6 +7 +8 +9 +10 +11 +12", weights, "-W"),
                ranks("weight without tracking", "+1 +1 +1 +1 +1 +1 -1 -1 +1 +1", weights, "-W", "-r"),
                ranks("weight, with tracking", "+1 +2 +3 1 2 3 +1 +1 +4 +5 1", weights, "-W"),
                ranks("weight 0 is never chosen", "+1 +2 +3", "s0 s1:0:0:1", "-W"),
                ranks("all weights 0", "+1 +2", three, "-W"),
                turns("weight taken back", "+1 +2 +3 +4", three, "-W", "-O", "no weight"),
                ranks("weight and limits", "+1 +2 +3 +4 +5 +6", "s0:1:0:5 s1:2:0:1 s2:3:0:1", "-W"),
                ranks("prio", "1 2 3 1", "s0:0:0:0:2 s1:0:0:0:1 s2:0:0:0:3", "-O", "prio"),
                ranks("prio, equal ones", "1 2 3 1", "s0:0:0:0:2 s1:0:0:0:1 s2:0:0:0:1", "-O", "prio"),
                ranks("prio and limits", "+1 +2 +3 +4", "s0:1:0:0:2 s1:1:0:0:1 s2:1:0:0:3", "-O", "prio"),
                ranks("prio and a dead server", "x1 1 2 3 1", "s0:0:0:0:2 s1:0:0:0:1 s2:0:0:0:3", "-O", "prio"),
                turns("soft limit, several clients", "+1 +2 +3 4", one),
                turns("soft limit, one client", "+1 +1 +1 1", one),
                turns("soft limit, places given back", "+1 +2 +3 -2 +4 -1 1 5 1", one),
                turns("soft limit without tracking", "+1 +2 +3 +4 5", "s0:1 s1:2 s2:1", "-r"),
                turns("hard limit, one client", "+1 +1 +1 +1 +1 +1 1", "s0:1:2 s1:1:2 s2:1:2"),
                turns("hard limit, several clients", "+1 +2 +1 +2 3", "s0:1:3 s1:1:3"),
                turns("hard limit below the soft one", "+1 +1 +1 +1 +1", "s0:2:1 s1:2:1"),
                turns("a dead server", "x1 1 2 3 4 1 2 3 4", three),
                turns("a dead server without tracking", "x1 1 2 3 4 1 2 3 4", three, "-r"),
                turns("clients move on and stay", "1 2 3 x1 2 2 1 3 o1 2 2", three),
                turns("all servers dead", "x0 x1 x2 1 2 1", three),
                turns("blacklisting for 0 seconds", "x1 1 2 3 o1 2 4 5 6", three, "-b", "0"),
                ranks("weight and a dead server", "x1 +1 +2 +3 +4", "s0:0:0:1 s1:0:0:2 s2:0:0:1", "-W"),
                turns("emergency server: all others full", "+1 +2 +3 +4 1 -1 3", "s0:1 s1:1", "-e", "s3"),
                turns("emergency server: all others dead", "x0 x1 1 1 2 3", "s0 s1", "-e", "s3"),
                turns("abuse server", "1 2 3 2 4 1 2", "s0 s1", with(deny, "-B", "s3")),
                turns("abuse server without servers left", "+1 2 3", "s0:1", with(deny, "-B", "s3")),
                turns("abuse server dead", "x3 1 2 3", "s0 s1", with(deny, "-B", "s3")),
                turns("client list without an abuse server", "1 2 3 2 4", "s0 s1", deny),
                turns("client list that permits one", "1 2 3 4", "s0 s1", with(deny, "-O", "acl 1 permit 127.0.0.3")),
                turns("client list of a network", "1 2 3 4 5", "s0 s1", acl("deny 127.0.0.0 255.255.255.252")),
                turns("client list, permitting only", "1 2 3 4", "s0 s1", acl("permit 127.0.0.3")),
                turns("client list emptied", "1 2 3", "s0 s1", with(deny, "-O", "no acl 1")),
                turns("stubborn and a dead server", "x0 1 2 3 4 1 2 3 4", three, "-s"),
                turns("stubborn without tracking", "x0 1 2 3 4 1 2 3 4", three, "-s", "-r"),
                turns("stubborn and the soft limit", "+1 +2 +3 1", one, "-s"),
                turns("stubborn and the emergency server", "x0 1 2 3 1", "s0 s1", "-s", "-e", "s3"),
                turns("a server with port 0", "1 2 3 4 5 1", "s0 127.0.0.1:0 s2"));
    }

    private static String[] with(String[] some, String... more) {
        return Stream.of(some, more).flatMap(Stream::of).toArray(String[]::new);
    }

    private static String[] acl(String rule) {
        return new String[] {"-O", "acl 1 " + rule, "-O", "client_acl 1"};
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void choose_the_same(Scene scene) throws IOException {
        List<String> oracle;
        try (var farm = new Servers();
                var pen = OraclePen.start(farm.options(scene), farm.servers(scene, true));
                var play = new Play(pen.address(), farm.servers)) {
            oracle = play.perform(scene.script);
        }
        assertThat(ours(scene)).as(scene.script).isEqualTo(oracle);
    }

    /** Its command line knows no servers when pen reads {@code -o 'server 1 acl 1'}, so it is told later. */
    @Test
    void a_servers_own_list() throws IOException, InterruptedException {
        String servers = "s0:0:0:0:1 s1:0:0:0:2 s2:0:0:0:3";
        String script = "1 2 3 2 1 2";
        List<String> oracle;
        try (var farm = new Servers();
                var pen = OraclePen.start(
                        List.of("-O", "prio", "-O", "acl 1 deny 127.0.0.2"),
                        farm.addresses(List.of(servers.split(" "))));
                var play = new Play(pen.address(), farm.servers)) {
            pen.control("server", "0", "acl", "1");
            oracle = play.perform(script);
        }
        assertThat(oracle).containsExactly("s0", "s1", "s0", "s1", "s0", "s1");
        String[] options = {"-O", "prio", "-O", "acl 1 deny 127.0.0.2", "-O", "server 0 acl 1"};
        assertThat(ours(ranks("", script, servers, options))).isEqualTo(oracle);
    }

    private static List<String> ours(Scene scene) throws IOException {
        try (var farm = new Servers();
                PenProcess pen = PenProcess.start(
                        List.of(), farm.options(scene, "--event-loops", "1"), farm.servers(scene, false));
                var play = new Play(pen.address(), farm.servers)) {
            return play.perform(scene.script);
        }
    }

    /** Four servers, fresh for each of the two. */
    private static final class Servers implements AutoCloseable {
        private final List<EchoServer> servers =
                IntStream.range(0, 4).mapToObj(i -> new EchoServer("s" + i)).toList();

        List<String> options(Scene scene, String... more) {
            return Stream.concat(Stream.of(more), addresses(scene.options).stream())
                    .toList();
        }

        List<String> servers(Scene scene, boolean pen) {
            List<String> addresses = new ArrayList<>(addresses(scene.servers));
            if (pen && scene.turned) {
                Collections.rotate(addresses, 1);
            }
            return addresses;
        }

        List<String> addresses(List<String> texts) {
            return texts.stream()
                    .map(text -> SERVER.matcher(text)
                            .replaceAll(found -> servers.get(Integer.parseInt(found.group(1)))
                                    .address()))
                    .toList();
        }

        @Override
        public void close() {
            servers.forEach(EchoServer::close);
        }
    }
}
