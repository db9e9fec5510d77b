package org.penlb.load.balancer;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.penlb.load.process.Lab;

/** Ours, as a user starts it. */
final class Pen implements Balancer {
    private static final Duration VERSION_LIMIT = Duration.ofSeconds(30);

    private final String launcher = Path.of(
                    Objects.requireNonNull(System.getProperty("pen.home"), "pen.home"), "bin", "pen")
            .toString();

    @Override
    public String name() {
        return "ours";
    }

    @Override
    public boolean ours() {
        return true;
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public String version(Lab lab) {
        return lab.run("bin/pen --version", VERSION_LIMIT, List.of(launcher, "--version"))
                .strip();
    }

    @Override
    public List<String> command(Lab lab, Setup setup, InetSocketAddress listener) {
        var command = new ArrayList<>(List.of(launcher, "-f", "--event-loops", String.valueOf(setup.loops())));
        if (setup.service() != Setup.Service.STREAM) {
            command.addAll(List.of("-O", "dns")); // its own way to choose goes with it
        } else if (setup.choice() == Setup.Choice.ROUND_ROBIN) {
            command.add("-r");
        } else {
            command.addAll(List.of("-c", String.valueOf(setup.clients())));
        }
        command.add(Setup.name(listener));
        command.addAll(setup.serverNames());
        return command;
    }
}
