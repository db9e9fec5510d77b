package org.penlb.cli;

/** stub */
final class WarmUp {
    private WarmUp() {}

    static int run() {
        return 0;
    }
}
