package org.penlb.cluster.totals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.service.Service;

/**
 * What one instance did. Only itself writes that.
 *
 * @param instance the number of its life
 * @param name what operators call it
 * @param version when it was written
 * @param services a sum for each of its services, the first {@value #MOST_SERVICES}
 */
public record InstanceTotals(long instance, String name, long version, List<ServiceSum> services) {
    /** Sums of more services are not told. */
    static final int MOST_SERVICES = 1_000;

    public InstanceTotals {
        services = List.copyOf(services);
    }

    /** Those of this instance as they are now. */
    public static InstanceTotals of(long instance, String name, long version, List<Service> services) {
        return new InstanceTotals(
                instance,
                name,
                version,
                services.stream().limit(MOST_SERVICES).map(ServiceSum::of).toList());
    }

    /** As they are put into the map. */
    public byte[] encode() {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        try {
            out.writeLong(instance);
            out.writeUTF(name);
            out.writeLong(version);
            out.writeShort(services.size());
            for (ServiceSum sum : services) {
                out.writeUTF(sum.service());
                out.writeLong(sum.open());
                out.writeLong(sum.accepted());
                out.writeLong(sum.refused());
                out.writeLong(sum.sent());
                out.writeLong(sum.received());
                out.writeLong(sum.queries());
                out.writeLong(sum.answers());
                out.writeLong(sum.errors());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes everything", e);
        }
        return bytes.toByteArray();
    }

    /** What {@link #encode} wrote; null if it is not that. */
    public static @Nullable InstanceTotals decode(byte[] bytes) {
        var in = new DataInputStream(new ByteArrayInputStream(bytes));
        try {
            long instance = in.readLong();
            String name = in.readUTF();
            long version = in.readLong();
            int size = in.readUnsignedShort();
            if (size > MOST_SERVICES) {
                return null;
            }
            var services = new ArrayList<ServiceSum>(size);
            for (int i = 0; i < size; i++) {
                services.add(new ServiceSum(
                        in.readUTF(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong()));
            }
            return in.read() < 0 ? new InstanceTotals(instance, name, version, services) : null;
        } catch (IOException _) {
            return null;
        }
    }
}
