package org.penlb.convert.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.penlb.config.ServiceConfig;
import org.penlb.convert.Converted;
import org.penlb.convert.Here;
import org.penlb.convert.LeftOut;

/** What becomes of a configuration of HAProxy. */
abstract class HaProxyCase {
    /** A proxy that leaves nothing open, and its two servers. */
    static final String LISTEN = "listen web\n timeout connect 1s\n bind 127.0.0.1:80\n";

    static final String SERVERS = " server a 10.0.0.1:80\n server b 10.0.0.2:80\n";

    static Converted convert(String text) {
        return HaProxyConverter.convert("f.cfg", text, Here.surroundings());
    }

    static List<ServiceConfig> services(String text) {
        return Objects.requireNonNull(convert(text).config()).services();
    }

    static ServiceConfig service(String... lines) {
        List<ServiceConfig> services = services(LISTEN + SERVERS + " " + String.join("\n ", lines));
        assertThat(services).hasSize(1);
        return services.getFirst();
    }

    static List<String> notes(String... lines) {
        return convert(LISTEN + SERVERS + " " + String.join("\n ", lines)).leftOut().stream()
                .map(LeftOut::toString)
                .toList();
    }

    static List<String> addresses(ServiceConfig service) {
        return service.servers().stream()
                .map(server -> server.address().toString())
                .toList();
    }

    static List<String> listeners(String bind) {
        return services("listen web\n bind " + bind + "\n" + SERVERS).stream()
                .map(service -> service.listen().toString())
                .toList();
    }
}
