package org.penlb.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.config.tls.TlsConfig;

/**
 * Everything that one Pen is asked to do, in the making. Commands change it; {@link #build()} validates it. A running
 * Pen's configuration is changed by filling a builder with it, and nothing of a change that does not build is applied. Not
 * safe for use by several threads.
 */
public final class PenBuilder {
    private final List<ServiceBuilder> services = new ArrayList<>();
    private final ServerArguments arguments;
    private int selected;

    public RelayKind relay = RelayKind.AUTO;
    public int eventLoops = 1;
    public @Nullable Address control;
    public int controlAcl;
    public @Nullable Path commandFile;
    public int controlMode = ControlConfig.PRIVATE;
    public boolean exitEnabled;
    public boolean commandsAsRoot;
    public @Nullable Address web;
    /** Without one, the page shows everything and changes nothing. */
    public @Nullable AccessToken webToken;
    /** Without it, the page is in the clear. */
    public @Nullable TlsConfig webTls;

    public int debug;
    public boolean ascii;
    /** The database of countries; without one, rules about countries are refused. */
    public @Nullable Path geoip;
    /** Without one, it is alone. */
    public @Nullable ClusterConfig cluster;

    /**
     * @param service the first service
     * @param arguments reads the addresses that commands name
     */
    public PenBuilder(ServiceBuilder service, ServerArguments arguments) {
        services.add(service);
        this.arguments = arguments;
    }

    /**
     * @param services all of them; commands are about the first
     * @param arguments reads the addresses that commands name
     */
    public PenBuilder(List<ServiceBuilder> services, ServerArguments arguments) {
        this.services.addAll(services);
        this.arguments = arguments;
    }

    /**
     * Starts with what is there already.
     *
     * @param selected which of the services commands are about, an index
     */
    public PenBuilder(PenConfig config, int selected, ServerArguments arguments) {
        config.services().forEach(service -> services.add(new ServiceBuilder(service)));
        this.selected = selected;
        this.arguments = arguments;
        relay = config.relay();
        eventLoops = config.eventLoops();
        control = config.control().listen();
        controlAcl = config.control().acl();
        controlMode = config.control().socketMode();
        commandFile = config.control().commandFile();
        exitEnabled = config.control().exitEnabled();
        commandsAsRoot = config.control().asRoot();
        web = config.web().listen();
        webToken = config.web().token();
        webTls = config.web().tls();
        debug = config.debug().level();
        ascii = config.debug().ascii();
        geoip = config.geoip();
        cluster = config.cluster();
    }

    /** All services; changes go through. */
    public List<ServiceBuilder> services() {
        return services;
    }

    /** The service that commands are about. */
    public ServiceBuilder service() {
        return services.get(selected);
    }

    public ServerArguments arguments() {
        return arguments;
    }

    /** What a route does not say itself is what the service says that listens for it, whatever was changed there. */
    private void followListeners() {
        Map<String, ServiceBuilder> listening = new HashMap<>();
        services.forEach(service -> listening.putIfAbsent(service.name(), service));
        for (ServiceBuilder service : services) {
            Route route = service.route();
            ServiceBuilder followed = route == null ? null : listening.get(route.of());
            if (followed != null) {
                service.follow(followed);
            }
        }
    }

    /**
     * The configuration as it stands.
     *
     * @throws ConfigException naming the first value that cannot be used
     */
    public PenConfig build() {
        followListeners();
        return new PenConfig(
                services.stream().map(ServiceBuilder::build).toList(),
                relay,
                eventLoops,
                new ControlConfig(control, controlAcl, commandFile, controlMode, exitEnabled, commandsAsRoot),
                new WebConfig(web, webToken, webTls),
                new DebugConfig(debug, ascii),
                geoip,
                cluster);
    }
}
