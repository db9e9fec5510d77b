package org.penlb.stream;

import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.config.StreamOptions;
import org.penlb.config.tls.ClientAuth;
import org.penlb.relay.Editor;
import org.penlb.relay.Inspection;
import org.penlb.relay.Tap;
import org.penlb.service.Service;
import org.penlb.stream.http.ClientFacts;
import org.penlb.stream.http.RequestEditor;
import org.penlb.tls.TlsTermination;

/** Who looks into a connection, and who changes what passes, as its service wants it at the time. */
final class ConnectionInspection {
    private ConnectionInspection() {}

    static Inspection of(Connection connection, Server server) {
        Tap tap = tap(connection, server.host());
        Editor editor = editor(connection);
        return tap == null && editor == null ? Inspection.NONE : new Inspection(tap, editor);
    }

    /** Who changes or holds back what the client sends, or null. */
    private static @Nullable Editor editor(Connection connection) {
        StreamOptions options = connection.connections().options();
        if (!options.editsHttp()) {
            return null;
        }
        TlsTermination tls = connection.service().tls().termination();
        boolean asked = tls != null && tls.config().clientAuth() != ClientAuth.NONE;
        return RequestEditor.of(options, new ClientFacts(connection.client(), connection.tls(), asked));
    }

    /** Who looks at what passes, or null: bulk is spliced if nobody does. */
    private static @Nullable Tap tap(Connection connection, String server) {
        Service service = connection.service();
        Tap log = service.log() == null ? null : new RequestTap(service, connection.client(), server);
        if (!service.debug().dumps()) {
            return log;
        }
        Tap dump = new TrafficDump(
                connection.number() + ": client " + connection.client(),
                connection.number() + ": server " + server,
                service.debug().ascii());
        return log == null ? dump : new BothTaps(log, dump);
    }
}
