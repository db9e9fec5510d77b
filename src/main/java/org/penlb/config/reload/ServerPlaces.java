package org.penlb.config.reload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.ServerConfig;

/**
 * Which place each server of a service has after a reload. A server that goes on keeps its number, since that is what
 * clients are remembered by; one that goes leaves a gap, which a new one may fill.
 */
final class ServerPlaces {
    /** A server is known by its address; where two have the same, by which of them it is. */
    private record Key(Address address, int occurrence) {}

    private final Map<Key, ServerConfig> base;
    private final Map<Key, ServerConfig> wanted;
    private final Map<Key, ServerConfig> running;

    private ServerPlaces(List<ServerConfig> base, List<ServerConfig> wanted, List<ServerConfig> running) {
        this.base = byKey(base);
        this.wanted = byKey(wanted);
        this.running = byKey(running);
    }

    /**
     * @param base the servers that the file named before
     * @param wanted the servers that the file names now
     * @param running those that run
     * @return those that are to run
     */
    static List<ServerConfig> merge(List<ServerConfig> base, List<ServerConfig> wanted, List<ServerConfig> running) {
        var places = new ServerPlaces(base, wanted, running);
        List<ServerConfig> merged = places.thoseThatRan(running);
        places.addNew(merged, wanted);
        while (!merged.isEmpty() && merged.getLast().state() == AdminState.REMOVED) {
            merged.removeLast();
        }
        return merged;
    }

    private static Map<Key, ServerConfig> byKey(List<ServerConfig> servers) {
        Map<Key, ServerConfig> byKey = new LinkedHashMap<>();
        Map<Address, Integer> occurrences = new HashMap<>();
        for (ServerConfig server : servers) {
            if (server.state() != AdminState.REMOVED) {
                int occurrence = occurrences.merge(server.address(), 1, Integer::sum);
                byKey.put(new Key(server.address(), occurrence), server);
            }
        }
        return byKey;
    }

    private List<ServerConfig> thoseThatRan(List<ServerConfig> table) {
        List<ServerConfig> merged = new ArrayList<>();
        var keys = running.keySet().iterator();
        for (ServerConfig server : table) {
            merged.add(server.state() == AdminState.REMOVED ? ServerConfig.NONE : merged(keys.next(), server));
        }
        return merged;
    }

    private ServerConfig merged(Key key, ServerConfig runs) {
        ServerConfig before = base.get(key);
        ServerConfig now = wanted.get(key);
        if (now == null) {
            return before == null ? runs : ServerConfig.NONE; // a command added it, or the file has dropped it
        }
        return before == null ? now : FieldMerge.merge(before, now, runs);
    }

    private void addNew(List<ServerConfig> merged, List<ServerConfig> table) {
        var keys = wanted.keySet().iterator();
        for (int place = 0; place < table.size(); place++) {
            ServerConfig server = table.get(place);
            if (server.state() == AdminState.REMOVED) {
                continue;
            }
            Key key = keys.next();
            boolean wasTakenOut = server.equals(base.get(key)); // by a command, and the file says nothing new about it
            if (!running.containsKey(key) && !wasTakenOut) {
                put(merged, place, server);
            }
        }
    }

    /** In the place that it has in the file, if that is nobody's; else in the first gap; else behind the others. */
    private static void put(List<ServerConfig> merged, int place, ServerConfig server) {
        int gap = isGap(merged, place) ? place : firstGap(merged);
        if (gap == merged.size()) {
            merged.add(server);
        } else {
            merged.set(gap, server);
        }
    }

    private static boolean isGap(List<ServerConfig> merged, int place) {
        return place < merged.size() && merged.get(place).state() == AdminState.REMOVED;
    }

    private static int firstGap(List<ServerConfig> merged) {
        int gap = 0;
        while (gap < merged.size() && merged.get(gap).state() != AdminState.REMOVED) {
            gap++;
        }
        return gap;
    }
}
