package org.penlb.testing;

import java.util.HashMap;
import java.util.Map;
import org.penlb.config.IpAddress;
import org.penlb.service.AdmissionPolicy;

/**
 * Lets this many datagrams of each client come in.
 *
 * @param most the limit
 * @param asked how many came, let in or not, by client
 */
public record SoManyDatagrams(int most, Map<String, Integer> asked) implements AdmissionPolicy {
    public SoManyDatagrams(int most) {
        this(most, new HashMap<>());
    }

    @Override
    public boolean admitsConnection(IpAddress client) {
        throw new AssertionError("no connections here");
    }

    @Override
    public void left(IpAddress client) {
        throw new AssertionError("no connections here");
    }

    @Override
    public boolean admitsDatagram(IpAddress client) {
        return asked.merge(client.toString(), 1, Integer::sum) <= most;
    }
}
