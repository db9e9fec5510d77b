package org.penlb.it;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks a DNS server with dig or kdig. */
final class Dig {
    private static final String HEADER = ";; ->>HEADER<<-";
    private static final Pattern STATUS = Pattern.compile("status: (\\w+)");
    private static final Pattern FLAGS = Pattern.compile("^;; [Ff]lags: ([a-z ]+);", Pattern.MULTILINE);
    private static final Pattern TRANSPORT = Pattern.compile("^;; (?:SERVER|From).*\\((UDP|TCP)\\)", Pattern.MULTILINE);
    private static final Pattern SIZE = Pattern.compile("^;; (?:MSG SIZE  rcvd: |Received )(\\d+)", Pattern.MULTILINE);

    private Dig() {}

    /**
     * An answer.
     *
     * @param status such as NOERROR
     * @param flags such as aa and tc, in small letters
     * @param answers what is asked for, one element a record, such as {@code 192.0.2.1}
     * @param transport TCP or UDP
     * @param size in bytes
     */
    record Answer(String status, Set<String> flags, List<String> answers, String transport, int size) {}

    /** Asks with dig; it must get an answer. Without being told otherwise, it asks again over TCP if that was truncated. */
    static Answer ask(InetSocketAddress server, String... arguments) throws IOException, InterruptedException {
        String said = run("dig", "bind9-dnsutils", server, arguments);
        List<Answer> answers = parseAll(said);
        if (answers.size() != 1) {
            throw new AssertionError("dig " + String.join(" ", arguments) + " says: " + said);
        }
        return answers.getFirst();
    }

    /** Whether dig gets an answer. */
    static boolean isAnswered(InetSocketAddress server, String... arguments) throws IOException, InterruptedException {
        return !parseAll(run("dig", "bind9-dnsutils", server, arguments)).isEmpty();
    }

    /** Asks several things with kdig: answers in the order of its questions. */
    static List<Answer> askAll(InetSocketAddress server, String... arguments) throws IOException, InterruptedException {
        return parseAll(run("kdig", "knot-dnsutils", server, arguments));
    }

    /** The text of {@code whoami}: the name of the server that was asked in the end. */
    static String whoami(InetSocketAddress server, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("whoami." + Zone.EXAMPLE, "TXT"));
        Answer answer = ask(server, all.toArray(String[]::new));
        return answer.answers().getFirst().replace("\"", "");
    }

    private static String run(String program, String debianPackage, InetSocketAddress server, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Program.find(program, debianPackage),
                "@" + server.getAddress().getHostAddress(),
                "-p",
                String.valueOf(server.getPort())));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    private static List<Answer> parseAll(String said) {
        return Stream.of(said.split(HEADER)).skip(1).map(Dig::parse).toList();
    }

    private static Answer parse(String text) {
        Set<String> flags = Stream.of(first(FLAGS, text).split(" ")).collect(Collectors.toSet());
        List<String> answers = text.contains("ANSWER SECTION:")
                ? text.substring(text.indexOf("ANSWER SECTION:"))
                        .lines()
                        .skip(1)
                        .takeWhile(line -> !line.isBlank())
                        .map(line -> line.split("\\s+", 5)[4]) // name, time to live, class, type
                        .toList()
                : List.of();
        return new Answer(
                first(STATUS, text), flags, answers, first(TRANSPORT, text), Integer.parseInt(first(SIZE, text)));
    }

    private static String first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new AssertionError("no " + pattern + " in what it says: " + text);
        }
        return found.group(1);
    }
}
