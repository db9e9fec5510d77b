package org.penlb.cli.daemon;

import org.jspecify.annotations.Nullable;
import org.penlb.HostProgram;
import org.penlb.config.DebugConfig;
import org.penlb.config.PenConfig;
import org.penlb.config.json.ConfigSource;

/** The program of a command line, which is there for its Pen alone. */
final class DaemonProgram implements HostProgram {
    private final Daemon daemon;
    private final @Nullable ConfigSource source;
    private final Termination termination;

    DaemonProgram(Daemon daemon, @Nullable ConfigSource source, Termination termination) {
        this.daemon = daemon;
        this.source = source;
        this.termination = termination;
    }

    @Override
    public void debug(DebugConfig wanted) {
        Logging.level(wanted.level());
    }

    @Override
    public void exit() {
        termination.ask();
    }

    @Override
    public boolean changesPlace() {
        return daemon.changesPlace();
    }

    @Override
    public void rehearse(PenConfig config) {
        daemon.rehearse(WrittenFiles.of(config));
    }

    @Override
    public void settle(PenConfig config) {
        if (daemon.changesPlace()) {
            daemon.keep(FilesReadAgain.of(config, source));
        }
        daemon.settle(WrittenFiles.of(config));
    }

    @Override
    public boolean mayCommandAsRoot() {
        return daemon.namesUser();
    }

    @Override
    public boolean endsInOrder() {
        return true;
    }

    @Override
    public void reloading() {
        daemon.reloading();
    }

    @Override
    public void reloaded() {
        daemon.reloaded();
    }
}
