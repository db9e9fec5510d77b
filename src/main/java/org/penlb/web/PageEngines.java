package org.penlb.web;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;
import org.penlb.config.tls.HandshakeLimits;

/**
 * Has the web server speak TLS by the engines of services: the same certificates by name, tickets and answers of OCSP, and
 * what is read again is for the next connection, without a word to the server.
 */
final class PageEngines extends SSLEngineOptions {
    /** Of connections, those in a handshake included: the server itself counts them only when they can ask something. */
    private static final int MOST = 1024;

    private final HelloEngine.Answers answers;

    private PageEngines(HelloEngine.Answers answers) {
        this.answers = answers;
        setUseWorkerThread(true); // for what takes long in a handshake
    }

    /**
     * @param answers makes an engine for a hello
     */
    static HttpServerOptions use(HttpServerOptions options, HelloEngine.Answers answers, HandshakeLimits limits) {
        LateEngine.prepare();
        return options.setSsl(true)
                .setSslEngineOptions(new PageEngines(answers))
                .setKeyCertOptions(new NoKeys())
                .setSslHandshakeTimeout(limits.timeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    }

    @Override
    public SSLEngineOptions copy() {
        return new PageEngines(answers);
    }

    @Override
    public SslContextFactory sslContextFactory() {
        return () -> new Context(answers);
    }

    /** Makes engines that wait for a hello. */
    private static final class Context extends SslContext {
        private final HelloEngine.Answers answers;
        private final AtomicInteger engines = new AtomicInteger();

        Context(HelloEngine.Answers answers) {
            this.answers = answers;
        }

        @Override
        public boolean isClient() {
            return false;
        }

        @Override
        public List<String> cipherSuites() {
            return List.of();
        }

        @Override
        @SuppressWarnings("deprecation") // what it is to be replaced by is not there yet
        public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
            return List::of;
        }

        @Override
        public SSLEngine newEngine(ByteBufAllocator allocator) {
            engines.incrementAndGet();
            return new HelloEngine(answers, allocator, engines::decrementAndGet);
        }

        @Override
        public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
            return newEngine(allocator);
        }

        @Override
        protected SslHandler newHandler(ByteBufAllocator allocator, boolean startTls, Executor tasks) {
            SSLEngine engine = newEngine(allocator);
            return engines.get() > MOST ? new TooMany(engine) : new SslHandler(engine, startTls, tasks);
        }

        @Override
        protected SslHandler newHandler(
                ByteBufAllocator allocator, String host, int port, boolean startTls, Executor tasks) {
            return newHandler(allocator, startTls, tasks);
        }

        @Override
        public SSLSessionContext sessionContext() {
            throw new UnsupportedOperationException("each engine has its own");
        }
    }

    /** Closes the connection that it is for. */
    private static final class TooMany extends SslHandler {
        TooMany(SSLEngine engine) {
            super(engine);
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) throws Exception {
            super.handlerAdded(context);
            context.channel().unsafe().closeForcibly();
        }
    }

    /** What the server asks for and nobody uses: the keys are the engines'. Vert.x's own wrapper takes a library that is not here. */
    private static final class NoKeys implements KeyCertOptions {
        @Override
        public KeyCertOptions copy() {
            return this;
        }

        @Override
        public KeyManagerFactory getKeyManagerFactory(Vertx vertx) throws Exception {
            KeyStore empty = KeyStore.getInstance("PKCS12");
            empty.load(null, null);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(empty, new char[0]);
            return factory;
        }

        @Override
        public Function<String, KeyManagerFactory> keyManagerFactoryMapper(Vertx vertx) throws Exception {
            KeyManagerFactory same = getKeyManagerFactory(vertx);
            return _ -> same;
        }
    }
}
