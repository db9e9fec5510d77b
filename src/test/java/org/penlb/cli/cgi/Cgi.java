package org.penlb.cli.cgi;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A web server with one request: what it says to the program, and what comes back. */
final class Cgi {
    static final String HOST = "www.example.com";

    private final Map<String, String> variables = new HashMap<>();
    private byte[] body = new byte[0];

    /**
     * What came back.
     *
     * @param status the code
     * @param head the fields, one a line
     * @param log what the web server's log of errors got
     */
    record Answer(int exit, int status, String head, String page, String log) {}

    private Cgi(String method) {
        with("GATEWAY_INTERFACE", "CGI/1.1").with("REQUEST_METHOD", method);
        with("HTTP_HOST", HOST).with("SERVER_PORT", "80").with("REMOTE_ADDR", "192.0.2.7");
    }

    static Cgi of(String method) {
        return new Cgi(method);
    }

    static Cgi get(String query) {
        return of("GET").with("QUERY_STRING", query);
    }

    /** A form of the program's own page, by a browser. */
    static Cgi post(String form) {
        return of("POST")
                .with("CONTENT_TYPE", "application/x-www-form-urlencoded")
                .with("HTTP_ORIGIN", "http://" + HOST)
                .withBody(form);
    }

    Cgi with(String name, String value) {
        variables.put(name, value);
        return this;
    }

    Cgi without(String name) {
        variables.remove(name);
        return this;
    }

    Cgi withBody(String text) {
        body = text.getBytes(StandardCharsets.UTF_8);
        return with("CONTENT_LENGTH", String.valueOf(body.length));
    }

    Cgi at(String control) {
        return with("PEN_CONTROL", control);
    }

    /** By somebody whom the web server knows. */
    Cgi byOperator() {
        return with("AUTH_TYPE", "Basic").with("REMOTE_USER", "operator");
    }

    CgiRequest request() {
        return new CgiRequest(variables, new String(body, StandardCharsets.ISO_8859_1));
    }

    Answer askPenctl() {
        return ask(PenctlCgi.PROGRAM);
    }

    Answer askPenstats() {
        return ask(Penstats.PROGRAM);
    }

    private Answer ask(CgiProgram program) {
        return run(program, variables, body);
    }

    /** The program started by hand. */
    static Answer start(CgiProgram program, String... arguments) {
        return run(program, Map.of(), new byte[0], arguments);
    }

    private static Answer run(CgiProgram program, Map<String, String> variables, byte[] body, String... arguments) {
        var out = new ByteArrayOutputStream();
        var log = new ByteArrayOutputStream();
        var err = new PrintStream(log, true, StandardCharsets.UTF_8);
        int exit = program.run(arguments, variables, new ByteArrayInputStream(body), out, err);
        String said = out.toString(StandardCharsets.UTF_8);
        List<String> parts = List.of(said.split("\n\n", 2));
        boolean isAnswer = said.startsWith("Status: ");
        return new Answer(
                exit,
                isAnswer ? Integer.parseInt(said.substring("Status: ".length(), "Status: ".length() + 3)) : 0,
                isAnswer ? parts.getFirst() : "",
                isAnswer ? parts.getLast() : said,
                log.toString(StandardCharsets.UTF_8));
    }
}
