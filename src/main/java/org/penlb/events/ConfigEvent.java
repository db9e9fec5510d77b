package org.penlb.events;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to the configuration: of a service, or of Pen as a whole. */
public sealed interface ConfigEvent extends NotableEvent {
    /** Who asked for it. */
    Origin origin();

    /**
     * Settings of a service are other ones.
     *
     * @param settings at least one
     */
    record SettingsChanged(String service, List<Setting> settings, Origin origin) implements ConfigEvent {
        public SettingsChanged {
            settings = List.copyOf(settings);
        }
    }

    /**
     * A setting, or a group of them.
     *
     * @param name as commands call it, or what the group is about
     * @param value what it is now; null of a group, which has too many to tell
     */
    record Setting(String name, @Nullable String value) {}

    /** How much is logged is another thing now. */
    record DebugChanged(Origin origin) implements ConfigEvent {
        @Override
        public @Nullable String service() {
            return null;
        }
    }

    /**
     * The files of the page's certificates were read again.
     *
     * @param certificates how many there are
     */
    record PageCertificatesRead(int certificates, Origin origin) implements ConfigEvent {
        @Override
        public @Nullable String service() {
            return null;
        }
    }

    /**
     * The files of the page's certificates are others, and cannot be used: it goes on with what it read before.
     *
     * @param problem what is wrong with them
     */
    record PageCertificatesRefused(String problem, Origin origin) implements ConfigEvent {
        @Override
        public @Nullable String service() {
            return null;
        }
    }

    /**
     * Another configuration was applied.
     *
     * @param service whose file of commands it is; null for the configuration of all
     * @param file the file of commands; null for the configuration of all
     */
    record Reloaded(@Nullable String service, @Nullable Path file, Origin origin) implements ConfigEvent {}

    /**
     * Another configuration could not be applied, and nothing was.
     *
     * @param service whose file of commands it is; null for the configuration of all
     * @param problems what is wrong with it, a line for each problem
     */
    record ReloadRefused(@Nullable String service, String problems, Origin origin) implements ConfigEvent {}
}
