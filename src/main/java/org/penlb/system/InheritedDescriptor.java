package org.penlb.system;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What this process was started with: {@code /dev/stdout}, {@code /dev/fd/3} and other names for it. It is written to as it
 * is. To open it by such a name fails where it is a socket, as under systemd, where it is another user's pipe, and where a
 * jail does not have the name.
 */
public final class InheritedDescriptor implements WritableByteChannel {
    /** Standard output. */
    public static final int OUTPUT = 1;

    private static final Pattern NUMBERED =
            Pattern.compile("/(?:dev|proc/(?:self|thread-self|(?<process>\\d+)))/fd/(?<number>\\d{1,9})");
    /** As the kernel has it. */
    private static final int MOST_LINKS = 40;

    private static final int F_DUPFD_CLOEXEC = 1030;
    /** Above those of standard input, output and error. */
    private static final int LEAST = 3;

    private static final CFunction FCNTL = new CFunction("fcntl");
    private static final CFunction WRITE = new CFunction("write");
    private static final CFunction CLOSE = new CFunction("close");

    private final int descriptor;
    private boolean open = true;

    private InheritedDescriptor(int descriptor) {
        this.descriptor = descriptor;
    }

    /** The number of the one that a name is for, or that symbolic links lead to; empty if it names something else. */
    public static OptionalInt named(Path name) {
        Path at = name;
        for (int i = 0; i < MOST_LINKS; i++) {
            OptionalInt number = number(at.toString());
            if (number.isPresent() || !Files.isSymbolicLink(at)) {
                return number;
            }
            try {
                at = at.resolveSibling(Files.readSymbolicLink(at));
            } catch (IOException _) {
                return OptionalInt.empty();
            }
        }
        return OptionalInt.empty();
    }

    private static OptionalInt number(String name) {
        return switch (name) {
            case "/dev/stdin" -> OptionalInt.of(0);
            case "/dev/stdout" -> OptionalInt.of(OUTPUT);
            case "/dev/stderr" -> OptionalInt.of(2);
            default -> {
                Matcher numbered = NUMBERED.matcher(name);
                yield numbered.matches() && !isOfAnother(numbered.group("process"))
                        ? OptionalInt.of(Integer.parseInt(numbered.group("number")))
                        : OptionalInt.empty();
            }
        };
    }

    private static boolean isOfAnother(@Nullable String process) {
        return process != null
                && !process.equals(String.valueOf(ProcessHandle.current().pid()));
    }

    /**
     * Opens one to write to, by a descriptor of its own: closing it closes nobody else's.
     *
     * @throws IOException with the system's sentence if this process was started without it
     */
    public static InheritedDescriptor open(int number) throws IOException {
        return new InheritedDescriptor(FCNTL.call(number, F_DUPFD_CLOEXEC, LEAST));
    }

    @Override
    public synchronized int write(ByteBuffer bytes) throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = MemorySegment.ofBuffer(bytes);
            MemorySegment there = segment.isNative()
                    ? segment
                    : arena.allocate(Math.max(1, segment.byteSize())).copyFrom(segment);
            int written = WRITE.call(descriptor, there, segment.byteSize());
            bytes.position(bytes.position() + written);
            return written;
        }
    }

    @Override
    public synchronized boolean isOpen() {
        return open;
    }

    @Override
    public synchronized void close() throws IOException {
        if (open) {
            open = false;
            CLOSE.call(descriptor);
        }
    }
}
