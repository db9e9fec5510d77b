package org.penlb.tls.engine;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/** Two engines that talk to each other in memory. */
final class EnginePair {
    private static final int RECORD = 18 * 1024;
    private static final int LONGEST = 1_000;

    private final SSLEngine client;
    private final SSLEngine server;
    private final ByteBuffer toServer = ByteBuffer.allocateDirect(8 * RECORD);
    private final ByteBuffer toClient = ByteBuffer.allocateDirect(8 * RECORD);
    private final ByteBuffer plain = ByteBuffer.allocateDirect(2 * RECORD);

    private int tasks;

    EnginePair(SSLEngine client, SSLEngine server) {
        this.client = client;
        this.server = server;
    }

    /** Brings both through their handshake. */
    void handshake() throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        boolean goesOn = true;
        for (int turn = 0; goesOn && turn < LONGEST; turn++) {
            boolean clientWent = step(client, toClient, toServer);
            boolean serverWent = step(server, toServer, toClient);
            goesOn = clientWent || serverWent;
        }
        if (!isOver(client) || !isOver(server)) {
            throw new SSLException("the handshake stands still");
        }
    }

    /** The server sends a byte, and with it the tickets of TLS 1.3, which wait for that. */
    void say() throws SSLException {
        SSLEngineResult result;
        do {
            result = server.wrap(ByteBuffer.allocate(1), toClient);
        } while (result.bytesConsumed() == 0);
        while (step(client, toClient, toServer)) {
            // reads it all
        }
    }

    /** How many tasks the server had. */
    int tasksOfServer() {
        return tasks;
    }

    private static boolean isOver(SSLEngine engine) {
        return engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING;
    }

    /** One engine's turn: whether anything happened. */
    private boolean step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        boolean happened = false;
        Runnable task = engine.getDelegatedTask();
        while (task != null) {
            task.run();
            tasks += engine.equals(server) ? 1 : 0;
            happened = true;
            task = engine.getDelegatedTask();
        }
        if (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP) {
            SSLEngineResult result = engine.wrap(ByteBuffer.allocate(0), out);
            happened |= result.bytesProduced() > 0;
        }
        in.flip();
        SSLEngineResult result = engine.unwrap(in, plain.clear());
        happened |= result.bytesConsumed() > 0;
        in.compact();
        return happened;
    }
}
