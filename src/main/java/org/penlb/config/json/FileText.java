package org.penlb.config.json;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.penlb.config.ConfigException;
import org.penlb.config.KeptFiles;

/** Reads the texts of files, as UTF-8: never without an end, and whatever is wrong is said in an operator's words. */
final class FileText {
    /** What nobody writes by hand; a device that never ends is not read for ever. */
    private static final int LONGEST = 16 << 20;

    private FileText() {}

    /**
     * Reads a file, which may be a pipe: then it takes as long as whoever writes into it.
     *
     * @throws ConfigException that names the file, if it cannot be read or is no text
     */
    static String read(Path file) {
        try (InputStream in = KeptFiles.open(file)) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new ConfigException(file + ": longer than " + (LONGEST >> 20) + " MiB");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (NoSuchFileException _) {
            throw ConfigException.passing(file + ": no such file");
        } catch (CharacterCodingException _) {
            throw new ConfigException(file + ": is not text in UTF-8");
        } catch (IOException e) {
            throw ConfigException.passing(file + ": cannot be read: " + reason(e));
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    /**
     * Reads a regular file: somebody waits who must not wait for ever.
     *
     * @throws ConfigException that names the file, if it cannot be read, is no text, or is a pipe or a device
     */
    static String readRegular(Path file) {
        if (isPipe(file)) {
            throw new ConfigException(file + ": is not a regular file, which alone can be read while Pen runs");
        }
        return read(file);
    }

    /** Whether it can be read once at most, or without an end. */
    static boolean isPipe(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }
}
