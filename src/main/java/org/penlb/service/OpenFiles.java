package org.penlb.service;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.penlb.config.PenConfig;
import org.penlb.config.Protocol;
import org.penlb.config.Route;
import org.penlb.config.ServiceConfig;
import org.penlb.config.json.ConfigContext;
import org.penlb.system.FileLimit;
import org.penlb.system.MemoryLimit;

/**
 * How many clients the limit of open files allows, and that of memory where there is one. Whoever may raise it, as root may, can ask for more clients than it allows as
 * it is: it is raised for them when they are to be served.
 */
public final class OpenFiles implements ConfigContext.Capacity {
    private static final Logger LOG = System.getLogger(OpenFiles.class.getName());

    @Override
    public int clients(Protocol protocol, int eventLoops) {
        return clients(FileLimit.begunWith(), protocol, eventLoops);
    }

    @Override
    public int most(Protocol protocol, int eventLoops) {
        return clients(FileLimit.attainable(), protocol, eventLoops);
    }

    private static int clients(FileLimit limit, Protocol protocol, int eventLoops) {
        int files = protocol == Protocol.UDP ? limit.sessions(eventLoops) : limit.connections(eventLoops);
        return Math.min(files, MemoryLimit.current().connections());
    }

    @Override
    public int withTls(int clients) {
        return Math.min(clients, MemoryLimit.current().tlsConnections());
    }

    @Override
    public String reason(int clients) {
        return MemoryLimit.current().boundOf(clients, ConfigContext.Capacity.super.reason(clients));
    }

    /** Raises the limit so that all clients of a configuration fit in, as far as this process may. */
    public static void provide(PenConfig config) {
        if (fits(config)) {
            return;
        }
        FileLimit before = FileLimit.current();
        try {
            FileLimit now = FileLimit.raise(wanted(config));
            if (!now.equals(before)) {
                LOG.log(Level.INFO, "raised the limit of open files from {0} to {1}", before, now);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the limit of {0} stays as it is: {1}", before, e.getMessage());
        }
    }

    /** Mostly nobody asks for more than there is: all that is not said is a part of that. */
    private static boolean fits(PenConfig config) {
        var files = new OpenFiles();
        double share = listening(config).stream()
                .mapToDouble(service ->
                        (double) service.connectionsMax() / files.clients(service.protocol(), config.eventLoops()))
                .sum();
        return share <= 1;
    }

    private static List<ServiceConfig> listening(PenConfig config) {
        return config.services().stream()
                .filter(service -> !(service.routing() instanceof Route))
                .toList();
    }

    private static FileLimit wanted(PenConfig config) {
        long sessions = 0;
        long connections = 0;
        for (ServiceConfig service : listening(config)) {
            if (service.protocol() == Protocol.UDP) {
                sessions += service.connectionsMax();
            } else {
                connections += service.connectionsMax();
            }
        }
        return FileLimit.of(sessions, connections, config.eventLoops());
    }

    /** Which services ask for more clients than this process can have, a line each. */
    public static List<String> doubts(PenConfig config) {
        var files = new OpenFiles();
        return listening(config).stream()
                .filter(service -> service.connectionsMax() > files.most(service.protocol(), config.eventLoops()))
                .map(service -> doubt(service, files.most(service.protocol(), config.eventLoops())))
                .toList();
    }

    private static String doubt(ServiceConfig service, int most) {
        return "service \"" + service.name() + "\": connectionsMax " + service.connectionsMax() + " is more than the "
                + most
                + " that "
                + MemoryLimit.current()
                        .boundOf(
                                most,
                                "the limit of open files allows (raise it with ulimit -n; who has CAP_SYS_RESOURCE, as"
                                        + " root mostly has, need not)")
                + ": a start as this user fails";
    }
}
