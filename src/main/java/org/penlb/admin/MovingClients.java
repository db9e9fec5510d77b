package org.penlb.admin;

import java.util.Locale;
import org.penlb.balance.Balancer;
import org.penlb.config.AdminState;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceConfig;

/**
 * How many of a service's remembered clients another configuration would send to another server.
 *
 * @param moving those that go to a server now, and would go to another one
 * @param tracked all that are remembered
 */
record MovingClients(long moving, long tracked) {
    private static final double PERCENT = 100;

    static MovingClients of(Balancer balancer, ServiceConfig before, ServiceConfig after) {
        int[] counts = balancer.clients().countByServer(before.servers().size(), balancer.now());
        long moving = 0;
        long tracked = 0;
        for (int i = 0; i < counts.length; i++) {
            tracked += counts[i];
            if (takesBack(before, i) && !(takesBack(after, i) && isSame(before, after, i))) {
                moving += counts[i];
            }
        }
        return new MovingClients(moving, tracked);
    }

    private static boolean takesBack(ServiceConfig service, int server) {
        return service.selection().tracked()
                && server < service.servers().size()
                && service.servers().get(server).state() == AdminState.UP;
    }

    private static boolean isSame(ServiceConfig before, ServiceConfig after, int server) {
        ServerConfig was = before.servers().get(server);
        return was.address().equals(after.servers().get(server).address());
    }

    @Override
    public String toString() {
        double share = tracked == 0 ? 0 : PERCENT * moving / tracked;
        return String.format(Locale.ROOT, "%d of %d tracked clients (%.1f %%) would move", moving, tracked, share);
    }
}
