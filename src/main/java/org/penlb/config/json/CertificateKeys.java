package org.penlb.config.json;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.tls.CertificateFiles;

/** The files of a certificate: PEM or PKCS#12. */
final class CertificateKeys {
    private final Path folder;

    CertificateKeys(Path folder) {
        this.folder = folder;
    }

    /** A certificate's files in the making. */
    static final class Draft {
        private @Nullable Path certificate;
        private @Nullable Path key;
        private @Nullable Path chain;
        private @Nullable Path ocsp;
        private @Nullable Path pkcs12;
        private @Nullable Path passwordFile;
    }

    CertificateFiles read(Value value) {
        var draft = new Draft();
        keys().read(value, draft);
        if ((draft.certificate == null) == (draft.pkcs12 == null)) {
            throw new ConfigException((draft.pkcs12 == null ? "names no certificate" : "is of two kinds")
                    + " (expected: either \"certificate\" with \"key\", or \"pkcs12\")");
        }
        if (draft.pkcs12 != null) {
            only(
                    draft.key == null && draft.chain == null,
                    "\"key\" and \"chain\" are in the file of \"pkcs12\" itself");
            return new CertificateFiles.Pkcs12(draft.pkcs12, draft.passwordFile, draft.ocsp);
        }
        only(draft.passwordFile == null, "\"passwordFile\" belongs to \"pkcs12\"");
        Path certificate = Objects.requireNonNull(draft.certificate);
        return new CertificateFiles.Pem(
                certificate, draft.key == null ? certificate : draft.key, draft.chain, draft.ocsp);
    }

    private static void only(boolean holds, String otherwise) {
        if (!holds) {
            throw new ConfigException(otherwise);
        }
    }

    Object write(CertificateFiles files) {
        var draft = new Draft();
        draft.ocsp = files.ocsp();
        switch (files) {
            case CertificateFiles.Pem pem -> {
                draft.certificate = pem.certificate();
                draft.key = pem.key();
                draft.chain = pem.chain();
            }
            case CertificateFiles.Pkcs12 pkcs12 -> {
                draft.pkcs12 = pkcs12.file();
                draft.passwordFile = pkcs12.passwordFile();
            }
        }
        return keys().write(draft);
    }

    JsonSection<Draft> keys() {
        return new JsonSection<Draft>()
                .key(
                        "certificate",
                        (value, draft) -> draft.certificate = FileNames.name(value, folder),
                        draft -> text(draft.certificate))
                .key(
                        "key",
                        (value, draft) -> draft.key = FileNames.name(value, folder),
                        draft -> JsonSection.unless(text(draft.certificate), text(draft.key)))
                .key("chain", (value, draft) -> draft.chain = FileNames.name(value, folder), draft -> text(draft.chain))
                .key(
                        "pkcs12",
                        (value, draft) -> draft.pkcs12 = FileNames.name(value, folder),
                        draft -> text(draft.pkcs12))
                .key(
                        "passwordFile",
                        (value, draft) -> draft.passwordFile = FileNames.name(value, folder),
                        draft -> text(draft.passwordFile))
                .key("ocsp", (value, draft) -> draft.ocsp = FileNames.name(value, folder), draft -> text(draft.ocsp));
    }

    private static @Nullable String text(@Nullable Path file) {
        return file == null ? null : file.toString();
    }
}
