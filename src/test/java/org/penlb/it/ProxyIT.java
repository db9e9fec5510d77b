package org.penlb.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.listen.JsonPen;
import org.penlb.testing.EchoServer;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** The PROXY protocol with those who speak it, too: HAProxy, nginx, curl, kdig and dnsdist. */
@Timeout(120)
class ProxyIT {
    private static final String HOST = "127.0.0.1";
    /** A client that is none of this machine. */
    private static final String FAR = "192.0.2.77";

    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private static JsonObject server(String address, String version) {
        var server = new JsonObject().put("address", address);
        return version.equals("none") ? server : server.put("proxyProtocol", version);
    }

    private static JsonObject accepting(JsonObject service) {
        return service.put("proxyProtocol", new JsonObject().put("accept", new JsonArray().add(HOST)));
    }

    private PenProcess pen(JsonObject service) {
        PenProcess pen = PenProcess.configuredBy(new ConfigFile(folder).write(service).path);
        open.add(pen);
        return pen;
    }

    private static JsonObject service(String listen, JsonObject... servers) {
        return JsonPen.service("proxied", listen, (Object[]) servers);
    }

    /** An HAProxy with these lines behind its defaults. */
    private void haproxy(int port, String lines) throws IOException {
        Path configuration = Files.writeString(folder.resolve("haproxy.cfg"), """
                defaults
                    timeout connect 10s
                    timeout client 30s
                    timeout server 30s
                """ + lines);
        open.add(new Daemon(
                List.of(Program.find("haproxy", "haproxy"), "-db", "-f", configuration.toString()),
                folder.resolve("haproxy.log")));
        Ports.awaitListening(port);
    }

