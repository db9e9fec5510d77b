package org.penlb.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.penlb.testing.EchoServer;

/**
 * The golden file of the control port. It has the commands in their order and the replies: a line that only pen says is
 * marked with {@code -}, one that only ours says with {@code +}.
 */
final class ControlReplies {
    static final Path GOLDEN = Path.of("src/test/resources/golden/control.txt");
    /** What both are started with, for the state that the file begins with. */
    static final List<String> OPTIONS = List.of("-rW", "-m", "1", "-x", "500", "-t", "3");

    private ControlReplies() {}

    /** Who is asked, by the commands of the file as they stand in there. */
    interface Asked {
        List<String> say(String command) throws IOException, InterruptedException;
    }

    static List<String> servers(EchoServer s0, EchoServer s1) {
        return List.of(s0.address(), s1.address() + ":10:12:3:4");
    }

    /** The golden file as it would be if Debian's pen answered like this. */
    static String withPens(Asked pen) throws IOException, InterruptedException {
        return with(pen, true);
    }

    /** The golden file as it would be if ours answered like this. */
    static String withOurs(Asked ours) throws IOException, InterruptedException {
        return with(ours, false);
    }

    private static String with(Asked asked, boolean areTheirs) throws IOException, InterruptedException {
        var text = new StringBuilder();
        List<String> lines = Files.readAllLines(GOLDEN);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            text.append(line).append('\n');
            if (line.startsWith("$ ")) {
                int end = i + 1;
                while (end < lines.size() && isReply(lines.get(end))) {
                    end++;
                }
                List<String> recorded = lines.subList(i + 1, end);
                List<String> said = asked.say(line.substring(2));
                text.append(areTheirs ? block(said, marked(recorded, '+')) : block(marked(recorded, '-'), said));
                i = end - 1;
            }
        }
        return text.toString();
    }

    private static boolean isReply(String line) {
        return !line.isEmpty() && !line.startsWith("#") && !line.startsWith("$ ");
    }

    /** What one of the two says: the lines with its mark, or all if none has a mark. */
    private static List<String> marked(List<String> reply, char mark) {
        Stream<String> own =
                reply.stream().filter(line -> line.startsWith(mark + " ")).map(line -> line.substring(2));
        return reply.stream().anyMatch(line -> line.startsWith("- ") || line.startsWith("+ "))
                ? own.toList()
                : List.copyOf(reply);
    }

    private static String block(List<String> theirs, List<String> ours) {
        var text = new StringBuilder();
        if (theirs.equals(ours)) {
            ours.forEach(line -> text.append(line).append('\n'));
        } else {
            theirs.forEach(line -> text.append("- ").append(line).append('\n'));
            ours.forEach(line -> text.append("+ ").append(line).append('\n'));
        }
        return text.toString();
    }

    /** The numbers that differ from run to run, as names. */
    record Names(int listener, EchoServer s0, EchoServer s1, Path folder) {
        /** A command of the file with the numbers of this run. */
        String numbers(String command) {
            return command.replace("FOLDER", folder.toString()).replace("S0", String.valueOf(s0.port()));
        }

        List<String> names(String command, String reply) {
            if (command.equals("pid")) {
                return List.of(reply.strip().matches("[1-9]\\d*") ? "PID" : "no pid");
            }
            return reply.lines()
                    .map(line -> line.replace(":" + listener, ":LISTENER")
                            .replace(" " + s0.port(), " S0")
                            .replace(" " + s1.port(), " S1")
                            .replaceAll("(downfd|upfd) = \\d+", "$1 = FD")
                            .replaceAll("^127.0.0.1:\\d+$", "127.0.0.1:PORT")
                            .replace(":" + s0.port(), ":S0")
                            .replace(folder.toString(), "FOLDER"))
                    .toList();
        }
    }
}
