package org.penlb.testing;

import org.penlb.HostProgram;

/** A program whose operator lets a Pen that is root take commands, as tests that run as root have to. */
public final class Insisting implements HostProgram {
    @Override
    public boolean mayCommandAsRoot() {
        return true;
    }
}
