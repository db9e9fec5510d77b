package org.penlb.config.json;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.Protocol;
import org.penlb.config.ServiceBuilder;

/** Reads one service: first what makes it one, then what is said of it, then whether all that goes together. */
final class ServiceReader {
    static final String NAME = "name";
    static final String LISTEN = "listen";
    static final String PROTOCOL = "protocol";
    static final String TCP = "tcp";
    static final String UDP = "udp";
    static final String DNS = "dns";

    /** Stands for a listener that cannot be read. */
    private static final Address UNREADABLE = new Address.Inet("0.0.0.0", 0);

    /** What a command can name, and a path of the API. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:-]{0,63}");

    private final Value service;
    private final ConfigContext context;
    private final int eventLoops;
    private final int services;
    private final ServiceSections sections;
    private final JsonAddresses endpoints;
    private boolean listens;

    /**
     * @param services how many share the machine
     * @param sections the keys that services have
     */
    ServiceReader(Value service, ConfigContext context, int eventLoops, int services, ServiceSections sections) {
        this.service = service;
        this.context = context;
        this.eventLoops = eventLoops;
        this.services = services;
        this.sections = sections;
        this.endpoints = new JsonAddresses(context.arguments());
    }

    /** Whether it is known where it listens and what it balances. */
    boolean listens() {
        return listens;
    }

    ServiceBuilder read() {
        Value listen = service.field(LISTEN);
        JsonAddresses.Listener listener =
                listen == null ? null : listen.<JsonAddresses.@Nullable Listener>orElse(null, endpoints::listener);
        if (listen == null || listener == null) {
            return filled(UNREADABLE, Protocol.STREAM);
        }
        Protocol protocol = protocol(listener);
        listens = fits(listen, listener.address(), protocol);
        ServiceBuilder filled = filled(listener.address(), protocol);
        // What has no effect on a protocol can be said only of one that is known.
        while (listens && !builds(filled)) {
            filled = filled(listener.address(), protocol);
        }
        return filled;
    }

    private Protocol protocol(JsonAddresses.Listener listener) {
        Protocol ofScheme = listener.protocol() == null ? Protocol.STREAM : listener.protocol();
        Value said = service.field(PROTOCOL);
        return said == null ? ofScheme : said.orElse(ofScheme, word -> agreed(word.text(), listener));
    }

    private static Protocol agreed(String word, JsonAddresses.Listener listener) {
        Protocol protocol = switch (word) {
            case TCP -> Protocol.STREAM;
            case UDP -> Protocol.UDP;
            case DNS -> Protocol.DNS;
            default -> throw new ConfigException(Found.shown(word) + " is not \"tcp\", \"udp\" or \"dns\"");
        };
        Protocol scheme = listener.protocol();
        if (scheme == null || scheme == protocol || (scheme == Protocol.UDP && protocol == Protocol.DNS)) {
            return protocol;
        }
        String found = JsonAddresses.write(listener.address(), scheme);
        String expected = scheme == Protocol.UDP
                ? "\"udp\" or \"dns\""
                : listener.address() instanceof Address.Unix
                        ? "none, since Unix sockets have connections only"
                        : "listen " + Found.shown(JsonAddresses.write(listener.address(), protocol));
        throw new ConfigException(
                Found.shown(word) + " does not go with listen " + Found.shown(found) + " (expected: " + expected + ")");
    }

    /** Whether a service of the protocol can listen there, as far as the protocol is known. */
    private boolean fits(Value listen, Address address, Protocol protocol) {
        return !service.problems().has(service.place().at(PROTOCOL))
                && listen.orElse(false, value -> {
                    JsonAddresses.requireFit(value.text(), address, protocol);
                    return true;
                });
    }

    private ServiceBuilder filled(Address address, Protocol protocol) {
        Value name = service.field(NAME);
        int connections = context.capacity().most(protocol, eventLoops);
        int share = context.share(protocol, eventLoops, services);
        var builder = new ServiceBuilder(name == null ? "" : name.orElse("", ServiceReader::name), address, share);
        if (protocol == Protocol.DNS) {
            builder.balanceDns();
        } else {
            builder.protocol = protocol;
        }
        sections.services(connections).read(service, builder);
        if (builder.tls != null && service.field("connectionsMax") == null) {
            int withTls = context.capacity().withTls(context.capacity().clients(protocol, eventLoops));
            builder.connectionsMax = Math.min(share, Math.max(1, withTls / services));
        }
        if (builder.servers().isEmpty()
                && service.problems().has(service.place().at("servers"))) {
            builder.servers().add(JsonServers.UNREADABLE); // that there is none is no other problem
        }
        return builder;
    }

    /** A name that commands and messages can call something. */
    static String name(Value value) {
        if (!WORD.matcher(value.text()).matches()) {
            throw new ConfigException(
                    Found.shown(value.text())
                            + " is not a name (expected: up to 64 letters, digits and _ . : -, the first a letter, digit or _)");
        }
        return value.text();
    }

    /**
     * Whether its values go together. If not, the first that does not is noted, and is not read again: the next attempt
     * shows whether there are others.
     */
    private boolean builds(ServiceBuilder builder) {
        try {
            var _ = builder.build();
            return true;
        } catch (ConfigException e) {
            String error = String.valueOf(e.getMessage());
            ConfigPlace place = PenNames.place(service, error);
            boolean known = service.problems().has(place);
            service.problems().add(place, PenNames.without(error));
            return known || place.equals(service.place());
        }
    }
}
