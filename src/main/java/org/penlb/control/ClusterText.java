package org.penlb.control;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.penlb.admin.Administration;
import org.penlb.cluster.ClusterView;
import org.penlb.cluster.PeerView;
import org.penlb.cluster.totals.ServiceSum;
import org.penlb.cluster.votes.VotedEjection;

/**
 * What the command {@code cluster} says, for somebody who was woken by it: how this instance stands to the others, then the
 * others, those first that are not heard, then what passed between them, then what all did together. The first word of a
 * line says what it is about.
 */
final class ClusterText {
    private static final String NONE = "no cluster (expected: \"cluster\" in the configuration)\n";
    private static final String NOT_BEGUN = "state joining: not begun yet\n";

    private final StringBuilder text = new StringBuilder();
    private final ClusterView view;

    private ClusterText(ClusterView view) {
        this.view = view;
    }

    static String of(Administration pen) {
        ClusterView view = pen.cluster();
        if (view == null) {
            return pen.config().cluster() == null ? NONE : NOT_BEGUN;
        }
        return of(view);
    }

    static String of(ClusterView view) {
        var cluster = new ClusterText(view);
        cluster.self();
        view.peers().stream().sorted(Comparator.comparing(PeerView::up)).forEach(cluster::peer);
        cluster.exchanged();
        cluster.decided();
        cluster.refused();
        cluster.together();
        return cluster.text.toString();
    }

    private void self() {
        line("cluster " + view.cluster() + ", this instance is " + view.instance());
        line("state " + view.state().word() + ": " + meaning());
        if (view.trouble() != null) {
            line("not joined: " + view.trouble());
        }
    }

    private String meaning() {
        String heard = view.heard() + " of " + view.peers().size() + " others";
        return switch (view.state()) {
            case JOINING -> "it serves, and has not joined the others yet";
            case ALONE -> "it has joined, and knows no other";
            case WHOLE -> "it hears all others";
            case PARTLY -> "it hears " + heard;
            case CUT_OFF -> "it hears " + heard + ", less than half of all, and ejects servers for nobody";
        };
    }

    private void peer(PeerView peer) {
        Long complete = peer.completeMillis();
        line("peer " + peer.name() + " "
                + (peer.up()
                        ? "up, heard " + span(peer.heardMillis()) + " ago"
                        : "silent for " + span(peer.heardMillis()))
                + ", lag " + peer.lag() + ", in sync "
                + (complete == null ? "never" : span(complete) + " ago"));
    }

    private void exchanged() {
        line("assignments told " + view.told() + ", learned " + view.learned() + ", ahead " + view.ahead());
        line("joined " + view.joins() + ", map failures " + view.mapFailures());
    }

    private void decided() {
        line("orders " + view.decided().orders());
        view.decided().troubles().forEach(trouble -> line("not carried out here: " + trouble));
        for (VotedEjection ejection : view.decided().ejections()) {
            line("voted out " + ejection.suspect().server() + " of "
                    + ejection.suspect().service() + ": " + ejection.reason());
        }
    }

    private void refused() {
        String reasons = view.refused().entrySet().stream()
                .filter(counted -> counted.getValue() > 0)
                .sorted(Map.Entry.comparingByKey())
                .map(counted -> ", " + counted.getKey().word() + " " + counted.getValue())
                .collect(Collectors.joining());
        long all = view.refused().values().stream().mapToLong(Long::longValue).sum();
        line("messages refused " + all + reasons);
    }

    private void together() {
        List<ServiceSum> sums = view.sums();
        if (!sums.isEmpty()) {
            long instances = 1
                    + view.peers().stream()
                            .filter(peer -> peer.up() && peer.totals() != null)
                            .count();
            line("together, " + instances + " of " + (1 + view.peers().size()) + " instances:");
        }
        sums.forEach(sum -> line("service " + sum.service() + " open " + sum.open() + " accepted " + sum.accepted()
                + " refused " + sum.refused() + " queries " + sum.queries() + " answers " + sum.answers() + " sx "
                + sum.sent() + " rx " + sum.received() + " errors " + sum.errors()));
    }

    private void line(String words) {
        text.append(words).append('\n');
    }

    /** Tenths of a second where they matter, else the two largest units. */
    private static String span(long millis) {
        long seconds = TimeUnit.MILLISECONDS.toSeconds(millis);
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        long minutes = seconds / 60;
        return minutes < 60 ? minutes + " min " + seconds % 60 + " s" : minutes / 60 + " h " + minutes % 60 + " min";
    }
}
