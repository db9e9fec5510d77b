package org.penlb.logtools.resolve;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsPtrRecord;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import org.jspecify.annotations.Nullable;

/** What a server says to a query for a PTR record. */
sealed interface PtrAnswer {
    /** How many aliases are followed within an answer; a chain that is longer, or a loop, leads nowhere. */
    int MOST_ALIASES = 8;

    /**
     * The host has a name that may stand in a log.
     *
     * @param ttl for how long that holds, in seconds
     */
    record Named(String name, long ttl) implements PtrAnswer {}

    /**
     * The record is elsewhere, and not in this answer: RFC 2317 delegates parts of a zone so.
     *
     * @param name what to ask for
     */
    record Alias(String name) implements PtrAnswer {}

    /** There is none, or none that may stand in a log. */
    record Unnamed() implements PtrAnswer {}

    /** This server cannot or will not tell; another one may. */
    record Unknown() implements PtrAnswer {}

    /**
     * Reads an answer.
     *
     * @param name what was asked for, with a dot at the end
     */
    static PtrAnswer of(DnsResponse response, String name) {
        DnsResponseCode code = response.code();
        boolean knows = code.equals(DnsResponseCode.NOERROR) || code.equals(DnsResponseCode.NXDOMAIN);
        if (!knows) {
            return new Unknown();
        }
        try {
            return follow(response, name);
        } catch (DecoderException | IndexOutOfBoundsException _) {
            return new Unknown(); // malformed
        }
    }

    private static PtrAnswer follow(DnsResponse response, String asked) {
        String owner = asked;
        for (int i = 0; i <= MOST_ALIASES; i++) {
            Named named = named(response, owner);
            if (named != null) {
                return named;
            }
            String alias = alias(response, owner);
            if (alias == null) {
                // With NXDOMAIN it is the alias that leads to nothing (RFC 6604).
                boolean goesOn = !owner.equals(asked) && response.code().equals(DnsResponseCode.NOERROR);
                return goesOn ? new Alias(owner) : new Unnamed();
            }
            owner = alias;
        }
        return new Unnamed();
    }

    /** The first name that may stand in a log: a host may have several. */
    private static @Nullable Named named(DnsResponse response, String owner) {
        for (int i = 0; i < response.count(DnsSection.ANSWER); i++) {
            DnsRecord item = response.recordAt(DnsSection.ANSWER, i);
            if (item instanceof DnsPtrRecord ptr && ptr.name().equalsIgnoreCase(owner)) {
                String name = LoggedName.taken(ptr.hostname());
                if (name != null) {
                    return new Named(name, ptr.timeToLive());
                }
            }
        }
        return null;
    }

    private static @Nullable String alias(DnsResponse response, String owner) {
        for (int i = 0; i < response.count(DnsSection.ANSWER); i++) {
            DnsRecord item = response.recordAt(DnsSection.ANSWER, i);
            if (item instanceof DnsRawRecord raw
                    && raw.type().equals(DnsRecordType.CNAME)
                    && raw.name().equalsIgnoreCase(owner)) {
                return DefaultDnsRecordDecoder.decodeName(raw.content().duplicate());
            }
        }
        return null;
    }
}
