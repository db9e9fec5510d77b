package org.penlb.tls.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.SecretFile;
import org.penlb.config.tls.CertificateFiles;

/**
 * A key with its certificate and the chain of that, as the files of a configuration have them.
 *
 * @param key belongs to the first certificate of the chain
 */
public record KeyedChain(PrivateKey key, CertificateChainFacts facts) {
    /**
     * The chain with what is odd about it.
     *
     * @param certificates the certificate itself first
     */
    public record CertificateChainFacts(List<X509Certificate> certificates, List<String> findings) {
        public CertificateChainFacts {
            certificates = List.copyOf(certificates);
            findings = List.copyOf(findings);
        }
    }

    /** The certificate itself first. */
    public List<X509Certificate> chain() {
        return facts.certificates();
    }

    /** What is odd about the chain at a time, in an operator's words; the list may be added to. */
    List<String> findings(Instant now) {
        var findings = new ArrayList<>(facts.findings());
        dates(chain().getFirst(), "it", now, findings);
        chain().stream()
                .skip(1)
                .forEach(each -> dates(
                        each, "that of " + each.getSubjectX500Principal().getName() + " in its chain", now, findings));
        return findings;
    }

    private static void dates(X509Certificate certificate, String which, Instant now, List<String> findings) {
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            findings.add(which + " expired at " + certificate.getNotAfter().toInstant());
        } else if (now.isBefore(certificate.getNotBefore().toInstant())) {
            findings.add(which + " begins only at " + certificate.getNotBefore().toInstant());
        }
    }

    /** The report of a certificate that servers are shown: it is its subject's, whatever hosts it may be good for, too. */
    public CertificateReport reportForServers(Path file, Instant now) {
        X509Certificate own = chain().getFirst();
        return CertificateReport.of(
                Audience.SERVERS, file, List.of(own.getSubjectX500Principal().getName()), own, null, findings(now));
    }

    @Override
    public String toString() {
        return "a key with the certificate of "
                + chain().getFirst().getSubjectX500Principal().getName();
    }

    /**
     * Reads files, and looks whether the key fits.
     *
     * @throws ConfigException naming the file and what is wrong with it
     */
    public static KeyedChain read(CertificateFiles files) {
        return switch (files) {
            case CertificateFiles.Pem pem -> pem(pem.certificate(), pem.key(), pem.chain());
            case CertificateFiles.Pkcs12 pkcs12 -> pkcs12(pkcs12.file(), pkcs12.passwordFile());
        };
    }

    /** The file to name when there is something to say. */
    static Path mainFile(CertificateFiles files) {
        return switch (files) {
            case CertificateFiles.Pem pem -> pem.certificate();
            case CertificateFiles.Pkcs12 pkcs12 -> pkcs12.file();
        };
    }

    private static KeyedChain pem(Path certificate, Path keyFile, @Nullable Path chain) {
        PemFile pem = CertificateFile.pem(certificate);
        List<X509Certificate> certificates = CertificateFile.certificates(certificate, pem);
        PemFile ofKey = keyFile.equals(certificate) ? pem : CertificateFile.pem(keyFile);
        PrivateKeys.Found key = CertificateFile.named(keyFile, () -> PrivateKeys.usable(PrivateKeys.in(ofKey)));
        List<X509Certificate> others =
                chain == null ? List.of() : CertificateFile.certificates(chain, CertificateFile.pem(chain));
        return fitting(keyFile, key, certificates, others);
    }

    private static KeyedChain fitting(
            Path keyFile, PrivateKeys.Found key, List<X509Certificate> certificates, List<X509Certificate> others) {
        if (!PrivateKeys.fit(key, certificates.getFirst().getPublicKey())) {
            throw new ConfigException(keyFile + ": the key is not that of the certificate of \""
                    + certificates.getFirst().getSubjectX500Principal().getName()
                    + "\" (expected: its key; of several certificates in a file the first is meant)");
        }
        CertificateChain chain = CertificateChain.of(certificates, others);
        return new KeyedChain(key.key(), new CertificateChainFacts(chain.certificates(), chain.findings()));
    }

    private static KeyedChain pkcs12(Path file, @Nullable Path passwordFile) {
        byte[] bytes = CertificateFile.bytes(file);
        char[] password = passwordFile == null
                ? new char[0]
                : SecretFile.read("passwordFile", passwordFile, line -> line).toCharArray();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), password);
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias) && store.getKey(alias, password) instanceof PrivateKey key) {
                    Certificate[] with = store.getCertificateChain(alias);
                    if (with == null) {
                        throw new ConfigException(file + ": there is no certificate with the key");
                    }
                    List<X509Certificate> chain =
                            Arrays.stream(with).map(X509Certificate.class::cast).toList();
                    var found = new PrivateKeys.Found(key);
                    return fitting(
                            file, CertificateFile.named(file, () -> PrivateKeys.usable(found)), chain, List.of());
                }
            }
            throw new ConfigException(file + ": there is no private key");
        } catch (IOException | GeneralSecurityException e) {
            throw new ConfigException(file + ": "
                    + (e.getCause() instanceof UnrecoverableKeyException
                            ? "the password is not the right one"
                            : "is no PKCS#12 that can be read: " + e.getMessage()));
        } finally {
            Arrays.fill(password, '\0');
        }
    }
}
