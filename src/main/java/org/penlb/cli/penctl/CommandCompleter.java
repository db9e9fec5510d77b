package org.penlb.cli.penctl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes commands from the table; for the number of a server it asks the server that is there. */
final class CommandCompleter implements Completer {
    /** Somebody waits with the finger on the Tab key. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final int MAX_REPLY = 1 << 20;
    private static final Pattern SERVER_LINE = Pattern.compile("(?m)^(\\d{1,9}) addr (\\S+) port (\\d+)");

    private final ControlPort port;

    CommandCompleter(ControlPort port) {
        this.port = port.within(PATIENCE);
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        for (String word : Commands.next(line.words().subList(0, line.wordIndex()))) {
            if (word.equals(Syntax.SERVER)) {
                addServers(candidates);
            } else if (!Syntax.isName(word)) {
                candidates.add(new Candidate(word));
            }
        }
    }

    private void addServers(List<Candidate> candidates) {
        var reply = new Bounded();
        try {
            port.send(CommandText.of("servers"), reply);
        } catch (ControlFailure | IOException _) {
            Thread.interrupted();
            return; // there is nothing to complete then; the command itself will tell
        }
        var servers = SERVER_LINE.matcher(reply.toString(StandardCharsets.ISO_8859_1));
        while (servers.find()) {
            String address = servers.group(2) + " port " + servers.group(3);
            candidates.add(new Candidate(servers.group(1), servers.group(1), null, address, null, null, true));
        }
    }

    /** Keeps the beginning of a reply that nobody thought could be so long. */
    private static final class Bounded extends ByteArrayOutputStream {
        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, Math.min(length, MAX_REPLY - size()));
        }
    }
}
