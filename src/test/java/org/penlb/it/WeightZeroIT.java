package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.testing.EchoServer;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;

/**
 * Who gets a server of weight 0 while servers are chosen by weight: with Debian's pen and with ours the same. New clients
 * are never sent there; but it takes over, in its turn by number, from a server that a client was sent to and that failed or
 * is full, and keeps the clients that used it last.
 */
@Timeout(60)
class WeightZeroIT {
    private static final Pattern SERVER = Pattern.compile("\\bs(\\d)\\b");

    @BeforeEach
    void start() {
        OraclePen.assumeInstalled();
    }

    /**
     * What happens to both.
     *
     * @param turned whether the first server is a matter of turns, which pen begins with server 1
     * @param options with s0, s1... for the addresses of servers
     * @param servers likewise
     * @param acts each either a command, behind an exclamation mark, or a script as {@link Play} plays it
     */
    record Scene(String what, boolean turned, List<String> options, List<String> servers, List<String> acts) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Scene scene(String what, String options, String servers, String... acts) {
        return new Scene(what, false, words(options), words(servers), List.of(acts));
    }

    private static List<String> words(String text) {
        return List.of(text.split(" "));
    }

    static Stream<Scene> scenes() {
        String spare = "s0:0:0:1 s1";
        String spareOfFull = "s0:1:0:1 s1";
        String both = "s0:0:0:2 s1:0:0:1";
        return Stream.of(
                scene("the first choice is dead", "-W", spare, "x0 1 2 3 1"),
                scene("the spare comes first by number", "-W", "s0 s1:0:0:1", "x1 1 2 3 1"),
                scene("the spare goes before one with a weight", "-W", "s0:0:0:1 s1 s2:0:0:1", "x0 +1 +2 +3 +4"),
                scene("all with a weight are dead", "-W", "s0:0:0:1 s1:0:0:1 s2", "x0 x1 1 2 3 1"),
                scene("nobody is blacklisted", "-W -b 0", spare, "x0 1 2 3 1"),
                scene("the spare is dead", "-W", "s0 s1:0:0:1", "x0 1 2 3"),
                scene("the first choice is full", "-W", spareOfFull, "+1 +2 +3 +1 -1 4"),
                scene("without tracking", "-W -r", spare, "x0 1 2 1"),
                scene("stubborn", "-W -s", spare, "x0 1 2 3 1"),
                scene("an emergency server, the first choice dead", "-W -e s3", spare, "x0 1 2 3 1"),
                scene("an emergency server, the first choice full", "-W -e s3", spareOfFull, "+1 +2 +3 +1"),
                scene("an emergency server, all of weight 0", "-W -e s3", "s0 s1", "1 2 3 1"),
                scene("the operator blacklists the others", "-W", spare, "!server 0 blacklist 60", "1 2 1"),
                scene("and there is an emergency server", "-W -e s3", spare, "!server 0 blacklist 60", "1 2 1"),
                scene("weight taken away: its clients stay", "-W", both, "1 2", "!server 0 weight 0", "1 2 3 1"),
                scene("taken away from all", "-W", both, "1", "!server 0 weight 0", "!server 1 weight 0", "1 2 1"),
                scene("its client's server dies", "-W", both + " s2", "1", "!server 0 weight 0", "x0 1 2 1 o0 1"),
                scene("who was taken over stays there", "-W", "s0:0:0:2 s1", "1 x0 1 1 2 o0 1"),
                scene("prio goes before weight", "-W -O prio", "s0:0:0:0:1 s1:0:0:1:2", "1 2 x0 1 2"),
                new Scene("turns know no weight", true, words("-r"), words("s0:0:0:1 s1"), List.of("1 2 1 2 x1 1 2")));
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void it_is_given_to_the_same_clients(Scene scene) throws IOException, InterruptedException {
        List<String> oracle;
        try (var farm = new Farm();
                var pen = OraclePen.start(farm.addresses(scene.options), farm.servers(scene, true));
                var play = new Play(pen.address(), farm.servers)) {
            oracle = perform(scene, play, pen.penctl());
        }
        assertThat(ours(scene)).as(String.join(" ", scene.acts)).isEqualTo(oracle);
    }

    private static List<String> ours(Scene scene) throws IOException, InterruptedException {
        int controlPort = Ports.free();
        String control = "127.0.0.1:" + controlPort;
        try (var farm = new Farm();
                PenProcess pen = PenProcess.start(
                        List.of(),
                        Stream.concat(
                                        Stream.of("--event-loops", "1", "-C", control, "-u", PenProcess.SELF),
                                        farm.addresses(scene.options).stream())
                                .toList(),
                        farm.servers(scene, false));
                var play = new Play(pen.address(), farm.servers)) {
            Ports.awaitListening(controlPort); // clients may come before
            return perform(scene, play, new Penctl(control));
        }
    }

    private static List<String> perform(Scene scene, Play play, Penctl penctl)
            throws IOException, InterruptedException {
        var answers = new ArrayList<String>();
        for (String act : scene.acts) {
            if (act.startsWith("!")) {
                penctl.say(act.substring(1));
            } else {
                answers.addAll(play.perform(act));
            }
        }
        return answers;
    }

    /** Four servers, fresh for each of the two. */
    private static final class Farm implements AutoCloseable {
        private final List<EchoServer> servers =
                IntStream.range(0, 4).mapToObj(i -> new EchoServer("s" + i)).toList();

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
