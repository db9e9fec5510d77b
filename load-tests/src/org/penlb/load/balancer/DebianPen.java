package org.penlb.load.balancer;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.penlb.load.process.Lab;
import org.penlb.load.process.Programs;

/** Ulric Eriksson's pen. It has one thread, however many loops are asked for. */
final class DebianPen implements Balancer {
    private static final String PROGRAM = "pen";
    private static final Duration VERSION_LIMIT = Duration.ofSeconds(10);
    /** It takes 500 if nothing is said. */
    private static final String CONNECTIONS = String.valueOf(Setup.affordableConnections());

    @Override
    public String name() {
        return "pen";
    }

    @Override
    public Optional<String> missing() {
        return Programs.refusal(PROGRAM, "pen");
    }

    /** It does not tell; Debian's list of packages does. */
    @Override
    public String version(Lab lab) {
        Optional<Path> query = Programs.find("dpkg-query").filter(Files::isExecutable);
        return query.isEmpty()
                ? "pen, of an unknown version"
                : lab.run(
                                "dpkg-query",
                                VERSION_LIMIT,
                                List.of(query.get().toString(), "-W", "-f", "pen ${Version}", "pen"))
                        .strip();
    }

    @Override
    public List<String> command(Lab lab, Setup setup, InetSocketAddress listener) {
        var command = new ArrayList<>(List.of(Programs.path(PROGRAM, "pen"), "-f", "-x", CONNECTIONS));
        if (!setup.tcp()) {
            command.add("-U");
        }
        if (setup.choice() == Setup.Choice.ROUND_ROBIN) {
            command.add("-r");
        } else {
            command.addAll(List.of("-c", String.valueOf(setup.clients())));
        }
        command.add(Setup.name(listener));
        command.addAll(setup.serverNames());
        return command;
    }
}
