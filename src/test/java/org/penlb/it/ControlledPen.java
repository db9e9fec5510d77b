package org.penlb.it;

import java.util.ArrayList;
import java.util.List;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;

/** Our Pen with a control port, as a user starts it: the jar in a process of its own. */
final class ControlledPen extends CommandedPen {
    final PenProcess process;

    private ControlledPen(int controlPort, PenProcess process) {
        super(controlPort, process.address(), process);
        this.process = process;
    }

    static ControlledPen start(List<String> options, List<String> servers) {
        int controlPort = Ports.free();
        List<String> all = new ArrayList<>(List.of("-u", PenProcess.SELF));
        all.addAll(options(controlPort, options));
        PenProcess process = PenProcess.start(List.of(), all, servers);
        Ports.awaitListening(controlPort);
        return new ControlledPen(controlPort, process);
    }
}
