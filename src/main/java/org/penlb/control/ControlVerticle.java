package org.penlb.control;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.Administration;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;
import org.penlb.events.Origin;
import org.penlb.listen.LingeringClose;
import org.penlb.listen.OperatorEndpoint;

/**
 * The control port: a connection brings one command and takes one reply. Those that bring nothing are closed after a
 * while, and give way at once when there are too many, so that an operator always comes in.
 */
public final class ControlVerticle extends VerticleBase {
    /** A command is one line of at most so many bytes. */
    static final int LONGEST_LINE = 4096;

    private static final Logger LOG = System.getLogger(ControlVerticle.class.getName());
    /** Operators and their scripts come one by one; so many at a time means that something is wrong. */
    private static final int MOST_CONNECTIONS = 128;

    private static final long PATIENCE_MILLIS = 10_000;

    private final Address address;
    private final Administration pen;
    private final CommandRunner runner;
    /** Those that have not brought their command yet, the oldest first. */
    private final Set<Session> waiting = new LinkedHashSet<>();

    private long refusalTold = System.nanoTime() - TimeUnit.HOURS.toNanos(1);
    private int connections;
    private @Nullable NetServer server;
    private @Nullable OperatorEndpoint endpoint;

    /**
     * @param address where to listen
     */
    public ControlVerticle(Address address, Administration pen, CommandRunner runner) {
        this.address = address;
        this.pen = pen;
        this.runner = runner;
    }

    /**
     * Opens the port.
     *
     * @return fails with a {@link ConfigException} that says why it cannot
     */
    @Override
    public Future<?> start() {
        NetServer opened = vertx.createNetServer(new NetServerOptions().setReuseAddress(true))
                .connectHandler(this::connected)
                .exceptionHandler(e -> LOG.log(Level.DEBUG, "control port: {0}", e.getMessage()));
        server = opened;
        var itsEndpoint = new OperatorEndpoint(
                vertx, "-C", address, pen.config().control().socketMode());
        endpoint = itsEndpoint;
        return itsEndpoint
                .locate()
                .compose(where -> itsEndpoint.open(where, opened::listen))
                .onSuccess(_ -> LOG.log(Level.DEBUG, "commands come in at {0}", address));
    }

    /** Closes the port. A socket of its own is removed. */
    @Override
    public Future<?> stop() {
        Future<Void> closed = server == null ? Future.succeededFuture() : server.close();
        return endpoint == null ? closed : closed.eventually(endpoint::close);
    }

    private void connected(NetSocket socket) {
        boolean allowed = isAllowed(socket);
        if (!allowed) {
            tellOfIntruder(socket);
        }
        if (connections >= MOST_CONNECTIONS) {
            if (waiting.isEmpty()) {
                socket.close();
                return;
            }
            waiting.iterator().next().close();
        }
        new Session(socket, allowed).start();
    }

    /** Not each time: he may come often. */
    private void tellOfIntruder(NetSocket socket) {
        long now = System.nanoTime();
        if (now - refusalTold > TimeUnit.MINUTES.toNanos(1)) {
            refusalTold = now;
            LOG.log(Level.WARNING, "control port: {0} is not allowed to give commands", socket.remoteAddress());
        }
    }

    private boolean isAllowed(NetSocket socket) {
        String host =
                socket.remoteAddress() == null ? null : socket.remoteAddress().hostAddress();
        return pen.mayCommand(host == null ? IpAddress.UNIX : IpAddress.parse(host));
    }

    /** One connection. */
    private final class Session {
        private final NetSocket socket;
        private final boolean allowed;
        private final Buffer line = Buffer.buffer();
        private long timer;
        private boolean asked;
        private boolean over;

        Session(NetSocket socket, boolean allowed) {
            this.socket = socket;
            this.allowed = allowed;
        }

        void start() {
            connections++;
            waiting.add(this);
            timer = vertx.setTimer(PATIENCE_MILLIS, _ -> close());
            socket.exceptionHandler(_ -> close());
            socket.closeHandler(_ -> over());
            socket.handler(this::received);
            hearHalfClose();
        }

        /** A line may do without its end if its sender closes his direction; he still takes the reply. */
        private void hearHalfClose() {
            var internal = (NetSocketInternal) socket;
            context().channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            internal.eventHandler(event -> {
                if (event instanceof ChannelInputShutdownEvent) {
                    complete();
                }
            });
        }

        private void received(Buffer bytes) {
            if (asked) {
                return;
            }
            int scanned = line.length();
            line.appendBuffer(bytes);
            for (int i = scanned; i < line.length(); i++) {
                if (line.getByte(i) == '\n') {
                    run(line.getString(0, i));
                    return;
                }
            }
            if (line.length() > LONGEST_LINE) {
                asked();
                reply("the line is longer than " + LONGEST_LINE + " bytes\n");
            }
        }

        private void complete() {
            if (!asked && !over) {
                run(line.toString());
            }
        }

        private void asked() {
            asked = true;
            waiting.remove(this);
            vertx.cancelTimer(timer); // what was asked for may take its time
        }

        private void run(String command) {
            asked();
            if (!allowed) { // said, since to penctl an empty reply means that all is well
                reply("you are not allowed to give commands (control_acl)\n");
                return;
            }
            if (command.length() > LONGEST_LINE) {
                reply("the line is longer than " + LONGEST_LINE + " bytes\n");
                return;
            }
            runner.run(Origin.OPERATOR, command).onComplete(this::reply, e -> {
                LOG.log(Level.WARNING, "control port: a command failed", e);
                reply("the command failed: " + e + "\n");
            });
        }

        private void reply(String text) {
            // Whoever does not take the reply is not waited for longer than whoever does not ask.
            vertx.cancelTimer(timer);
            timer = vertx.setTimer(PATIENCE_MILLIS, _ -> close());
            socket.write(Buffer.buffer(text)).onComplete(_ -> linger());
        }

        /** Who sends more than a line reads the reply all the same; meanwhile he gives way to whoever brings a command. */
        private void linger() {
            if (!over) {
                waiting.add(this);
                LingeringClose.close(context());
            }
        }

        private void close() {
            LingeringClose.now(context());
            over();
        }

        private ChannelHandlerContext context() {
            return ((NetSocketInternal) socket).channelHandlerContext();
        }

        private void over() {
            if (!over) {
                over = true;
                connections--;
                waiting.remove(this);
                vertx.cancelTimer(timer);
            }
        }
    }
}
