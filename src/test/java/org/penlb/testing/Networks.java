package org.penlb.testing;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Two network namespaces with two cables between them, which a test may change as it likes: one for Pen and its clients, one
 * for the servers. They go when it is closed.
 */
public final class Networks implements AutoCloseable {
    private final Namespace pens;
    private final Namespace servers;

    /** Whether this process may make them. */
    public static boolean available() {
        try {
            new Networks().close();
            return true;
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    /** Cable {@code i} has the addresses 10.9.i.1/24 at Pen's end {@code v<i>}, and 10.9.i.2/24 at the servers', {@code w<i>}. */
    public Networks() {
        pens = new Namespace("p");
        try {
            servers = new Namespace("s");
        } catch (UncheckedIOException e) {
            pens.close();
            throw e;
        }
        try {
            for (int i = 0; i < 2; i++) {
                pens("link add v" + i + " type veth peer name w" + i + " netns " + servers.name());
                pens("addr add 10.9." + i + ".1/24 dev v" + i);
                servers("addr add 10.9." + i + ".2/24 dev w" + i);
                pens("link set v" + i + " up");
                servers("link set w" + i + " up");
            }
            // An address that is added stays when the one before it is taken away, as on most machines.
            pens.sysctl("net.ipv4.conf.v0.promote_secondaries=1");
        } catch (UncheckedIOException e) {
            close();
            throw e;
        }
    }

    /** Changes Pen's end: arguments of ip(8). */
    public void pens(String arguments) {
        pens.ip(arguments);
    }

    /** Changes the servers' end: arguments of ip(8). */
    public void servers(String arguments) {
        servers.ip(arguments);
    }

    /** The command that runs another one where Pen is. */
    public List<String> besidePen(List<String> command) {
        return pens.command(command);
    }

    /** Does something where Pen is: the sockets that it opens are there, for ever. */
    public <T> T besidePen(Callable<T> task) {
        return pens.in(task);
    }

    /** Does something where the servers are. */
    public <T> T besideServers(Callable<T> task) {
        return servers.in(task);
    }

    @Override
    public void close() {
        pens.close();
        servers.close();
    }
}
