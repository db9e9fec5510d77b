package org.penlb.cli;

import org.penlb.HostProgram;
import org.penlb.system.Signals;

/**
 * The program of Vert.x's launchers. It ends as pen does, whose end after TERM and INT is an orderly one: the launchers' own
 * hooks close Vert.x meanwhile.
 */
final class LaunchedProgram implements HostProgram {
    private static final int OK = 0;

    LaunchedProgram() {
        Signals.onTermination(() -> System.exit(OK));
    }

    @Override
    public void exit() {
        // not on the event loop that brought the command: the end waits for it
        Thread.ofPlatform().name("pen-exit").start(() -> System.exit(OK));
    }

    @Override
    public boolean endsInOrder() {
        return true;
    }
}
