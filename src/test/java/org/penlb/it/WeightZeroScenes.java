package org.penlb.it;

import java.util.List;
import java.util.stream.Stream;

/**
 * Who gets a server of weight 0 while servers are chosen by weight. New clients are never sent there; but it takes over, in
 * its turn by number, from a server that a client was sent to and that failed or is full, and keeps the clients that used it
 * last.
 */
final class WeightZeroScenes {
    private WeightZeroScenes() {}

    private static Choices.Scene scene(String what, String options, String servers, String script) {
        return new Choices.Scene("weight 0, " + what, false, words(options), List.of(), words(servers), script);
    }

    private static List<String> words(String text) {
        return List.of(text.split(" "));
    }

    static Stream<Choices.Scene> all() {
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
                scene("the operator blacklists the others", "-W", spare, "{server 0 blacklist 60} 1 2 1"),
                scene(
                        "the operator does, with an emergency server",
                        "-W -e s3",
                        spare,
                        "{server 0 blacklist 60} 1 2 1"),
                scene("weight taken away: its clients stay", "-W", both, "1 2 {server 0 weight 0} 1 2 3 1"),
                scene("taken away from all", "-W", both, "1 {server 0 weight 0} {server 1 weight 0} 1 2 1"),
                scene("its client's server dies", "-W", both + " s2", "1 {server 0 weight 0} x0 1 2 1 o0 1"),
                scene("who was taken over stays there", "-W", "s0:0:0:2 s1", "1 x0 1 1 2 o0 1"),
                scene("prio goes before weight", "-W -O prio", "s0:0:0:0:1 s1:0:0:1:2", "1 2 x0 1 2"),
                new Choices.Scene(
                        "weight 0 does not matter where servers take turns",
                        true,
                        words("-r"),
                        List.of(),
                        words("s0:0:0:1 s1"),
                        "1 2 1 2 x1 1 2"));
    }
}
