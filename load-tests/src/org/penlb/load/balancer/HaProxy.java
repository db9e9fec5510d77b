package org.penlb.load.balancer;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.penlb.load.process.Lab;
import org.penlb.load.process.Programs;

/** HAProxy in TCP mode, one process with as many threads as asked for. */
final class HaProxy implements Balancer {
    private static final String PROGRAM = "haproxy";
    /** It refuses to start with more than the limit of files allows; of pipes it asks for a quarter unless told. */
    private static final int CONNECTIONS = Setup.affordableConnections();

    private static final int PIPES = CONNECTIONS / 16;
    private static final Duration VERSION_LIMIT = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "haproxy";
    }

    @Override
    public boolean speaksTls() {
        return true;
    }

    @Override
    public Optional<String> missing() {
        return Programs.refusal(PROGRAM, PROGRAM);
    }

    @Override
    public Optional<String> unfit(Setup setup) {
        return setup.tcp() ? Optional.empty() : Optional.of("HAProxy does not balance UDP");
    }

    @Override
    public String version(Lab lab) {
        return lab.run("haproxy -v", VERSION_LIMIT, List.of(Programs.path(PROGRAM, "haproxy"), "-v"))
                .lines()
                .findFirst()
                .orElse("HAProxy");
    }

    @Override
    public List<String> command(Lab lab, Setup setup, InetSocketAddress listener) {
        return List.of(
                Programs.path(PROGRAM, "haproxy"),
                "-db", // in the foreground
                "-f",
                lab.newFile("haproxy.cfg", configuration(setup, listener)).toString());
    }

    private static String configuration(Setup setup, InetSocketAddress listener) {
        var text = new StringBuilder("""
                global
                  nbthread %d
                  maxconn %d
                  maxpipes %d
                defaults
                  mode tcp
                  option splice-auto
                  timeout connect 5s
                  timeout client 300s
                  timeout server 300s
                listen load
                  bind %s%s
                """.formatted(
                        setup.loops(),
                        CONNECTIONS,
                        PIPES,
                        Setup.name(listener),
                        setup.tls() == null ? "" : " ssl crt " + setup.tls().both()));
        if (setup.choice() == Setup.Choice.TRACKED) {
            text.append("  stick-table type ip size ").append(setup.clients()).append("\n  stick on src\n");
        }
        text.append("  balance roundrobin\n");
        List<String> servers = setup.serverNames();
        for (int i = 0; i < servers.size(); i++) {
            text.append("  server s").append(i).append(' ').append(servers.get(i)).append('\n');
        }
        return text.toString();
    }
}
