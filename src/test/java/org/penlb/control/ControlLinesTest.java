package org.penlb.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.cli.command.PenHere;
import org.penlb.testing.Await;

/** What comes by the control port and is no command. */
@Timeout(60)
class ControlLinesTest {
    /** More than the buffers of both ends hold. */
    private static final int MUCH = 20_000_000;

    private static String reply(PenHere pen, String sent) throws IOException {
        try (var socket = new Socket("127.0.0.1", pen.controlPort())) {
            socket.setSoTimeout((int) Await.LONG.toMillis());
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void who_sends_too_much_before_he_reads_is_told_so() throws IOException {
        try (PenHere pen = PenHere.controlled(List.of(), List.of("127.0.0.1:9"))) {
            assertThat(reply(pen, "x".repeat(MUCH))).isEqualTo("the line is longer than 4096 bytes\n");
            assertThat(reply(pen, "x".repeat(MUCH) + "\n")).isEqualTo("the line is longer than 4096 bytes\n");
            assertThat(reply(pen, "pid\n".repeat(MUCH / 4))).matches("[0-9]+\n");
        }
    }

    /** They end their direction, and stay. */
    @Test
    void who_was_answered_and_stays_keeps_nobody_out() throws IOException {
        try (PenHere pen = PenHere.controlled(List.of(), List.of("127.0.0.1:9"))) {
            var all = new ArrayList<Socket>();
            try {
                for (int i = 0; i < 200; i++) {
                    var socket = new Socket("127.0.0.1", pen.controlPort());
                    all.add(socket);
                    socket.getOutputStream().write("pid\n".getBytes(StandardCharsets.US_ASCII));
                    assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
                }
            } finally {
                for (Socket socket : all) {
                    socket.close();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acl 5 permit 127.0.0.1 0",
                "acl 5 permit 127.0.0.1 0.0.0.0",
                "acl 5 permit 127.1",
                "acl 5 permit 300",
                "acl 5 permit ::1/-0",
                "acl 5 permit ::1/0",
                "source 127.1",
                "explain 300",
                "server 0 address 127.1",
                "listen 127.1:0"
            })
    void an_address_that_is_half_of_one_changes_nothing(String command) {
        try (PenHere pen = PenHere.controlled(List.of(), List.of("127.0.0.1:9"))) {
            String before = pen.say("write");
            assertThat(pen.say(command)).as(command).containsAnyOf("mask", "address", "number", "prefix");
            assertThat(pen.say("write")).isEqualTo(before);
        }
    }
}
