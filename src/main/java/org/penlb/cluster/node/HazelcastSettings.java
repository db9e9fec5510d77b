package org.penlb.cluster.node;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import java.util.List;
import java.util.Map;
import org.penlb.config.Address;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.config.cluster.Discovery;

/** How Hazelcast is set: to carry little, to be quick about faults, and to let nobody in but members. */
final class HazelcastSettings {
    /**
     * In seconds and milliseconds, as the names say. A member that says nothing is dropped after ten: sooner, and a busy
     * machine is dropped for nothing; later, and maps that it holds a part of wait so much longer, and whoever wants to join
     * does, too.
     */
    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
            Map.entry("hazelcast.max.no.heartbeat.seconds", "10"),
            Map.entry("hazelcast.operation.call.timeout.millis", "3000"),
            // The usual 0 is the kernel's: the tries of a connection get rarer, and one that is healed stays unseen.
            Map.entry("hazelcast.socket.connect.timeout.seconds", "1"),
            Map.entry("hazelcast.merge.first.run.delay.seconds", "2"),
            Map.entry("hazelcast.merge.next.run.delay.seconds", "2"),
            Map.entry("hazelcast.wait.seconds.before.join", "0"),
            // The usual ten minutes would be waited for a member that has stopped.
            Map.entry("hazelcast.graceful.shutdown.max.wait", "3"),
            Map.entry("hazelcast.partition.count", "31"),
            Map.entry("hazelcast.socket.bind.any", "false"),
            Map.entry("hazelcast.phone.home.enabled", "false"),
            Map.entry("hazelcast.shutdownhook.enabled", "false"),
            Map.entry("hazelcast.logging.type", "jdk"));

    private HazelcastSettings() {}

    static Config of(ClusterConfig cluster, NodeAddresses addresses) {
        var config = new Config();
        PROPERTIES.forEach(config::setProperty);
        config.setClusterName(cluster.name());
        config.getJetConfig().setEnabled(false);
        config.getMetricsConfig().setEnabled(false);
        config.getSerializationConfig().setJavaSerializationFilterConfig(whatMayBeRead());
        MemberList.tellEventBus(config, addresses.eventBus());
        var member = new ServerSocketEndpointConfig();
        member.setPort(addresses.maps().port()).setPortAutoIncrement(false);
        // Not by its interface: those of loopback but the first are on none.
        config.setProperty("hazelcast.local.localAddress", addresses.maps().host());
        // The advanced network has no place for clients unless one is given.
        AdvancedNetworkConfig network = config.getAdvancedNetworkConfig().setEnabled(true);
        network.setMemberEndpointConfig(member);
        discover(network.getJoin(), cluster.discovery());
        return config;
    }

    private static void discover(JoinConfig join, Discovery discovery) {
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(discovery instanceof Discovery.Multicast);
        List<Address.Inet> members = switch (discovery) {
            case Discovery.Members named -> named.addresses();
            case Discovery.Dns(Address.Inet name) -> List.of(name);
            case Discovery.Multicast _ -> List.of();
        };
        if (!members.isEmpty()) {
            join.setTcpIpConfig(new LookedUpMembers(members).setEnabled(true).setConnectionTimeoutSeconds(1));
        }
    }

    /** Of what Java's own serialization makes, members tell each other faults, and nothing else. */
    private static JavaSerializationFilterConfig whatMayBeRead() {
        var filter = new JavaSerializationFilterConfig().setDefaultsDisabled(true);
        // Any of Hazelcast's: a stranger can name them in its own serialization as well, which has no filter.
        filter.getWhitelist().addPrefixes("com.hazelcast.").addClasses(Faults.names());
        return filter;
    }
}
