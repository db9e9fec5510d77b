package org.penlb.load.balancer;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.penlb.load.process.Lab;
import org.penlb.load.process.Programs;

/** PowerDNS's dnsdist without its packet cache: it shall balance, not answer. */
final class Dnsdist implements Balancer {
    private static final String PROGRAM = "dnsdist";
    private static final Duration VERSION_LIMIT = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "dnsdist";
    }

    @Override
    public Optional<String> missing() {
        return Programs.refusal(PROGRAM, PROGRAM);
    }

    @Override
    public Optional<String> unfit(Setup setup) {
        return setup.service() == Setup.Service.STREAM || setup.service() == Setup.Service.DATAGRAM
                ? Optional.of("dnsdist balances nothing but DNS")
                : Optional.empty();
    }

    @Override
    public String version(Lab lab) {
        return lab.run("dnsdist --version", VERSION_LIMIT, List.of(Programs.path(PROGRAM, "dnsdist"), "--version"))
                .lines()
                .findFirst()
                .orElse(PROGRAM);
    }

    @Override
    public List<String> command(Lab lab, Setup setup, InetSocketAddress listener) {
        return List.of(
                Programs.path(PROGRAM, "dnsdist"),
                "--supervised", // in the foreground, without a prompt
                "--disable-syslog",
                "-C",
                lab.newFile("dnsdist.conf", configuration(setup, listener)).toString());
    }

    private static String configuration(Setup setup, InetSocketAddress listener) {
        var text = new StringBuilder();
        // A thread reads each of them.
        for (int loop = 0; loop < setup.loops(); loop++) {
            text.append("%s(\"%s\", {reusePort=true})\n"
                    .formatted(loop == 0 ? "setLocal" : "addLocal", Setup.name(listener)));
        }
        for (String server : setup.serverNames()) {
            String checks = setup.service() == Setup.Service.DNS_UNCHECKED ? ", healthCheckMode=\"up\"" : "";
            text.append("newServer({address=\"").append(server).append("\"").append(checks).append("})\n");
        }
        return text.toString();
    }
}
