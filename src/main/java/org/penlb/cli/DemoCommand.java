package org.penlb.cli;

/** stub */
final class DemoCommand {
    private DemoCommand() {}

    static int run(String... args) {
        return args.length;
    }
}
