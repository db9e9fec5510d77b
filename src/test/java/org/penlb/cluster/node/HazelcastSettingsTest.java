package org.penlb.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.penlb.config.Address;
import org.penlb.config.cluster.Discovery;

class HazelcastSettingsTest {
    private static final Address.Inet LISTEN = new Address.Inet("127.0.0.1", 5701);
    private static final Address.Inet EVENT_BUS = new Address.Inet("127.0.0.1", 5702);

    private static Config config(Discovery discovery) {
        return HazelcastSettings.of(
                Clusters.config(LISTEN, EVENT_BUS, discovery, null), new NodeAddresses(LISTEN, EVENT_BUS));
    }

    private static JoinConfig join(Discovery discovery) {
        return config(discovery).getAdvancedNetworkConfig().getJoin();
    }

    @Test
    void others_are_found_as_configured_and_in_no_other_way() {
        JoinConfig named = join(new Discovery.Members(List.of(LISTEN)));
        assertThat(named.getTcpIpConfig().isEnabled()).isTrue();
        assertThat(named.getTcpIpConfig().getMembers()).containsExactly("127.0.0.1:5701");
        assertThat(named.getMulticastConfig().isEnabled()).isFalse();
        assertThat(named.isAutoDetectionEnabled()).isFalse();
        JoinConfig byName = join(new Discovery.Dns(new Address.Inet("127.0.0.2", 5701)));
        assertThat(byName.getTcpIpConfig().getMembers()).containsExactly("127.0.0.2:5701");
        JoinConfig multicast = join(new Discovery.Multicast());
        assertThat(multicast.getMulticastConfig().isEnabled()).isTrue();
        assertThat(multicast.getTcpIpConfig().isEnabled()).isFalse();
    }

    private static InternalSerializationService serialization() {
        return new DefaultSerializationServiceBuilder()
                .setConfig(config(new Discovery.Multicast()).getSerializationConfig())
                .build();
    }

    /** An operation that failed for a passing reason is tried again, if that reason can be read. */
    @Test
    void members_tell_each_other_every_fault_of_hazelcast() throws ReflectiveOperationException, IOException {
        InternalSerializationService service = serialization();
        int told = 0;
        for (Class<?> kind : faultsOfHazelcast()) {
            Constructor<?> simple = withMessage(kind);
            if (simple != null) {
                var fault = (Throwable) simple.newInstance("fault");
                fault.addSuppressed(new IllegalStateException("before"));
                assertThat(service.<Object>toObject(service.toData(fault))).isInstanceOf(kind);
                told++;
            }
        }
        assertThat(told).isGreaterThan(30);
        service.dispose();
    }

    private static List<Class<?>> faultsOfHazelcast() throws IOException, ClassNotFoundException {
        URL jar = Config.class.getProtectionDomain().getCodeSource().getLocation();
        List<Class<?>> all = new ArrayList<>();
        try (var entries = new JarInputStream(jar.openStream())) {
            for (JarEntry entry = entries.getNextJarEntry(); entry != null; entry = entries.getNextJarEntry()) {
                String name = entry.getName();
                // One needs a member to be told; what is shaded belongs to parts that are switched off.
                boolean left = name.endsWith("MemberLeftException.class") || name.contains("shaded");
                if (name.startsWith("com/hazelcast/") && name.endsWith("Exception.class") && !left) {
                    String type =
                            name.substring(0, name.length() - ".class".length()).replace('/', '.');
                    all.add(Class.forName(type, false, Config.class.getClassLoader()));
                }
            }
        }
        return all;
    }

    private static @Nullable Constructor<?> withMessage(Class<?> kind) {
        if (Modifier.isAbstract(kind.getModifiers())) {
            return null;
        }
        try {
            Constructor<?> constructor = kind.getDeclaredConstructor(String.class);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException _) {
            return null;
        }
    }

    @Test
    void no_other_object_of_java_is_read() {
        InternalSerializationService service = serialization();
        var stranger = service.toData(new AtomicInteger(1));
        assertThatExceptionOfType(HazelcastSerializationException.class)
                .isThrownBy(() -> service.toObject(stranger))
                .withRootCauseInstanceOf(SecurityException.class);
        service.dispose();
    }
}
