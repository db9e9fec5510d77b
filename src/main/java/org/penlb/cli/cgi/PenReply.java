package org.penlb.cli.cgi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.penlb.cli.penctl.CommandText;
import org.penlb.cli.penctl.ControlFailure;
import org.penlb.cli.penctl.ControlPort;
import org.penlb.config.Address;

/**
 * What a pen said.
 *
 * @param text read as UTF-8; other bytes are shown by the replacement character
 * @param cut whether there was more
 */
record PenReply(String text, boolean cut) {
    /** The longest that is shown, in bytes. */
    static final int MAX_LENGTH = 1 << 20;

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /**
     * Sends a command.
     *
     * @param limit how long it may take
     * @throws CgiError 502 or 504 if there is no whole reply
     */
    static PenReply to(CommandText command, Address control, Duration limit) throws CgiError {
        var reply = new Bounded();
        try {
            new ControlPort(control, limit.compareTo(CONNECT) < 0 ? limit : CONNECT, limit).send(command, reply);
        } catch (Bounded.Full _) {
            return of(reply.bytes.toByteArray(), true);
        } catch (ControlFailure e) {
            throw new CgiError(
                    e.isLate() ? HttpStatus.GATEWAY_TIMEOUT : HttpStatus.BAD_GATEWAY,
                    "The pen does not answer: " + e.getMessage() + ".");
        } catch (IOException e) {
            throw new IllegalStateException(e); // what keeps the reply throws nothing else
        }
        return of(reply.bytes.toByteArray(), false);
    }

    static PenReply of(byte[] bytes, boolean cut) {
        return new PenReply(new String(bytes, StandardCharsets.UTF_8), cut);
    }

    /** The sentence for who sees only a part, as HTML; empty if it is all. */
    String cutNote() {
        return cut ? Html.paragraph("Cut here: more than " + MAX_LENGTH + " bytes came.") : "";
    }

    private static final class Bounded extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        /** Breaks it off. */
        private static final class Full extends IOException {
            @Serial
            private static final long serialVersionUID = 1;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            int room = MAX_LENGTH - bytes.size();
            bytes.write(from, offset, Math.min(length, room));
            if (length > room) {
                throw new Full();
            }
        }
    }
}
