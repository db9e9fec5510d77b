package org.penlb.tls.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.penlb.config.ConfigException;
import org.penlb.config.KeptFiles;

/** Reads files of certificates. Errors name the file. */
public final class CertificateFile {
    /** More is neither a certificate with its chain, nor a list of authorities. */
    private static final long LONGEST = 4 << 20;

    private CertificateFile() {}

    /**
     * The bytes of a file.
     *
     * @throws ConfigException if it cannot be read
     */
    static byte[] bytes(Path file) {
        try {
            byte[] kept = KeptFiles.bytes(file);
            if (kept != null) {
                return kept;
            }
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile() || attributes.size() > LONGEST) {
                throw new ConfigException(file + ": is not a file of a certificate");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException _) {
            throw new ConfigException(file + ": no such file");
        } catch (AccessDeniedException _) {
            throw new ConfigException(file + ": permission denied");
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + e.getMessage());
        }
    }

    static PemFile pem(Path file) {
        byte[] bytes = bytes(file);
        return named(file, () -> PemFile.parse(bytes));
    }

    /** What is read, with the file's name before what is wrong. */
    static <T> T named(Path file, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (ConfigException e) {
            throw new ConfigException(file.toString(), e);
        }
    }

    /** The certificates in a file in PEM, at least one. */
    static List<X509Certificate> certificates(Path file, PemFile pem) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (byte[] der : pem.certificates()) {
            certificates.add(certificate(file, der));
        }
        if (certificates.isEmpty()) {
            throw new ConfigException(file + ": there is no certificate (expected: one in PEM)");
        }
        return certificates;
    }

    private static X509Certificate certificate(Path file, byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new ConfigException(file + ": a certificate cannot be read: " + e.getMessage());
        }
    }

    /**
     * The certificates of authorities.
     *
     * @param places files in PEM, or folders with such files; what else is in a folder is passed over
     * @throws ConfigException if there is none, or one cannot be read
     */
    public static List<X509Certificate> authorities(List<Path> places) {
        List<X509Certificate> authorities = new ArrayList<>();
        for (Path place : places) {
            if (isFolder(place)) {
                int before = authorities.size();
                for (Path file : filesIn(place)) {
                    if (Files.isDirectory(file)) {
                        continue;
                    }
                    PemFile pem = pem(file);
                    if (!pem.certificates().isEmpty()) {
                        authorities.addAll(certificates(file, pem));
                    }
                }
                if (authorities.size() == before) {
                    throw new ConfigException(
                            place + ": there is no certificate in this folder (expected: files in PEM)");
                }
            } else {
                authorities.addAll(certificates(place, pem(place)));
            }
        }
        return authorities.stream().distinct().toList();
    }

    static boolean isFolder(Path place) {
        return Files.isDirectory(place) || KeptFiles.folder(place) != null;
    }

    /** What is in a folder, by their names. */
    static List<Path> filesIn(Path folder) {
        List<Path> kept = KeptFiles.folder(folder);
        if (kept != null) {
            return kept;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (NoSuchFileException _) {
            throw new ConfigException(folder + ": no such folder");
        } catch (NotDirectoryException _) {
            throw new ConfigException(folder + ": is a file (expected: a folder)");
        } catch (AccessDeniedException _) {
            throw new ConfigException(folder + ": permission denied");
        } catch (IOException e) {
            throw new ConfigException(folder + ": cannot be read: " + e.getMessage());
        }
    }
}
