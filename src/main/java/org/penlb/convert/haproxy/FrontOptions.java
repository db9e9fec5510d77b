package org.penlb.convert.haproxy;

import java.util.Set;
import org.penlb.config.ServiceBuilder;
import org.penlb.convert.Statement;

/** What a frontend says of its clients. */
final class FrontOptions {
    private FrontOptions() {}

    static void fill(ServiceBuilder service, Proxy front, BindLine bind, Set<Statement> carried) {
        front.reads(carried);
        carried.addAll(front.clients().carried());
        Integer own = bind.backlog();
        HaProxyLine backlog = front.setting("backlog");
        if (own != null) {
            service.backlog = own;
        } else if (backlog != null) {
            service.backlog = Units.number(backlog, "backlog", backlog.words().get(1), 1, Integer.MAX_VALUE);
        }
        service.accessLists().set(0, front.clients().toAccessList());
    }
}
