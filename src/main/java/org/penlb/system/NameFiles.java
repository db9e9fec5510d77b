package org.penlb.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.Security;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the machine looks names up by. A process that is to live in a jail opens these files before: what is written into them
 * afterwards is seen there, too, unless another file is put in their place. A jail that has files of its own goes by those.
 */
public final class NameFiles {
    private static final Path HOSTS = Path.of("/etc/hosts");
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final int LONGEST = 1 << 20;

    private static volatile @Nullable NameFiles kept;

    private final @Nullable FileChannel hosts;
    private final @Nullable FileChannel resolvConf;

    private NameFiles() {
        hosts = open(HOSTS);
        resolvConf = open(RESOLV_CONF);
    }

    private static @Nullable FileChannel open(Path file) {
        try {
            return FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException _) {
            return null; // a machine may do without
        }
    }

    /** Opens them for later. */
    static void keep() {
        kept = new NameFiles();
    }

    /** Those that were opened for later; null if the system finds files by itself: no jail, or one that has its own. */
    public static @Nullable NameFiles kept() {
        return kept == null || Files.exists(HOSTS) || Files.exists(RESOLV_CONF) ? null : kept;
    }

    /**
     * Has the JVM ask the system each time that a name is looked up. It would go on with the old address for half a minute
     * otherwise, and just when somebody says that there is another one. To be called before any name is looked up.
     */
    public static void rememberNothing() {
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        Security.setProperty("networkaddress.cache.stale.ttl", "0");
    }

    /**
     * Has each Vert.x that is made from now on look names up through the system, too. Its own client for DNS asks servers of a
     * company, over the internet, where resolv.conf is missing or names none; the system asks this machine.
     */
    public static void askNobodyElse() {
        System.setProperty("vertx.disableDnsResolver", "true");
    }

    /** The lines of the hosts file as they are now. */
    public List<String> hosts() {
        return lines(hosts);
    }

    /** The lines of resolv.conf as they are now. */
    public List<String> resolvConf() {
        return lines(resolvConf);
    }

    private static List<String> lines(@Nullable FileChannel file) {
        if (file == null) {
            return List.of();
        }
        try {
            ByteBuffer content = ByteBuffer.allocate((int) Math.min(file.size(), LONGEST));
            while (content.hasRemaining() && file.read(content, content.position()) > 0) {
                // until it is whole
            }
            return StandardCharsets.UTF_8
                    .decode(content.flip())
                    .toString()
                    .lines()
                    .toList();
        } catch (IOException _) {
            return List.of();
        }
    }
}
