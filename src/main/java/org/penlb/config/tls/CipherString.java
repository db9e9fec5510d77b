package org.penlb.config.tls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;

/**
 * Which cipher suites of TLS 1.2 are used, in OpenSSL's language: names of suites and of groups ({@code HIGH},
 * {@code ECDHE+AESGCM}), with {@code !}, {@code -} or {@code +} before them for never, not, and last; {@code @STRENGTH}. What
 * is asked for and does not exist is refused by its name; to be without it ({@code !aNULL}) is what everybody is.
 *
 * @param text as the operator wrote it
 */
public record CipherString(String text) {
    private static final Set<String> OF_TLS_1_3 =
            Set.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    private static final Map<String, Predicate<Cipher>> GROUPS = Map.ofEntries(
            Map.entry("ALL", _ -> true),
            Map.entry("HIGH", _ -> true),
            Map.entry("FIPS", cipher -> cipher.has("AES")),
            Map.entry("DEFAULT", Cipher.USUAL::contains),
            Map.entry("TLSv1.2", Cipher::isAead),
            Map.entry("ECDHE", Cipher::isEcdhe),
            Map.entry("EECDH", Cipher::isEcdhe),
            Map.entry("kECDHE", Cipher::isEcdhe),
            Map.entry("kEECDH", Cipher::isEcdhe),
            Map.entry("kRSA", cipher -> !cipher.isEcdhe()),
            Map.entry("RSA", cipher -> !cipher.isEcdhe()),
            Map.entry("aRSA", cipher -> !cipher.isEcdsa()),
            Map.entry("ECDSA", Cipher::isEcdsa),
            Map.entry("aECDSA", Cipher::isEcdsa),
            Map.entry("AES", cipher -> cipher.has("AES")),
            Map.entry("AES128", cipher -> cipher.has("AES128")),
            Map.entry("AES256", cipher -> cipher.has("AES256")),
            Map.entry("AESGCM", cipher -> cipher.has("GCM")),
            Map.entry("CHACHA20", cipher -> cipher.has("CHACHA20")),
            Map.entry("SHA", cipher -> !cipher.isAead()),
            Map.entry("SHA1", cipher -> !cipher.isAead()));

    /** 256 bits before 128, and those of equal strength as they were. */
    private static final Comparator<Cipher> BY_STRENGTH =
            Comparator.comparingInt(cipher -> cipher.has("AES128") ? 1 : 0);

    /** Groups that no engine has any suites of: to exclude them is no mistake, to ask for them is. */
    private static final Set<String> ABSENT = Set.of(
            "aNULL",
            "eNULL",
            "NULL",
            "COMPLEMENTOFDEFAULT",
            "COMPLEMENTOFALL",
            "EXP",
            "EXPORT",
            "EXPORT40",
            "EXPORT56",
            "SHA256",
            "SHA384",
            "LOW",
            "MEDIUM",
            "MD5",
            "RC2",
            "RC4",
            "DES",
            "3DES",
            "IDEA",
            "SEED",
            "CAMELLIA",
            "CAMELLIA128",
            "CAMELLIA256",
            "ARIA",
            "ARIA128",
            "ARIA256",
            "ARIAGCM",
            "AESCCM",
            "AESCCM8",
            "DSS",
            "aDSS",
            "DH",
            "DHE",
            "EDH",
            "kDHE",
            "kEDH",
            "ADH",
            "AECDH",
            "ECDH",
            "kECDH",
            "aECDH",
            "kDH",
            "aDH",
            "kDHr",
            "kDHd",
            "kECDHr",
            "kECDHe",
            "PSK",
            "kPSK",
            "aPSK",
            "kECDHEPSK",
            "kDHEPSK",
            "kRSAPSK",
            "SRP",
            "kSRP",
            "aSRP",
            "GOST",
            "GOST94",
            "kGOST",
            "aGOST",
            "KRB5",
            "SSLv2",
            "SSLv3",
            "TLSv1",
            "TLSv1.0",
            "TLSv1.1");

    /**
     * @throws ConfigException naming the first word that has no meaning here
     */
    public CipherString {
        var _ = new Reader().read(text);
    }

    /** The suites, the preferred one first; at least one. */
    public List<Cipher> ciphers() {
        return new Reader().read(text);
    }

