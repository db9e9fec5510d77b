package org.penlb.load.balancer;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.penlb.load.process.Lab;

/** A kind of load balancer, ours or a peer. */
public interface Balancer {
    /** What reports call it, a word. */
    String name();

    /** What an earlier state of ours is called. */
    String BEFORE = "before";

    /** Whether it is the one that the others are there for. */
    default boolean isOurs() {
        return false;
    }

    /** What must be installed to use it here, in a sentence; empty if it is there. */
    Optional<String> missing();

    /** Why it is not made for this, in a sentence; empty if it is. */
    default Optional<String> unfit(Setup setup) {
        return Optional.empty();
    }

    /** Whether it is measured with TLS. */
    default boolean speaksTls() {
        return false;
    }

    /** Why this cannot be measured with it here, in a sentence; empty if it can. */
    default Optional<String> refusal(Setup setup) {
        return setup.tls() != null && !speaksTls()
                ? Optional.of(name() + " is not measured with TLS")
                : unfit(setup).or(this::missing);
    }

    /** What it says about its version, a line. */
    String version(Lab lab);

    /** The command line that starts it in the foreground, with this listener. */
    List<String> command(Lab lab, Setup setup, InetSocketAddress listener);

    /** All of them, ours first. */
    static List<Balancer> all() {
        return List.of(Pen.ours(), new HaProxy(), new Nginx(), new DebianPen(), new Dnsdist());
    }

    /**
     * All of them, and right behind ours an earlier state of it.
     *
     * @param home the folder of the earlier state's project, built; null for none
     */
    static List<Balancer> allWith(@Nullable Path home) {
        var all = new ArrayList<>(all());
        if (home != null) {
            all.add(1, Pen.before(home));
        }
        return all;
    }
}
