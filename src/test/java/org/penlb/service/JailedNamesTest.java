package org.penlb.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Names where the system cannot look them up. */
class JailedNamesTest {
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger broken = new AtomicInteger();
    private DatagramSocket server;

    @BeforeEach
    void serve() throws IOException {
        server = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
        DatagramSocket socket = server;
        Thread.ofPlatform().daemon().start(() -> {
            while (!socket.isClosed()) {
                try {
                    var packet = new DatagramPacket(new byte[512], 512);
                    socket.receive(packet);
                    Message answer = answer(new Message(Arrays.copyOf(packet.getData(), packet.getLength())));
                    packet.setData(answer.toWire());
                    socket.send(packet);
                } catch (IOException _) {
                    // closed
                }
            }
        });
    }

    @AfterEach
    void end() {
        server.close();
    }

    private Message answer(Message query) throws IOException {
        Record question = query.getQuestion();
        Name name = question.getName();
        asked.add(name + " " + Type.string(question.getType()));
        var answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        if (broken.getAndDecrement() > 0) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
            return answer;
        }
        answer.addRecord(question, Section.QUESTION);
        Name real = Name.fromString("real.example.");
        boolean v4 = question.getType() == Type.A;
        if (name.toString().startsWith("alias.") && v4) {
            answer.addRecord(new CNAMERecord(name, DClass.IN, 60, real), Section.ANSWER);
            answer.addRecord(new ARecord(real, DClass.IN, 60, InetAddress.ofLiteral("10.0.0.1")), Section.ANSWER);
            answer.addRecord(new ARecord(real, DClass.IN, 60, InetAddress.ofLiteral("10.0.0.2")), Section.ANSWER);
        } else if (name.toString().equals("six.example.") && !v4) {
            answer.addRecord(new AAAARecord(name, DClass.IN, 60, InetAddress.ofLiteral("fd00::6")), Section.ANSWER);
        }
        return answer;
    }

    private List<String> lookUp(String host, String... resolvConf) throws UnknownHostException {
        List<String> hosts = List.of("# hosts", "127.0.0.9 web www # two names", "fd00::1 web", "nonsense web");
        return new JailedNames(hosts, List.of(resolvConf), server.getLocalPort())
                .lookUp(host).stream().map(InetAddress::getHostAddress).toList();
    }

    @Test
    void the_hosts_file_comes_first_and_ipv4_before_ipv6() throws UnknownHostException {
        assertThat(lookUp("web", "nameserver 127.0.0.1")).containsExactly("127.0.0.9", "fd00:0:0:0:0:0:0:1");
        assertThat(lookUp("WWW", "nameserver 127.0.0.1")).containsExactly("127.0.0.9");
        assertThat(asked).isEmpty();
    }

    @Test
    void a_name_server_is_asked_and_aliases_are_followed() throws UnknownHostException {
        assertThat(lookUp("alias.example", "nameserver 127.0.0.1")).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(lookUp("six.example", "nameserver nonsense", "nameserver 127.0.0.1"))
                .containsExactly("fd00:0:0:0:0:0:0:6");
    }

    @Test
    void a_name_server_that_is_broken_does_not_have_the_last_word() throws UnknownHostException {
        broken.set(1);
        assertThat(lookUp("alias.example", "nameserver 127.0.0.1")).containsExactly("10.0.0.1", "10.0.0.2");
    }

    @Test
    void short_names_are_looked_for_in_the_search_list_first() throws UnknownHostException {
        assertThat(lookUp("alias", "search test example", "nameserver 127.0.0.1"))
                .containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(asked).first().isEqualTo("alias.test. A");
    }

    @Test
    void a_name_with_dots_is_tried_as_it_is_unless_more_are_wanted() throws UnknownHostException {
        lookUp("alias.a", "search example", "nameserver 127.0.0.1");
        assertThat(asked.poll()).isEqualTo("alias.a. A");
        asked.clear();
        lookUp("alias.a", "search example", "options ndots:2", "nameserver 127.0.0.1");
        assertThat(asked.poll()).isEqualTo("alias.a.example. A");
    }

    @Test
    void what_nobody_knows_is_unknown() {
        assertThatThrownBy(() -> lookUp("nobody.example", "nameserver 127.0.0.1"))
                .isInstanceOf(UnknownHostException.class);
        assertThatThrownBy(() -> lookUp("a..b", "nameserver 127.0.0.1")).isInstanceOf(UnknownHostException.class);
        assertThatThrownBy(() -> lookUp("nobody.example")).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void where_no_server_is_named_this_machine_is_asked_and_nobody_else() {
        for (List<String> resolvConf : List.of(
                List.<String>of(), List.of("search example.com", "nameserver", "nameserver dns.example.com", "# x"))) {
            assertThat(new JailedNames(List.of(), resolvConf, 53).servers())
                    .singleElement()
                    .satisfies(server -> {
                        assertThat(server.getAddress().isLoopbackAddress()).isTrue();
                        assertThat(server.getPort()).isEqualTo(53);
                    });
        }
    }
}
