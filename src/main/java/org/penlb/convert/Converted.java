package org.penlb.convert;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;
import org.penlb.config.Protocol;
import org.penlb.config.RelayKind;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.config.json.ConfigContext;
import org.penlb.config.json.JsonConfig;

/**
 * What became of another program's configuration.
 *
 * @param config what was carried over, which {@code pen check} takes; null if there was no service
 * @param leftOut what was not, or not in full, in the order of the file
 * @param ledger what became of each statement
 */
public record Converted(@Nullable PenConfig config, List<LeftOut> leftOut, Ledger ledger) {
    /** More than this is capped: Linux gives a process 1048576 files, and each client needs two. */
    public static final int MOST_CONNECTIONS = 500_000;

    public Converted {
        leftOut = List.copyOf(leftOut);
    }

    /**
     * The configuration of these services, as far as they can be together and {@link Surroundings#judge} takes them. Those
     * that may have as many clients as the machine allows share them.
     *
     * @param eventLoops how many were said, or are there
     * @param settle accounts for every statement of the source, now that it is known what is carried over
     */
    public static Converted of(
            List<Part> parts, int eventLoops, Surroundings here, Notes notes, Ledger ledger, Runnable settle) {
        var judged = new Judged(eventLoops, here, notes);
        List<Part> kept = judged.kept(List.of(), SharedPorts.settled(parts, notes));
        kept.forEach(part -> ledger.carried(part.carried()));
        settle.run();
        return new Converted(kept.isEmpty() ? null : judged.config(kept), notes.list(), ledger);
    }

    /** What is not said is as here, and what is said may be for another machine. */
    private record AnyMachine(Surroundings.Capacity here) implements ConfigContext.Capacity {
        @Override
        public int clients(Protocol protocol, int eventLoops) {
            return here.clients(protocol, eventLoops);
        }

        @Override
        public int most(Protocol protocol, int eventLoops) {
            return Integer.MAX_VALUE;
        }
    }

    /** Puts services together, without those that a check refuses. */
    private record Judged(int eventLoops, Surroundings here, Notes notes) {
        /** These, as far as they can be added to those: a half at a time, since mostly all of them can. */
        List<Part> kept(List<Part> before, List<Part> more) {
            String wrong = more.isEmpty() ? null : wrong(joined(before, more));
            if (wrong == null) {
                return joined(before, more);
            }
            if (more.size() == 1) {
                Statement listener = more.getFirst().listener();
                notes.missing(listener.place(), listener.text(), "pen check would refuse it: " + wrong);
                return before;
            }
            int half = more.size() / 2;
            return kept(kept(before, more.subList(0, half)), more.subList(half, more.size()));
        }

        private static List<Part> joined(List<Part> before, List<Part> more) {
            return Stream.concat(before.stream(), more.stream()).toList();
        }

        private @Nullable String wrong(List<Part> parts) {
            try {
                PenConfig config = config(parts);
                var _ = JsonConfig.read(JsonConfig.write(config, context()), context());
                here.judge().accept(config);
                return null;
            } catch (ConfigException e) {
                return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            }
        }

        private ConfigContext context() {
            return new ConfigContext(
                    new ServerArguments(_ -> -1),
                    new AnyMachine(here.capacity()),
                    here.eventLoops(),
                    Path.of(""),
                    ConfigContext.SecretReader.NONE);
        }

        PenConfig config(List<Part> parts) {
            List<ServiceConfig> services = new ArrayList<>();
            for (Part part : parts) {
                services.add(shared(part.service(), parts.size()));
                part.routes().forEach(route -> services.add(shared(route, parts.size())));
            }
            return new PenConfig(services, RelayKind.AUTO, eventLoops);
        }

        private ServiceConfig shared(ServiceBuilder service, int services) {
            ServiceConfig built = service.build();
            int all = here.capacity().clients(built.protocol(), eventLoops);
            if (built.connectionsMax() != all) {
                return built;
            }
            var shared = new ServiceBuilder(built);
            shared.connectionsMax = Math.max(1, all / services);
            return shared.build();
        }
    }
}
