package org.penlb.tls.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.config.ConfigException;
import org.penlb.config.tls.CertificateFiles;
import org.penlb.config.tls.ClientAuth;
import org.penlb.config.tls.TlsBuilder;
import org.penlb.testing.Certificates;

/** Files of certificates: what is read, what is found odd, and what is refused. */
class CertificateLoaderTest {
    /** {@code openssl pkcs12 -export -nocerts}, with an empty password. */
    private static final byte[] BARE_PKCS12 = Base64.getMimeDecoder().decode("""
            MIIBfgIBAzCCATQGCSqGSIb3DQEHAaCCASUEggEhMIIBHTCCARkGCSqGSIb3DQEHAaCCAQoEggEGMIIBAjCB/wYLKoZIhvcNAQwK
            AQKgge8wgewwVwYJKoZIhvcNAQUNMEowKQYJKoZIhvcNAQUMMBwECKy3IlI1M1PcAgIIADAMBggqhkiG9w0CCQUAMB0GCWCGSAFl
            AwQBKgQQ0G/fbFB7pdE2FlJ2CiDMzASBkHMbdkflM7Hw+8em7UyoR8I+qIS2Etv3Cx1pFAb/Vxr7mAKQ91kpmKX6LUgo1qHs+G1e
            CtIzcy3F5XW7RPQN2vefqbH6O0WLdQHBRRlRjVDC+vjDnqmyg799kTJtIsLjuRzIyG1nH/hluX+/HKhzWYvusHT0bEOn724y3tIO
            7xU3qvpK0+u2h8iCpFZ5g33YRTBBMDEwDQYJYIZIAWUDBAIBBQAEIPuYp+yua/D8pqnCTEeXbNsHkiF5M8cMvlKrAB6oy4xqBAhs
            cnLIkWImfQICCAA=
            """);

    private static final X509Bundle CA = Certificates.authority("Test CA");
    private static final X509Bundle BETWEEN = Certificates.between(CA, "Test Issuer");
    private static final X509Bundle WWW = Certificates.server(BETWEEN, "www.example", "*.www.example");
    private static final X509Bundle RSA = Certificates.server(Algorithm.rsa2048, BETWEEN, "www.example");
    private static final Instant NOW = Instant.now();

    @TempDir
    Path folder;

    private static LoadedCertificates load(CertificateFiles... files) {
        var tls = new TlsBuilder();
        tls.certificates = List.of(files);
        return CertificateLoader.load(tls.build(), NOW);
    }

