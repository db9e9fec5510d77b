package org.penlb.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.penlb.testing.EchoServer;

/**
 * What happens to a balancer, and whom Debian's pen gave its clients then, as it was recorded.
 *
 * <p>Where it takes turns, pen starts with server 1 and ours with server 0. So pen gets its servers turned by one place:
 * our server 0 is its server 1, and from there on everything must be equal.
 */
final class Choices {
    static final Path GOLDEN = Path.of("src/test/resources/golden/choices.txt");

    private static final Pattern SERVER = Pattern.compile("\\bs(\\d)\\b");

    private Choices() {}

    /**
     * What happens to both.
     *
     * @param what it shows
     * @param turned whether the first server is a matter of turns
     * @param options with s0, s1... for the addresses of servers
     * @param later commands that pen has to be told when it runs; ours may have them as options, too
     * @param servers likewise
     * @param script see {@link Play}
     */
    record Scene(
            String what,
            boolean turned,
            List<String> options,
            List<String> later,
            List<String> servers,
            String script) {
        @Override
        public String toString() {
            return what;
        }
    }

    /** What the clients of a scene got. */
    record Outcome(String script, List<String> servers) {}

    /** By what the scene shows. */
    static Map<String, Outcome> recorded() throws IOException {
        Map<String, Outcome> recorded = new LinkedHashMap<>();
        for (String block : Files.readString(GOLDEN).split("\n\n")) {
            if (!block.startsWith("#")) {
                List<String> lines = block.strip().lines().toList();
                recorded.put(
                        lines.get(0),
                        new Outcome(lines.get(1), List.of(lines.get(2).split(" "))));
            }
        }
        return recorded;
    }

    static void record(Map<String, Outcome> outcomes) throws IOException {
        var text = new StringBuilder("""
                # Whom Debian's pen 0.34.1 gives its clients: what a scene shows, its script, and who served those that came, in
                # their order. Written by bin/check --oracle; the scenes are those of Choices.java.
                """);
        outcomes.forEach((what, outcome) -> text.append('\n')
                .append(what)
                .append('\n')
                .append(outcome.script())
                .append('\n')
                .append(String.join(" ", outcome.servers()))
                .append('\n'));
        Files.writeString(GOLDEN, text);
    }

    private static Scene turns(String what, String script, String servers, String... options) {
        return new Scene(what, true, List.of(options), List.of(), List.of(servers.split(" ")), script);
    }

    private static Scene ranks(String what, String script, String servers, String... options) {
        return new Scene(what, false, List.of(options), List.of(), List.of(servers.split(" ")), script);
    }

    static Stream<Scene> scenes() {
        return Stream.concat(ordinary(), WeightZeroScenes.all());
    }

    private static Stream<Scene> ordinary() {
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
                turns("a server with port 0", "1 2 3 4 5 1", "s0 127.0.0.1:0 s2"),
                // Its command line knows no servers when pen reads -o 'server 0 acl 1', so it is told later.
                new Scene(
                        "a server's own list",
                        false,
                        List.of("-O", "prio", "-O", "acl 1 deny 127.0.0.2"),
                        List.of("server 0 acl 1"),
                        List.of("s0:0:0:0:1", "s1:0:0:0:2", "s2:0:0:0:3"),
                        "1 2 3 2 1 2"));
    }

    private static String[] with(String[] some, String... more) {
        return Stream.of(some, more).flatMap(Stream::of).toArray(String[]::new);
    }

    private static String[] acl(String rule) {
        return new String[] {"-O", "acl 1 " + rule, "-O", "client_acl 1"};
    }

    /** Four servers, fresh for each that plays a scene. */
    static final class Servers implements AutoCloseable {
        private final List<EchoServer> servers =
                IntStream.range(0, 4).mapToObj(i -> new EchoServer("s" + i)).toList();

        List<EchoServer> all() {
            return servers;
        }

        /** Those of a scene; turned for pen, if they are to be. */
        List<String> of(Scene scene, boolean forPen) {
            List<String> addresses = new ArrayList<>(addresses(scene.servers));
            if (forPen && scene.turned) {
                Collections.rotate(addresses, 1);
            }
            return addresses;
        }

        /** With the addresses of servers in the place of their names. */
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