    private static final class Reader {
        private List<Cipher> chosen = new ArrayList<>();
        private final Set<Cipher> never = EnumSet.noneOf(Cipher.class);
        private final Set<String> ofTls13 = new HashSet<>();

        List<Cipher> read(String text) {
            Stream.of(text.split("[:, ]+")).filter(word -> !word.isEmpty()).forEach(this::word);
            if (!ofTls13.isEmpty() && (chosen.isEmpty() || ofTls13.size() < OF_TLS_1_3.size())) {
                throw new ConfigException(String.join(", ", ofTls13)
                        + ": suites of TLS 1.3 cannot be chosen, all three are on (expected: those of TLS 1.2 alone,"
                        + " or \"versions\")");
            }
            if (chosen.isEmpty()) {
                throw new ConfigException("\"" + text + "\" leaves no cipher suite");
            }
            return List.copyOf(chosen);
        }

        private void word(String word) {
            char first = word.charAt(0);
            switch (first) {
                case '@' -> strength(word);
                case '!', '-' -> {
                    Set<Cipher> out = named(word.substring(1), true);
                    chosen.removeAll(out);
                    if (first == '!') {
                        never.addAll(out);
                    }
                }
                case '+' -> {
                    Set<Cipher> last = named(word.substring(1), true);
                    List<Cipher> moved = chosen.stream().filter(last::contains).toList();
                    chosen.removeAll(last);
                    chosen.addAll(moved);
                }
                default -> {
                    Set<Cipher> more = named(word, false);
                    more.removeAll(never);
                    more.removeAll(chosen);
                    chosen.addAll(more);
                }
            }
        }

        private void strength(String word) {
            if (!word.equals("@STRENGTH") && !word.matches("@SECLEVEL=[0-2]")) {
                throw unknown(word);
            }
            if (word.equals("@STRENGTH")) {
                chosen = new ArrayList<>(chosen.stream().sorted(BY_STRENGTH).toList());
            }
        }

        /**
         * The suites that a word means, those of all groups that it has with a {@code +} between them.
         *
         * @param gladly whether to have none of them is no mistake
         */
        private Set<Cipher> named(String word, boolean gladly) {
            if (OF_TLS_1_3.contains(word)) {
                ofTls13.add(word);
                return EnumSet.noneOf(Cipher.class);
            }
            Set<Cipher> named = EnumSet.allOf(Cipher.class);
            for (String part : word.split("\\+", -1)) {
                Predicate<Cipher> group = group(part);
                boolean isAbsent = group == null && isAbsent(part);
                if (group == null && !(isAbsent && gladly)) {
                    throw isAbsent ? absent(word) : unknown(word);
                }
                named.removeIf(group == null ? _ -> true : group.negate());
            }
            if (named.isEmpty() && !gladly) {
                throw absent(word);
            }
            return named;
        }

        private static @Nullable Predicate<Cipher> group(String part) {
            Predicate<Cipher> group = GROUPS.get(part);
            return group != null
                    ? group
                    : Arrays.stream(Cipher.values())
                            .filter(cipher -> cipher.openSslName().equals(part)
                                    || cipher.javaName().equals(part))
                            .findFirst()
                            .<Predicate<Cipher>>map(found -> found::equals)
                            .orElse(null);
        }

        /** Whether this is a word of OpenSSL's that nothing here belongs to. */
        private static boolean isAbsent(String part) {
            return ABSENT.contains(part)
                    || part.toUpperCase(Locale.ROOT)
                            .matches(
                                    "(DHE|EDH|DH|ADH|ECDHE|ECDH|AECDH|PSK|SRP|RSA|DSS|AES(128|256)?|CAMELLIA(128|256)|ARIA(128|256)"
                                            + "|DES|RC4|SEED|IDEA|NULL|EXP|CHACHA20|GOST2?[0-9]*)(-[A-Z0-9]+)+");
        }

        private static ConfigException absent(String word) {
            return new ConfigException(word + ": there is no such cipher suite here (expected: some of "
                    + String.join(
                            ":", Cipher.USUAL.stream().map(Cipher::openSslName).toList())
                    + " or HIGH, ECDHE, AESGCM...)");
        }

        private static ConfigException unknown(String word) {
            return new ConfigException("\"" + word + "\" is not a cipher suite or a group of them (expected: such as "
                    + Cipher.ECDHE_RSA_AES128_GCM.openSslName() + " or ECDHE+AESGCM:!aNULL)");
        }
    }
}
