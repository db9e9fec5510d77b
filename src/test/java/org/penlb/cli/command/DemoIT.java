package org.penlb.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code bin/pen demo} shows a newcomer. */
@Timeout(120)
class DemoIT {
    private static final Pattern ADDRESS = Pattern.compile("Open (http://127\\.0\\.0\\.1:\\d+/)");

    private Process demo;
    private BufferedReader output;
    private OutputStream keys;
    private URI address;
    /** What the demo said of the last visit. */
    private String told = "";

    @BeforeEach
    void start() throws IOException {
        demo = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-jar",
                        Objects.requireNonNull(System.getProperty("pen.jar")),
                        "demo",
                        "--port",
                        "0")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        output = demo.inputReader(StandardCharsets.UTF_8);
        keys = demo.getOutputStream();
        Matcher found = ADDRESS.matcher(lineWith("Open http"));
        assertThat(found.find()).isTrue();
        address = URI.create(found.group(1));
    }

    @AfterEach
    void end() {
        demo.destroyForcibly();
    }

    @Test
    void servers_answer_by_turns_and_one_that_is_stopped_is_gone_round() throws IOException, InterruptedException {
        assertThat(visit(3)).containsExactly("red", "green", "blue");
        assertThat(told).contains("blue  answered GET /", "red 1", "green 1", "blue 1");

        press('2');
        lineWith("green is stopped");
        assertThat(visit(6)).doesNotContain("green").contains("red", "blue");

        press('2');
        lineWith("green is back");
        while (!visit(1).contains("green")) {
            // it is left alone for a while after it refused
        }

        press('q');
        assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).isZero();
    }

    @Test
    void goes_on_without_keys_until_it_is_terminated() throws IOException, InterruptedException {
        keys.close();
        assertThat(visit(3)).containsExactly("red", "green", "blue");
        demo.destroy();
        assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).isZero();
    }

    private void press(char key) throws IOException {
        keys.write(key);
        keys.flush();
    }

    /** Reads on to the line that holds this text. */
    private String lineWith(String text) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains(text)) {
                return line;
            }
        }
        throw new AssertionError("the demo ended without a line with: " + text);
    }

    /**
     * Who answered, visit by visit. What the demo says of each is read at once: its output is a pipe, and a demo whose pipe is
     * full waits.
     */
    private List<String> visit(int times) throws IOException, InterruptedException {
        var names = new ArrayList<String>();
        try (var client = HttpClient.newHttpClient()) {
            for (int i = 0; i < times; i++) {
                String page = client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                        .body();
                names.add(page.substring(page.indexOf("<title>") + 7, page.indexOf("</title>")));
                told = lineWith(" answered ");
                assertThat(told).contains(names.getLast());
            }
        }
        return names;
    }
}
