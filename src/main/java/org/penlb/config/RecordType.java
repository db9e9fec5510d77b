package org.penlb.config;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A type of record that a single question can ask for.
 *
 * @param code the type's number, 1 to 65535
 */
public record RecordType(int code) {
    /** Name servers. */
    public static final RecordType NS = new RecordType(2);

    private static final String NUMBERED = "TYPE";

    /** Mnemonics as IANA has them. Others are asked for by number (RFC 3597). */
    private static final Map<String, Integer> CODES = Map.ofEntries(
            Map.entry("A", 1),
            Map.entry("NS", NS.code),
            Map.entry("CNAME", 5),
            Map.entry("SOA", 6),
            Map.entry("PTR", 12),
            Map.entry("HINFO", 13),
            Map.entry("MX", 15),
            Map.entry("TXT", 16),
            Map.entry("RP", 17),
            Map.entry("AFSDB", 18),
            Map.entry("AAAA", 28),
            Map.entry("LOC", 29),
            Map.entry("SRV", 33),
            Map.entry("NAPTR", 35),
            Map.entry("CERT", 37),
            Map.entry("DNAME", 39),
            Map.entry("APL", 42),
            Map.entry("DS", 43),
            Map.entry("SSHFP", 44),
            Map.entry("RRSIG", 46),
            Map.entry("NSEC", 47),
            Map.entry("DNSKEY", 48),
            Map.entry("NSEC3", 50),
            Map.entry("NSEC3PARAM", 51),
            Map.entry("TLSA", 52),
            Map.entry("SMIMEA", 53),
            Map.entry("CDS", 59),
            Map.entry("CDNSKEY", 60),
            Map.entry("OPENPGPKEY", 61),
            Map.entry("CSYNC", 62),
            Map.entry("ZONEMD", 63),
            Map.entry("SVCB", 64),
            Map.entry("HTTPS", 65),
            Map.entry("SPF", 99),
            Map.entry("ANY", 255),
            Map.entry("URI", 256),
            Map.entry("CAA", 257));

    /** Types that are no question (OPT, TKEY, TSIG), and zone transfers (IXFR, AXFR), which are more than one. */
    private static final Set<Integer> NOT_ASKED_FOR = Set.of(0, 41, 249, 250, 251, 252);

    /**
     * Reads a mnemonic, in either case, or {@code TYPE} and a number.
     *
     * @param place where it stands, as the operator knows it
     * @throws ConfigException if it is neither, or a type that one question cannot ask for
     */
    public static RecordType parse(String place, String text) {
        String name = text.toUpperCase(Locale.ROOT);
        Integer known = CODES.get(name);
        int code = known == null ? number(name) : known;
        if (code < 1 || code > 65535 || NOT_ASKED_FOR.contains(code)) {
            throw new ConfigException(
                    place + ": \"" + text + "\" is not a type to ask for (expected: such as NS, A or TYPE65)");
        }
        return new RecordType(code);
    }

    /** Zero if it is not a number, which is not a type either. */
    private static int number(String name) {
        String digits = name.startsWith(NUMBERED) ? name.substring(NUMBERED.length()) : "";
        return digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
    }
}
