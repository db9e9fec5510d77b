package org.penlb.balance;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;

/** Who may come in, and go on with the server that he has: whatever let him in may have changed its mind. */
public final class Admittance {
    private final Eligibility eligibility;
    private final Supplier<ServerTable> table;
    private final LongSupplier clock;

    /**
     * @param table the servers as they are now
     * @param clock the balancer's
     */
    Admittance(Eligibility eligibility, Supplier<ServerTable> table, LongSupplier clock) {
        this.eligibility = eligibility;
        this.table = table;
        this.clock = clock;
    }

    /** Whether this client may be given any server, as far as the access list goes: whom it denies the abuse server takes. */
    public boolean admits(IpAddress client) {
        ServerTable current = table.get();
        return current.abuse() != null || eligibility.admits(client, current);
    }

    /** Whether the access list keeps this client from every server but the abuse server. */
    public boolean denies(IpAddress client) {
        return !eligibility.admits(client, table.get());
    }

    /**
     * Whether a client that was given this server may go on with it: it is the same address still, the access lists have
     * not changed their mind, and it is neither removed nor left alone nor down. A draining server keeps whom it has.
     *
     * @return the server as it is configured now, or null
     */
    public @Nullable Server keep(IpAddress client, Server server) {
        return eligibility.kept(client, server, table.get(), clock.getAsLong());
    }

    /**
     * Whether the access lists would let a client in again that was given this server. Other than by {@link #keep} nothing else is
     * asked: a client may stay with a server that takes no new ones.
     */
    public boolean wouldAdmit(IpAddress client, Server server) {
        return eligibility.wouldAdmit(client, server, table.get());
    }

    /** Another number whenever lists that speak of countries may have another mind, though nobody changed them. */
    public int countriesEdition() {
        return eligibility.countries().edition();
    }
}
