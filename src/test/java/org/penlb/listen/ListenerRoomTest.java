package org.penlb.listen;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.penlb.config.Address;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.system.FileLimit;

/** Listeners that need more files than may be open. */
class ListenerRoomTest {
    private static ServiceConfig dns() {
        var service = new ServiceBuilder("dns", new Address.Inet("127.0.0.1", 0), 1);
        service.servers().add(new ServerConfig(new Address.Inet("192.0.2.1", 53)));
        service.balanceDns();
        return service.build();
    }

    @Test
    void those_that_do_not_fit_are_refused_at_once() {
        var services = Collections.nCopies(100, dns());
        assertThatCode(() -> ListenerRoom.check(services, 4, new FileLimit(900)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> ListenerRoom.check(services, 4, new FileLimit(899)))
                .hasMessage("services: 100 listeners need 900 open files, and the limit is 899 files"
                        + " (raise it with ulimit -n, or LimitNOFILE of systemd)");
    }
}