    /** Who its client is, as whoever is at this port says it in answer to a request. */
    private static String toldBy(String source, InetSocketAddress address) throws IOException {
        try (Socket client = Visitor.connect(source, address)) {
            client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
            String answer = new String(client.getInputStream().readAllBytes(), US_ASCII);
            return answer.substring(answer.indexOf("\r\n\r\n") + 4).strip() + " " + client.getLocalPort();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"send-proxy", "send-proxy-v2", "send-proxy-v2 proxy-v2-options unique-id,crc32c"})
    void haproxy_names_its_clients(String option) throws IOException {
        int port = Ports.free();
        try (var server = new EchoServer("s0")) {
            PenProcess pen = pen(accepting(service("tcp://" + HOST + ":0", server(server.address(), "v1"))));
            haproxy(port, """
                    listen front
                        mode tcp
                        unique-id-format %%ci-%%cp
                        bind %s:%d
                        server pen %s:%d %s
                    """.formatted(HOST, port, HOST, pen.address().getPort(), option));
            try (Socket client =
                    Visitor.connect("127.0.0.9", new InetSocketAddress(InetAddress.ofLiteral(HOST), port))) {
                client.getOutputStream().write("hello".getBytes(US_ASCII));
                client.shutdownOutput();
                assertThat(client.getInputStream().readAllBytes())
                        .asString(US_ASCII)
                        .isEqualTo("s0\nPROXY TCP4 127.0.0.9 %s %d %d\r\nhello"
                                .formatted(HOST, client.getLocalPort(), port));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void haproxy_is_told_of_ours(String version) throws IOException {
        int port = Ports.free();
        haproxy(port, """
                listen back
                    mode http
                    bind %s:%d accept-proxy
                    http-request return status 200 content-type text/plain lf-string "%%[src] %%[src_port]"
                """.formatted(HOST, port));
        PenProcess pen = pen(service("tcp://" + HOST + ":0", server(HOST + ":" + port, version)));
        String[] told = toldBy("127.0.0.9", pen.address()).split(" ");
        assertThat(told).startsWith("127.0.0.9", told[2]);
    }

    private int nginx() throws IOException {
        int port = Ports.free();
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off; worker_processes 1; pid %1$s/nginx.pid; error_log %1$s/nginx.log;
                events { }
                http {
                  access_log off; client_body_temp_path %1$s/tmp; proxy_temp_path %1$s/tmp;
                  fastcgi_temp_path %1$s/tmp; uwsgi_temp_path %1$s/tmp; scgi_temp_path %1$s/tmp;
                  server {
                    listen %2$s:%3$d proxy_protocol;
                    return 200 "$proxy_protocol_addr $proxy_protocol_port $proxy_protocol_server_port";
                  }
                }
                """.formatted(folder, HOST, port));
        open.add(new Daemon(
                List.of(Program.find("nginx", "nginx"), "-c", configuration.toString()), folder.resolve("nginx.out")));
        Ports.awaitListening(port);
        return port;
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void nginx_is_told_of_ours(String version) throws IOException {
        PenProcess pen = pen(service("tcp://" + HOST + ":0", server(HOST + ":" + nginx(), version)));
        String[] told = toldBy("127.0.0.9", pen.address()).split(" ");
        assertThat(told)
                .startsWith("127.0.0.9", told[3], String.valueOf(pen.address().getPort()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void nginx_names_its_clients(String version) throws IOException {
        Path module = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");
        Assumptions.assumeTrue(
                Files.exists(module), "nginx's module for streams is not installed (libnginx-mod-stream)");
        int port = Ports.free();
        try (var server = new EchoServer("s0")) {
            PenProcess pen = pen(accepting(service("tcp://" + HOST + ":0", server(server.address(), version))));
            Path configuration = Files.writeString(folder.resolve("nginx.conf"), """
                    load_module %1$s;
                    daemon off; worker_processes 1; pid %2$s/nginx.pid; error_log %2$s/nginx.log;
                    events { }
                    stream { server { listen %3$s:%4$d; proxy_protocol on; proxy_pass %3$s:%5$d; } }
                    """.formatted(
                            module, folder, HOST, port, pen.address().getPort()));
            open.add(new Daemon(
                    List.of(Program.find("nginx", "nginx"), "-c", configuration.toString()),
                    folder.resolve("nginx.out")));
            Ports.awaitListening(port);
            var front = new InetSocketAddress(InetAddress.ofLiteral(HOST), port);
            try (Socket client = Visitor.connect("127.0.0.9", front)) {
                client.getOutputStream().write('!');
                byte[] told = client.getInputStream().readNBytes("s0\nPROXY TCP4 127.0.0.9".length());
                if (version.equals("v1")) {
                    assertThat(told).asString(US_ASCII).isEqualTo("s0\nPROXY TCP4 127.0.0.9");
                } else {
                    assertThat(told).startsWith("s0\n\r\n\r\n\0\r\nQUIT\n".getBytes(US_ASCII));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void curl_comes_as_a_proxy(String version) throws IOException, InterruptedException {
        PenProcess pen = pen(accepting(service("tcp://" + HOST + ":0", server(HOST + ":" + nginx(), version))));
        Process curl = new ProcessBuilder(
                        Program.find("curl", "curl"),
                        "-sS",
                        "--haproxy-protocol",
                        "--interface",
                        HOST,
                        "http://" + HOST + ":" + pen.address().getPort() + "/")
                .redirectErrorStream(true)
                .start();
        String told = new String(curl.getInputStream().readAllBytes(), US_ASCII);
        assertThat(curl.waitFor()).as(told).isZero();
        assertThat(told).startsWith(HOST + " ").endsWith(" " + pen.address().getPort());
    }

    /** A dnsdist that wants headers, and answers with one address for the client that is far away, and with another one else. */
    private String dnsdist() throws IOException {
        int port = Ports.freeForBoth();
        Path configuration = Files.writeString(folder.resolve("dnsdist.conf"), """
                setLocal('%1$s:%2$d')
                setSecurityPollSuffix('')
                setProxyProtocolACL({'%1$s/32'})
                setACL({'0.0.0.0/0'})
                far = newNMG()
                far:addMask('%3$s/32')
                addAction(NetmaskGroupRule(far), SpoofAction('192.0.2.200'))
                addAction(AllRule(), SpoofAction('192.0.2.1'))
                """.formatted(HOST, port, FAR));
        open.add(new Daemon(
                List.of(Program.find("dnsdist", "dnsdist"), "--supervised", "-C", configuration.toString()),
                folder.resolve("dnsdist.log")));
        Ports.awaitListening(port);
        return HOST + ":" + port;
    }

    @ParameterizedTest
    @CsvSource({"+notcp, UDP", "+tcp, TCP"})
    void kdig_comes_as_a_proxy_and_dnsdist_is_told(String transport, String expected)
            throws IOException, InterruptedException {
        JsonObject check = new JsonObject()
                .put("check", new JsonObject().put("name", "www.example.").put("type", "A"));
        PenProcess pen = pen(accepting(service("udp://" + HOST + ":0", server(dnsdist(), "v2")))
                .put("protocol", "dns")
                .put("dns", check));
        String proxy = "+proxy=" + FAR + "#5353-192.0.2.9#53";
        Dig.Answer far =
                Dig.askAll(pen.address(), transport, proxy, "www.example.", "A").getFirst();
        assertThat(far.answers()).containsExactly("192.0.2.200");
        assertThat(far.transport()).isEqualTo(expected);
        proxy = "+proxy=192.0.2.78#5353-192.0.2.9#53";
        assertThat(Dig.askAll(pen.address(), transport, proxy, "www.example.", "A")
                        .getFirst()
                        .answers())
                .containsExactly("192.0.2.1");
    }
}
