package org.penlb.cli.top;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.penlb.cli.penctl.FakePen;

/** A control port with a reply for each command; to others it says what pen 0.34.1 says. */
final class ScriptedPen implements AutoCloseable {
    static final String DEBIANS_SERVER = " port 80 conn 1 max 0 hard 0 weight 0 prio 0 sx 100 rx 1000\n";

    final Map<String, String> replies = new ConcurrentHashMap<>();
    private final FakePen pen = FakePen.talking((client, command) -> FakePen.write(
            client,
            replies.getOrDefault(command, "do_cmd: ignoring command starting with '" + command.split(" ")[0] + "'\n")));

    /** Debian's, with two servers and a client. */
    static ScriptedPen debians() {
        var pen = new ScriptedPen();
        pen.replies.put("pid", "4711\n");
        pen.replies.put("mode", "no hash roundrobin no stubborn no weight no prio\n");
        pen.replies.put("servers", "0 addr 10.0.0.1" + DEBIANS_SERVER + "1 addr 10.0.0.2" + DEBIANS_SERVER);
        pen.replies.put("recent 100000000", "192.0.2.1 connects 3 sx 10 rx 10\n");
        pen.replies.put("recent 10", "192.0.2.1 connects 5 sx 10 rx 10\n");
        return pen;
    }

    /** Ours, with two services. */
    static ScriptedPen ours() {
        var pen = new ScriptedPen();
        pen.replies.put("pid", "4711\n");
        pen.replies.put("services", """
                service web protocol tcp listen 0.0.0.0:80 servers 1
                service names protocol dns listen 0.0.0.0:53 servers 1
                """);
        pen.replies.put("service web mode", "no hash roundrobin\n");
        pen.replies.put("service web servers", "0 addr 10.0.0.1" + DEBIANS_SERVER);
        pen.replies.put("service web counters", """
                connections open 1 accepted 17 refused 0
                0 addr 10.0.0.1 port 80 conn 1 sx 100 rx 1000 state blacklisted
                """);
        pen.replies.put("service names mode", "no hash no roundrobin least\n");
        pen.replies.put("service names servers", "0 addr 10.0.0.9" + DEBIANS_SERVER);
        pen.replies.put("service names counters", """
                connections open 0 accepted 0 refused 0
                datagrams received 9 sent 9
                queries malformed 0 formerr 0 unanswered 0
                0 addr 10.0.0.9 port 53 conn 0 queries 3 p50 90 p99 1500 sx 100 rx 1000 state down: no answer
                """);
        return pen;
    }

    FakePen pen() {
        return pen;
    }

    @Override
    public void close() {
        pen.close();
    }
}
