package org.penlb.load.balancer;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.penlb.load.process.Lab;
import org.penlb.load.process.NginxProgram;

/** nginx with its stream module, as many worker processes as asked for. */
final class Nginx implements Balancer {
    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public boolean speaksTls() {
        return true;
    }

    @Override
    public Optional<String> missing() {
        return NginxProgram.streamRefusal();
    }

    @Override
    public String version(Lab lab) {
        return NginxProgram.version(lab);
    }

    @Override
    public List<String> command(Lab lab, Setup setup, InetSocketAddress listener) {
        return NginxProgram.command(lab, setup.loops(), true, stream(setup, listener));
    }

    private static String stream(Setup setup, InetSocketAddress listener) {
        var text = new StringBuilder("stream {\n  upstream servers {\n");
        if (setup.choice() == Setup.Choice.TRACKED) {
            text.append("    hash $remote_addr consistent;\n"); // it has no table; this comes closest
        }
        for (String server : setup.serverNames()) {
            text.append("    server ").append(server).append(";\n");
        }
        // Each worker has a socket of its own: one that they share wakes both, and of UDP it would mix the sessions up.
        return text.append("  }\n  server {\n    listen ")
                .append(Setup.name(listener))
                .append(setup.tcp() ? "" : " udp")
                .append(setup.tls() == null ? "" : " ssl")
                .append(setup.loops() > 1 ? " reuseport" : "")
                .append(";\n    proxy_pass servers;\n")
                .append(setup.tls() == null ? "" : tls(setup.tls()))
                .append(setup.tcp() ? "" : "    proxy_responses 1;\n    proxy_timeout 5s;\n")
                .append("  }\n}\n")
                .toString();
    }

    /** Like the others it gives tickets, and keeps no sessions. */
    private static String tls(Setup.Tls tls) {
        return "    ssl_certificate " + tls.certificate() + ";\n    ssl_certificate_key " + tls.key()
                + ";\n    ssl_protocols TLSv1.2 TLSv1.3;\n";
    }
}
