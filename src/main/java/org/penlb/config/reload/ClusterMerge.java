package org.penlb.config.reload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.config.cluster.SharedSecret;

/**
 * How an instance takes part in its cluster is settled at the start, but for where it finds the others: it has found them, and looks
 * elsewhere when it is started the next time.
 */
final class ClusterMerge {
    private ClusterMerge() {}

    /**
     * @param runs null if this Pen is alone
     * @throws ConfigException that names the first key that is not the same; of a secret it tells no more than that it
     *     changed
     */
    static void requireSame(@Nullable ClusterConfig runs, @Nullable ClusterConfig wanted) {
        if (runs == null || wanted == null) {
            Merge.stays("cluster", described(runs), described(wanted));
            return;
        }
        Merge.stays("cluster.name", runs.name(), wanted.name());
        Merge.stays("cluster.listen", runs.listen(), wanted.listen());
        Merge.stays("cluster.eventBus", runs.eventBus(), wanted.eventBus());
        requireSame(runs.secret(), wanted.secret());
        Merge.stays("cluster.ejection", word(runs.ejection()), word(wanted.ejection()));
        Merge.stays("cluster.maxClockAhead", written(runs.maxClockAhead()), written(wanted.maxClockAhead()));
        requireSame(runs.keys(), wanted.keys());
    }

    /** What runs, with what is to be so at the next start. */
    static @Nullable ClusterConfig merged(@Nullable ClusterConfig runs, @Nullable ClusterConfig wanted) {
        return runs == null || wanted == null ? runs : runs.withDiscovery(wanted.discovery());
    }

    private static @Nullable String described(@Nullable ClusterConfig cluster) {
        return cluster == null ? null : "instance " + cluster.listen() + " of \"" + cluster.name() + "\"";
    }

    private static void requireSame(@Nullable SharedSecret runs, @Nullable SharedSecret wanted) {
        Merge.stays("cluster.secretFile", file(runs), file(wanted));
        if (!Objects.equals(runs, wanted)) {
            throw new ConfigException("cluster.secretFile: another secret takes a restart"
                    + " (expected while Pen runs: the one that was there at the start)");
        }
    }

    private static @Nullable Path file(@Nullable SharedSecret secret) {
        return secret == null ? null : secret.file();
    }

    private static void requireSame(ClusterConfig.@Nullable Keys runs, ClusterConfig.@Nullable Keys wanted) {
        if (runs == null || wanted == null) {
            Merge.stays("cluster.tls", runs == null ? null : "there", wanted == null ? null : "there");
            return;
        }
        Merge.stays("cluster.tls.certificate", runs.certificate(), wanted.certificate());
        Merge.stays("cluster.tls.key", runs.key(), wanted.key());
        Merge.stays("cluster.tls.authority", runs.authority(), wanted.authority());
    }

    private static String word(ClusterConfig.Ejection ejection) {
        return ejection.name().toLowerCase(Locale.ROOT);
    }

    private static String written(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
