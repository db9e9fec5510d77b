package org.penlb.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.config.AccessList;
import org.penlb.config.Address;
import org.penlb.config.CountryLookup;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.listen.FakeDatagrams;
import org.penlb.relay.Peer;
import org.penlb.service.Service;

/** The flows of one session. */
class SessionTest {
    private final Sessions sessions = new Sessions(service(), new FakeDatagrams());
    private final Session session = new Session(new Peer());

    private static Service service() {
        var arguments = new ServerArguments(_ -> -1);
        var builder = new ServiceBuilder("test", arguments.listener("127.0.0.1:0"), 100);
        builder.servers().add(arguments.server("10.0.0.0:53", builder.listen()));
        builder.protocol = Protocol.UDP;
        var table = new ServerTable(List.of(), null, null, AccessList.EMPTY, Selection.DEFAULT);
        return new Service(builder.build(), table, CountryLookup.NONE);
    }

    private static Server server(int index, Server.Role role, int port) {
        String host = "10.0.0." + index;
        var address = new InetSocketAddress(InetAddress.ofLiteral(host), port);
        return new Server(index, role, new ServerConfig(new Address.Inet(host, port)), address, AccessList.EMPTY);
    }

    /** Regular ones, those of the same index that were there before a change of port, and the last resorts. */
    private static List<Server> servers() {
        var all = new ArrayList<Server>();
        for (int i = 0; i < 70; i++) {
            all.add(server(i, Server.Role.REGULAR, 53));
            all.add(server(i, Server.Role.REGULAR, 54));
        }
        all.add(server(0, Server.Role.EMERGENCY, 53));
        all.add(server(0, Server.Role.ABUSE, 53));
        return all;
    }

    @Test
    void finds_the_flow_to_a_server_and_knows_the_one_that_was_chosen_last() throws IOException {
        var random = new Random(11);
        List<Server> servers = servers();
        Map<Server, Flow> expected = new LinkedHashMap<>();
        for (int step = 0; step < 20_000; step++) {
            Server server = servers.get(random.nextInt(servers.size()));
            Flow known = expected.remove(server);
            assertThat(session.flowTo(server)).isSameAs(known);
            if (known == null) {
                var flow = new Flow(sessions, session, server);
                session.add(flow);
                expected.put(server, flow);
            } else if (random.nextInt(3) > 0) {
                session.prefer(known);
                expected.put(server, known);
            } else {
                session.remove(known);
                session.remove(known);
            }
            assertThat(session.flow()).isSameAs(last(expected));
            assertThat(session.hasFlows()).isEqualTo(!expected.isEmpty());
        }
    }

    private static @Nullable Flow last(Map<Server, Flow> flows) {
        return flows.isEmpty() ? null : List.copyOf(flows.values()).getLast();
    }
}
