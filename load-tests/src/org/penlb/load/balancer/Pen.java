package org.penlb.load.balancer;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.penlb.load.process.Lab;

/** A Pen as a user starts it: ours, or an earlier one that shows what a change costs. */
final class Pen implements Balancer {
    private static final Duration VERSION_LIMIT = Duration.ofSeconds(30);

    private final String name;
    private final boolean ours;
    private final String launcher;

    private Pen(String name, boolean ours, Path home) {
        this.name = name;
        this.ours = ours;
        this.launcher = home.resolve("bin").resolve("pen").toString();
    }

    /** The one that is measured. */
    static Pen ours() {
        return new Pen("ours", true, Path.of(Objects.requireNonNull(System.getProperty("pen.home"), "pen.home")));
    }

    /**
     * Another one beside it.
     *
     * @param home the folder of its project, built
     */
    static Pen before(Path home) {
        return new Pen(BEFORE, false, home);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isOurs() {
        return ours;
    }

    @Override
    public boolean speaksTls() {
        return true;
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public String version(Lab lab) {
        return lab.run(launcher + " --version", VERSION_LIMIT, List.of(launcher, "--version"))
                .strip();
    }

    @Override
    public List<String> command(Lab lab, Setup setup, InetSocketAddress listener) {
        var command = new ArrayList<>(List.of(launcher, "-f", "--event-loops", String.valueOf(setup.loops())));
        if (setup.service() == Setup.Service.DATAGRAM) {
            command.addAll(List.of("-U", "-r", "-O", "responses 1"));
        } else if (setup.service() != Setup.Service.STREAM) {
            command.addAll(List.of("-O", "dns")); // its own way to choose goes with it
            if (setup.service() == Setup.Service.DNS_UNCHECKED) {
                command.addAll(List.of("-O", "check_interval 0"));
            }
        } else if (setup.choice() == Setup.Choice.ROUND_ROBIN) {
            command.add("-r");
        } else {
            command.addAll(List.of("-c", String.valueOf(setup.clients())));
        }
        Setup.Tls tls = setup.tls();
        if (tls != null) {
            command.addAll(List.of("-E", tls.certificate().toString(), "-K", tls.key().toString()));
        }
        command.add(Setup.name(listener));
        command.addAll(setup.serverNames());
        return command;
    }
}
