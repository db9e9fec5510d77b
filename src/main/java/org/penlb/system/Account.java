package org.penlb.system;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A user of this machine.
 *
 * @param gid the user's own group
 * @param groups every group the user is in, the own one with them
 */
public record Account(String name, int uid, int gid, Set<Integer> groups) {
    /** The start of Linux' {@code struct passwd}, the same in glibc and musl. */
    private static final StructLayout PASSWD = MemoryLayout.structLayout(
            ValueLayout.ADDRESS.withName("name"),
            ValueLayout.ADDRESS.withName("password"),
            ValueLayout.JAVA_INT.withName("uid"),
            ValueLayout.JAVA_INT.withName("gid"));

    private static final CFunction GETPWNAM = new CFunction("getpwnam");
    private static final CFunction GETGROUPLIST = new CFunction("getgrouplist");
    /** What Linux allows a process to be in. */
    private static final int GROUPS_MAX = 65536;

    public Account {
        groups = Set.copyOf(groups);
    }

    /**
     * Looks a user up the way the machine's other programs do. Not to be called by several threads at once: the C library
     * keeps its answer in one place.
     *
     * @return nothing if there is no such user
     */
    @SuppressWarnings("restricted")
    public static Optional<Account> named(String name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment cName = arena.allocateFrom(name);
            MemorySegment found = GETPWNAM.callForAddress(cName);
            if (found.equals(MemorySegment.NULL)) {
                return Optional.empty();
            }
            MemorySegment entry = found.reinterpret(PASSWD.byteSize());
            int uid = entry.get(ValueLayout.JAVA_INT, PASSWD.byteOffset(PathElement.groupElement("uid")));
            int gid = entry.get(ValueLayout.JAVA_INT, PASSWD.byteOffset(PathElement.groupElement("gid")));
            MemorySegment groups = arena.allocate(ValueLayout.JAVA_INT, GROUPS_MAX);
            MemorySegment count = arena.allocateFrom(ValueLayout.JAVA_INT, GROUPS_MAX);
            GETGROUPLIST.call(cName, gid, groups, count);
            int[] list = groups.asSlice(0, count.get(ValueLayout.JAVA_INT, 0) * ValueLayout.JAVA_INT.byteSize())
                    .toArray(ValueLayout.JAVA_INT);
            return Optional.of(new Account(
                    name, uid, gid, Arrays.stream(list).boxed().collect(Collectors.toCollection(TreeSet::new))));
        }
    }
}
