package org.penlb.dnsfront;

/**
 * The queries in a row that a server has not answered and another one has. Silence alone proves nothing: there are names that
 * nobody can look up. What one server answers and another does not speaks against that one, if it is more than one name.
 */
final class Outdone {
    private static final int FEW_NAMES = 3;
    /** For one name that another server happens to know, a server is not given up as soon. */
    private static final int MANY = 20;

    private int queries;
    private int names;
    private int lastName;

    /**
     * One more.
     *
     * @param name a number that stands for its question
     */
    void add(int name) {
        names += queries == 0 || name != lastName ? 1 : 0;
        lastName = name;
        queries++;
    }

    /** Whether they are enough to say that it is the server. */
    boolean isEnough() {
        return names >= FEW_NAMES || queries >= MANY;
    }

    void clear() {
        queries = 0;
        names = 0;
    }
}
