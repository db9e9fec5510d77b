package org.penlb.load.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.penlb.load.process.Child;
import org.penlb.load.process.Lab;
import org.penlb.load.process.NginxProgram;
import org.penlb.testing.Ports;

/** A web server, nginx, on two ports of every address. One worker, however many loops the balancers have. */
public final class WebServer implements AutoCloseable {
    /** About 100 bytes. */
    public static final String SMALL = "/";
    /** A file of 16 KiB. */
    public static final String KIB_16 = "/16k";
    /** A file of 1 MiB. */
    public static final String MIB_1 = "/1m";

    /** Takes a body of up to 2 MiB, and answers when all of it is there: wrk cannot go on in the middle of one. */
    public static final String UPLOAD = "/upload";

    private static final int SMALL_BYTES = 100;
    private static final InetAddress ANY = InetAddress.ofLiteral("0.0.0.0");

    private final List<Integer> ports = List.of(Ports.free(ANY), Ports.free(ANY));
    private final Child child;

    public WebServer(Lab lab) {
        Path files = lab.newFolder("www");
        try {
            Files.write(files.resolve("16k"), new byte[16 << 10]);
            Files.write(files.resolve("1m"), new byte[1 << 20]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String http = """
                http {
                  access_log off;
                  sendfile on;
                  tcp_nodelay on;
                  keepalive_requests 1000000000;
                  keepalive_timeout 1h;
                  server {
                    listen %d backlog=4096;
                    listen %d backlog=4096;
                    root %s;
                    location = / { return 200 "%s"; }
                    location = /upload { client_max_body_size 2m; client_body_buffer_size 2m; proxy_pass_request_body off; proxy_set_header Content-Length ""; proxy_pass http://127.0.0.1:%d/taken; }
                    location = /taken { return 200 "taken"; }
                  }
                }
                """.formatted(ports.get(0), ports.get(1), files, "x".repeat(SMALL_BYTES), ports.get(0));
        child = lab.startServer("nginx as the server", NginxProgram.command(lab, 1, false, http), () -> ports.stream().allMatch(port -> Ports.listeners(port) > 0));
    }

    /** Why there cannot be one here; empty if there can. */
    public static Optional<String> refusal() {
        return NginxProgram.refusal();
    }

    /** Two addresses of it. */
    public List<InetSocketAddress> servers() {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        return ports.stream().map(port -> new InetSocketAddress(loopback, port)).toList();
    }

    @Override
    public void close() {
        child.close();
    }
}
