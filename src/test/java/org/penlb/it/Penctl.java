package org.penlb.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Debian's penctl. */
final class Penctl {
    private final String address;

    /**
     * @param address where commands are to go, host:port
     */
    Penctl(String address) {
        this.address = address;
    }

    /** What penctl prints for a command, on stdout and stderr. */
    String say(String command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(Program.find("penctl", "pen"), address));
        words.addAll(List.of(command.strip().split("\\s+")));
        Process penctl = new ProcessBuilder(words).redirectErrorStream(true).start();
        String reply = new String(penctl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (penctl.waitFor() != 0) {
            throw new AssertionError("penctl " + command + ": " + reply);
        }
        return reply;
    }
}