    private void refused(String message, CertificateFiles... files) {
        assertThatThrownBy(() -> load(files))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message.replace("FOLDER", folder.toString()));
    }

    private List<String> findings(CertificateFiles... files) {
        return load(files).reports().getFirst().findings();
    }

    private Path file(String name, String... texts) {
        return Certificates.write(folder.resolve(name), String.join("", texts));
    }

    private CertificateFiles.Pem pem(Path certificate, Path key, @Nullable Path chain) {
        return new CertificateFiles.Pem(certificate, key, chain, null);
    }

    @Test
    void a_certificate_with_its_chain_is_told_of() {
        LoadedCertificates loaded = load(Certificates.write(folder, "www", WWW));
        CertificateReport report = loaded.reports().getFirst();
        assertThat(report.names()).containsExactly("www.example", "*.www.example");
        assertThat(report.key()).isEqualTo("ECDSA 256");
        assertThat(report.issuer()).isEqualTo("CN=Test Issuer");
        assertThat(report.findings()).isEmpty();
        assertThat(report.notAfter())
                .isEqualTo(WWW.getCertificate().getNotAfter().toInstant());
        assertThat(report.daysLeft(report.notAfter().minus(Duration.ofHours(25))))
                .isEqualTo(1);
        assertThat(report.daysLeft(report.notAfter().plusSeconds(1))).isEqualTo(-1);
        assertThat(loaded.map().find(null, true).chain())
                .containsExactly(WWW.getCertificate(), BETWEEN.getCertificate());
    }

    @Test
    void keys_are_read_in_each_of_their_forms() {
        byte[] pkcs8 = RSA.getKeyPair().getPrivate().getEncoded();
        DerReader info = new DerReader(pkcs8).next(DerReader.SEQUENCE);
        info.integer();
        info.next();
        byte[] pkcs1 = info.next(DerReader.OCTETS).content();
        Path rsa =
                file("rsa.pem", "a comment\n", RSA.getCertificatePathPEM(), Certificates.pem("RSA PRIVATE KEY", pkcs1));
        assertThat(load(pem(rsa, rsa, null)).reports().getFirst().key()).isEqualTo("RSA 2048");
        Path ec = file(
                "ec.key",
                Certificates.pem("EC PARAMETERS", new byte[] {5, 0}),
                Certificates.pem("EC PRIVATE KEY", sec1(WWW)));
        Path certificate = file("ec.crt", WWW.getCertificatePathPEM());
        assertThat(load(pem(certificate, ec, null)).reports().getFirst().key()).isEqualTo("ECDSA 256");
    }

    /** The key as openssl writes it: with curve and public key. */
    static byte[] sec1(X509Bundle bundle) {
        DerReader info = new DerReader(bundle.getKeyPair().getPrivate().getEncoded()).next(DerReader.SEQUENCE);
        info.integer();
        info.next();
        DerReader key = new DerReader(info.next(DerReader.OCTETS).content()).next(DerReader.SEQUENCE);
        key.integer();
        byte[] secret = key.next(DerReader.OCTETS).content();
        byte[] curve = {6, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7};
        byte[] spki = ((ECPublicKey) bundle.getKeyPair().getPublic()).getEncoded();
        byte[] point = Arrays.copyOfRange(spki, spki.length - 65, spki.length);
        return Certificates.der(
                0x30,
                new byte[] {2, 1, 1},
                Certificates.der(4, secret),
                Certificates.der(0xa0, curve),
                Certificates.der(0xa1, Certificates.der(3, new byte[] {0}, point)));
    }

    @Test
    void pkcs12_has_all_in_one_file() {
        Path store = Certificates.writePkcs12(folder.resolve("www.p12"), WWW, "correct-horse");
        Path password = file("www.pw", "correct-horse\n");
        LoadedCertificates loaded = load(new CertificateFiles.Pkcs12(store, password, null));
        assertThat(loaded.map().find("www.example", true).chain()).hasSize(2);
        refused(
                "FOLDER/www.p12: the password is not the right one",
                new CertificateFiles.Pkcs12(store, file("wrong.pw", "battery"), null));
    }

    /** Clients would get half a chain of a file that is being written. */
    @Test
    void a_file_that_stops_within_a_block_is_refused_wherever_that_is() {
        String whole = WWW.getCertificatePEM() + CA.getCertificatePEM();
        Path key = file("www.key", WWW.getPrivateKeyPEM());
        int second = whole.indexOf("-----BEGIN", 1);
        int end = whole.lastIndexOf("-----END CERTIFICATE-----") + "-----END CERTIFICATE-----".length();
        for (int length = second + "-----BEGIN ".length(); length < end; length++) {
            Path cut = file("cut.crt", whole.substring(0, length));
            assertThatThrownBy(() -> load(pem(cut, key, null)))
                    .as("%d of %d", length, whole.length())
                    .hasMessageStartingWith(cut + ": what begins with \"-----BEGIN ")
                    .hasMessageEndingWith(
                            "has no end (expected: END behind each BEGIN; perhaps the file is being written)");
        }
        assertThat(load(pem(file("cut.crt", whole), key, null)).reports()).hasSize(1);
    }

    @Test
    void what_else_stands_in_a_file_is_a_comment() {
        Path key = file("www.key", WWW.getPrivateKeyPEM());
        String other =
                "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n# put all from -----BEGIN CERTIFICATE----- on\n"
                        + "-----BEGIN Foo-----\nAAAA\n-----END Foo-----\n-----BEGIN PKCS#7-----\nAAAA\n-----END PKCS#7-----\n"
                        + "Bag Attributes\n    friendlyName: -----\n-----END CERTIFICATE-----\n";
        for (String text : List.of(
                other + WWW.getCertificatePEM(),
                WWW.getCertificatePEM() + other,
                WWW.getCertificatePEM().replace("\n", "\r\n") + other)) {
            assertThat(load(pem(file("www.crt", text), key, null)).reports()).hasSize(1);
        }
    }

    /** Of the length of a certificate's file at most. */
    @Test
    void beginnings_without_an_end_take_no_longer_than_other_text() {
        Path key = file("www.key", WWW.getPrivateKeyPEM());
        for (String hostile : List.of("-----BEGIN A-----", "-----BEGIN CERTIFICATE-----", "-----BEGIN ", "-----")) {
            String text = WWW.getCertificatePEM() + " " + hostile.repeat((3 << 20) / hostile.length());
            assertThat(load(pem(file("www.crt", text), key, null)).reports()).hasSize(1);
        }
    }

    /** What follows a block that is cut is not the rest of it. */
    @Test
    void a_block_that_is_cut_does_not_go_on_in_the_next_one() {
        String whole = WWW.getCertificatePEM();
        Path cut = file("cut.crt", whole.substring(0, 200) + "\n" + CA.getCertificatePEM());
        Path key = file("www.key", WWW.getPrivateKeyPEM());
        assertThatThrownBy(() -> load(pem(cut, key, null)))
                .hasMessageContaining("what begins with \"-----BEGIN CERTIFICATE\" has no end");
    }

    /** Wherever they are in the list: clients of other names would find out. */
    @Test
    void keys_that_sign_no_handshakes_are_refused() throws Exception {
        Path certificate = file("www.crt", WWW.getCertificatePathPEM());
        KeyPairGenerator pss = KeyPairGenerator.getInstance("RSASSA-PSS");
        pss.initialize(1024);
        KeyPairGenerator small = KeyPairGenerator.getInstance("RSA");
        small.initialize(512);
        KeyPairGenerator exponent = KeyPairGenerator.getInstance("RSA");
        exponent.initialize(new RSAKeyGenParameterSpec(1024, BigInteger.valueOf((1L << 40) + 15)));
        PrivateKey longOne = KeyFactory.getInstance("RSA")
                .generatePrivate(new RSAPrivateKeySpec(BigInteger.ONE.setBit(8192), BigInteger.TEN));
        String expected =
                " signs no handshakes (expected: RSA of 1024 to 8192 bits, or ECDSA with P-256, P-384 or P-521)";
        refused(
                "FOLDER/ed.key: a key of EdDSA" + expected + "\nFOLDER/pss.key: a key of RSASSA-PSS with 1024 bits"
                        + expected + "\nFOLDER/small.key: a key of RSA with 512 bits" + expected
                        + "\nFOLDER/exponent.key: a key of RSA with a public exponent of 41 bits" + expected
                        + "\nFOLDER/long.key: a key of RSA with 8193 bits" + expected,
                pem(certificate, key("ed", Algorithm.ed25519.generateKeyPair(new SecureRandom())), null),
                pem(certificate, key("pss", pss.generateKeyPair()), null),
                pem(certificate, key("small", small.generateKeyPair()), null),
                pem(certificate, key("exponent", exponent.generateKeyPair()), null),
                pem(certificate, key("long", new KeyPair(null, longOne)), null));
    }

    private Path key(String name, KeyPair key) {
        return file(
                name + ".key", Certificates.pem("PRIVATE KEY", key.getPrivate().getEncoded()));
    }

    @Test
    void pkcs12_without_a_certificate_is_refused() {
        Path store = Certificates.write(folder.resolve("bare.p12"), BARE_PKCS12);
        refused(
                "FOLDER/bare.p12: there is no certificate with the key",
                new CertificateFiles.Pkcs12(store, null, null));
    }

    @Test
    void what_cannot_be_used_is_named_all_at_once() {
        Path certificate = file("a.crt", WWW.getCertificatePathPEM());
        Path other = file("other.key", RSA.getPrivateKeyPEM());
        Path encrypted = file(
                "encrypted.key",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        Path encrypted8 = file("encrypted8.key", Certificates.pem("ENCRYPTED PRIVATE KEY", new byte[9]));
        Path junk = file("junk.key", Certificates.pem("PRIVATE KEY", new byte[] {0x30, 3, 2, 1, 0}));
        String password = ": the key has a password (expected: a key without one, which openssl pkey -in FILE -out FILE"
                + " makes of it; or PKCS#12)\n";
        refused(
                "FOLDER/other.key: the key is not that of the certificate of \"CN=www.example\" (expected: its key; of"
                        + " several certificates in a file the first is meant)\n"
                        + "FOLDER/encrypted.key" + password + "FOLDER/encrypted8.key" + password
                        + "FOLDER/junk.key: the key cannot be read: its bytes make no sense\n"
                        + "FOLDER/nowhere.key: no such file\n"
                        + "FOLDER/a.crt: there is no private key (expected: one in PEM)\n"
                        + "FOLDER/other.key: there is no certificate (expected: one in PEM)",
                pem(certificate, other, null),
                pem(certificate, encrypted, null),
                pem(certificate, encrypted8, null),
                pem(certificate, junk, null),
                pem(certificate, folder.resolve("nowhere.key"), null),
                pem(certificate, certificate, null),
                pem(other, other, null));
    }

    @Test
    void trouble_of_a_chain_is_found() {
        Path key = file("www.key", WWW.getPrivateKeyPEM());
        Path alone = file("alone.crt", WWW.getCertificatePEM());
        assertThat(findings(pem(alone, key, null)))
                .containsExactly("what is between it and its authority is missing, if there is anything:"
                        + " the certificate of \"CN=Test Issuer\" is not in its file");
        Path chain = file("chain.crt", CA.getCertificatePEM(), BETWEEN.getCertificatePEM());
        assertThat(findings(pem(alone, key, chain))).isEmpty();
        Path withOthers =
                file("others.crt", WWW.getCertificatePEM(), RSA.getCertificatePEM(), BETWEEN.getCertificatePEM());
        assertThat(findings(pem(withOthers, key, null)))
                .containsExactly(
                        "the certificates in its file are not in order; they are sent in order",
                        "1 of the certificates in its file do not belong to it; they are not sent");
        assertThat(findings(Certificates.write(folder, "self", CA)))
                .containsExactly("it is signed by itself: it is trusted only where it is known");
    }

    @Test
    void what_is_out_of_date_is_used_and_told_of() {
        Instant ended = NOW.minus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
        X509Bundle old = Certificates.server(ended.minus(Duration.ofDays(9)), ended, BETWEEN, "old.example");
        assertThat(findings(Certificates.write(folder, "old", old))).containsExactly("it expired at " + ended);
        Instant begins = NOW.plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
        X509Bundle early = Certificates.server(begins, begins.plus(Duration.ofDays(9)), BETWEEN, "new.example");
        assertThat(findings(Certificates.write(folder, "new", early))).containsExactly("it begins only at " + begins);
    }

    @Test
    void a_folder_has_a_certificate_for_each_name() throws IOException {
        Certificates.write(folder, "www", WWW);
        Certificates.write(folder, "rsa", RSA);
        X509Bundle mail = Certificates.server(BETWEEN, "mail.example");
        file("mail.crt", mail.getCertificatePEM());
        file("mail.key", mail.getPrivateKeyPEM());
        file("mail.ca", BETWEEN.getCertificatePEM());
        file("readme.txt", "nothing");
        var tls = new TlsBuilder();
        tls.directory = folder;
        LoadedCertificates loaded = CertificateLoader.load(tls.build(), NOW);
        assertThat(loaded.reports())
                .hasSize(3)
                .allSatisfy(report -> assertThat(report.findings()).isEmpty());
        assertThat(loaded.map().find("mail.example", false).chain()).hasSize(2);
        assertThat(loaded.map().find("www.example", false).rsaBits()).isEqualTo(2048);
        assertThat(loaded.isCurrent()).isTrue();
        Files.delete(folder.resolve("mail.key"));
        assertThat(loaded.isCurrent()).isFalse();
        assertThatThrownBy(() -> CertificateLoader.load(tls.build(), NOW))
                .hasMessage(folder + "/mail.key: no such file");
    }

    @Test
    void a_file_that_takes_the_place_of_another_is_seen() throws IOException {
        LoadedCertificates loaded = load(Certificates.write(folder, "www", WWW));
        Files.move(
                file("new.crt", WWW.getCertificatePathPEM()),
                folder.resolve("www.crt"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(loaded.isCurrent()).isFalse();
    }

    @Test
    void an_answer_of_ocsp_is_looked_at() {
        CertificateFiles.Pem www = Certificates.write(folder, "www", WWW);
        Instant until = NOW.plus(Duration.ofDays(1));
        Path good = Certificates.write(
                folder.resolve("good.der"), Certificates.ocsp(WWW, 0x80, NOW.minusSeconds(60), until));
        OcspAnswer answer = load(www.withOcsp(good)).map().find(null, true).ocsp();
        assertThat(answer).isNotNull();
        assertThat(answer.isCurrent(NOW)).isTrue();
        assertThat(answer.isCurrent(until)).isFalse();
        Path old = Certificates.write(
                folder.resolve("old.der"), Certificates.ocsp(WWW, 0x80, NOW.minusSeconds(60), NOW.minusSeconds(1)));
        assertThat(findings(www.withOcsp(old)))
                .containsExactly("what its authority says of it (" + old + ") is out of date, and is not shown");
        Path revoked = Certificates.write(folder.resolve("revoked.der"), Certificates.ocsp(WWW, 0xa1, NOW, until));
        refused("FOLDER/revoked.der: says that the certificate was revoked", www.withOcsp(revoked));
        Path other = Certificates.write(folder.resolve("other.der"), Certificates.ocsp(RSA, 0x80, NOW, until));
        assertThatThrownBy(() -> load(www.withOcsp(other)))
                .hasMessageContaining("other.der: is about another certificate");
        Path junk = file("junk.der", "nothing");
        refused("FOLDER/junk.der: is no answer of OCSP (expected: one in DER)", www.withOcsp(junk));
    }

    @Test
    void two_of_a_kind_for_one_name_are_told_of() {
        X509Bundle again = Certificates.server(BETWEEN, "www.example", "more.example");
        LoadedCertificates loaded =
                load(Certificates.write(folder, "www", WWW), Certificates.write(folder, "again", again));
        assertThat(loaded.reports().getLast().findings())
                .containsExactly("another certificate of its kind is shown for www.example");
        assertThat(loaded.map().find("www.example", true).file()).isEqualTo(folder.resolve("www.crt"));
    }

    @Test
    void authorities_of_clients_are_in_files_and_folders() throws IOException {
        Path authorities = Files.createDirectory(folder.resolve("ca.d"));
        Certificates.write(authorities.resolve("1.pem"), BETWEEN.getCertificatePEM());
        Certificates.write(authorities.resolve("notes"), "nothing");
        var tls = new TlsBuilder();
        tls.certificates = List.of(Certificates.write(folder, "www", WWW));
        tls.clientAuth = ClientAuth.REQUIRE;
        tls.clientCa = List.of(file("ca.crt", CA.getCertificatePEM()), authorities);
        assertThat(CertificateLoader.load(tls.build(), NOW).clientAuthorities())
                .containsExactly(CA.getCertificate(), BETWEEN.getCertificate());
    }

    @Test
    void nothing_tells_of_a_key() {
        LoadedCertificates loaded = load(Certificates.write(folder, "www", WWW));
        assertThat(loaded.toString()).doesNotContainIgnoringCase("privatekey");
        assertThat(loaded.map().find(null, true)).hasToString(folder + "/www.crt for [www.example, *.www.example]");
    }
}
