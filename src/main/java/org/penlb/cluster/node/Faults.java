package org.penlb.cluster.node;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * What of Java's own one member may tell another of a fault. A fault that is not known is told as another one, and an operation
 * that would have been tried again fails for good; so whatever Hazelcast itself throws or is made of is here.
 */
final class Faults {
    /** What keeps the faults that another one suppressed; the JDK hides these classes. */
    private static final List<String> HIDDEN = List.of(
            "java.util.Collections$EmptyList",
            "java.util.Collections$UnmodifiableCollection",
            "java.util.Collections$UnmodifiableList");

    private static final List<Class<?>> CLASSES = List.of(
            // what every fault is made of
            Throwable.class,
            Exception.class,
            RuntimeException.class,
            Error.class,
            StackTraceElement.class,
            StackTraceElement[].class,
            ArrayList.class,
            // what some have in them
            Enum.class,
            Number.class,
            Integer.class,
            Long.class,
            UUID.class,
            // the JDK's
            ArithmeticException.class,
            ArrayIndexOutOfBoundsException.class,
            AssertionError.class,
            CancellationException.class,
            ClassCastException.class,
            ClassNotFoundException.class,
            CompletionException.class,
            ConcurrentModificationException.class,
            ConnectException.class,
            EOFException.class,
            ExecutionException.class,
            IOException.class,
            IllegalArgumentException.class,
            IllegalMonitorStateException.class,
            IllegalStateException.class,
            IndexOutOfBoundsException.class,
            InterruptedException.class,
            LinkageError.class,
            NoClassDefFoundError.class,
            NoSuchElementException.class,
            NullPointerException.class,
            NumberFormatException.class,
            OutOfMemoryError.class,
            ReflectiveOperationException.class,
            RejectedExecutionException.class,
            SecurityException.class,
            SocketException.class,
            SocketTimeoutException.class,
            StackOverflowError.class,
            TimeoutException.class,
            UnknownHostException.class,
            UnsupportedOperationException.class,
            VirtualMachineError.class);

    private Faults() {}

    /** The names of the classes, as the JVM has them. */
    static String[] names() {
        return Stream.concat(HIDDEN.stream(), CLASSES.stream().map(Class::getName))
                .toArray(String[]::new);
    }
}
