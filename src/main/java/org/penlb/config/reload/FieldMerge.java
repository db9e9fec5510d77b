package org.penlb.config.reload;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.ControlConfig;
import org.penlb.config.DatagramOptions;
import org.penlb.config.DebugConfig;
import org.penlb.config.DnsOptions;
import org.penlb.config.Forwarding;
import org.penlb.config.ListenerOptions;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceConfig;
import org.penlb.config.StreamOptions;
import org.penlb.config.WebConfig;
import org.penlb.config.tls.ServerTls;
import org.penlb.config.tls.TlsConfig;

/** Merges records field by field: what the file changed is taken from the file, the rest stays as it runs. */
final class FieldMerge {
    /** Records whose fields are told one by one; any other value is one thing. */
    private static final Set<Class<? extends Record>> GROUPS = Set.of(
            ServiceConfig.class,
            ServerConfig.class,
            ListenerOptions.class,
            TlsConfig.class,
            ServerTls.class,
            StreamOptions.class,
            Forwarding.class,
            DatagramOptions.class,
            DnsOptions.class,
            DnsOptions.Check.class,
            ControlConfig.class,
            WebConfig.class,
            DebugConfig.class);

    private FieldMerge() {}

    /**
     * @param base what the file said before
     * @param wanted what the file says now
     * @param running what runs, which commands may have changed since
     * @return what is to run
     * @throws ConfigException if the fields do not go together
     */
    static <T extends Record> T merge(T base, T wanted, T running) {
        RecordComponent[] components = wanted.getClass().getRecordComponents();
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    mergeValue(value(components[i], base), value(components[i], wanted), value(components[i], running));
        }
        return made(wanted, components, values);
    }

    private static @Nullable Object mergeValue(
            @Nullable Object base, @Nullable Object wanted, @Nullable Object running) {
        if (Objects.equals(base, wanted)) {
            return running;
        }
        return base instanceof Record b && wanted instanceof Record w && running instanceof Record r && isGroup(b, w, r)
                ? merge(b, w, r)
                : wanted;
    }

    private static boolean isGroup(Record... records) {
        return Arrays.stream(records)
                .allMatch(each -> each.getClass() == records[0].getClass() && GROUPS.contains(each.getClass()));
    }

    private static @Nullable Object value(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked") // a record's own canonical constructor makes nothing else
    private static <T extends Record> T made(T like, RecordComponent[] components, @Nullable Object[] values) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return (T) like.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof ConfigException wrong) {
                throw wrong;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
