package org.penlb.service;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;

/**
 * The addresses of this machine: those of its interfaces, and all of 127.0.0.0/8. They are read when somebody asks first, and
 * again in the background when what is known is older than some seconds, so that asking costs a look-up.
 */
final class LocalAddresses {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile @Nullable Known known;

    private record Known(Set<IpAddress> addresses, long at) {
        static Known now() {
            long at = System.nanoTime();
            try {
                return new Known(
                        NetworkInterface.networkInterfaces()
                                .flatMap(NetworkInterface::inetAddresses)
                                .map(IpAddress::of)
                                .collect(Collectors.toUnmodifiableSet()),
                        at);
            } catch (SocketException _) { // the system does not say; loopback is known
                return new Known(Set.of(), at);
            }
        }
    }

    /** Whether a datagram to this address stays on this machine. */
    boolean contains(IpAddress address) {
        if (address.isLoopback()) {
            return true;
        }
        Known read = known;
        if (read == null) {
            read = Known.now();
            known = read;
        } else if (System.nanoTime() - read.at() > FRESH_NANOS && reading.compareAndSet(false, true)) {
            Thread.startVirtualThread(() -> {
                known = Known.now();
                reading.set(false);
            });
        }
        return read.addresses().contains(address);
    }
}
