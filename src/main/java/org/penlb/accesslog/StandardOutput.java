package org.penlb.accesslog;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** The process's standard output, which stays open when the log that used it is closed. */
final class StandardOutput implements WritableByteChannel {
    /** What the system says when the last reader of a pipe has gone. */
    private static final String NO_READER = "Broken pipe";

    private final Runnable gone;
    private final FileChannel channel;

    /**
     * @param gone called when nobody will ever read it again
     */
    @SuppressWarnings("StreamResourceLeak") // the process's own
    StandardOutput(Runnable gone) {
        this.gone = gone;
        channel = new FileOutputStream(FileDescriptor.out).getChannel();
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        try {
            return channel.write(bytes);
        } catch (IOException e) {
            if (NO_READER.equals(e.getMessage())) {
                gone.run();
            }
            throw e;
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        // others print there, too
    }
}
