package org.penlb.listen;

import java.util.List;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.Protocol;
import org.penlb.config.Route;
import org.penlb.config.ServiceConfig;
import org.penlb.system.FileLimit;

/** Whether so many listeners fit into the limit of open files: that is told at once, and not by the thousandth of them. */
public final class ListenerRoom {
    private ListenerRoom() {}

    /**
     * @param eventLoops how many event loops accept clients
     * @throws ConfigException if the listeners alone need more files than may be open
     */
    public static void require(List<ServiceConfig> services, int eventLoops) {
        check(services, eventLoops, FileLimit.current());
    }

    static void check(List<ServiceConfig> services, int eventLoops, FileLimit limit) {
        long listeners = 0;
        long needed = 0;
        for (ServiceConfig service : services) {
            if (!(service.routing() instanceof Route)) {
                int sockets = service.listen() instanceof Address.Unix ? 1 : eventLoops;
                listeners++;
                needed += sockets * (service.protocol() == Protocol.DNS ? 2L : 1L) + 1;
            }
        }
        if (!limit.allows(needed)) {
            throw new ConfigException(
                    "services: " + listeners + " listeners need " + needed + " open files, and the limit is " + limit
                            + " (raise it with ulimit -n, or LimitNOFILE of systemd)");
        }
    }
}
