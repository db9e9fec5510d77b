package org.penlb.system;

import java.io.InputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Objects;

/**
 * A program for {@link JailIT}: goes into the jail that its first argument names, with provisions unless the second is
 * "empty-handed", and uses what a balancer may need there.
 */
final class JailProbe {
    private JailProbe() {}

    public static void main(String[] args) throws Exception {
        if (!args[1].equals("empty-handed")) {
            Provisions.pack();
        }
        try (var privileges = new Privileges()) {
            privileges.enterJail(Path.of(args[0]));
        }
        say("random", Integer.bitCount(new SecureRandom().nextInt()) <= Integer.SIZE);
        say(
                "zone",
                ZonedDateTime.ofInstant(Instant.EPOCH, ZoneId.systemDefault()).getHour());
        say("name", InetAddress.getAllByName("inside")[0].getHostAddress());
        say("charset", Charset.forName("IBM500").decode(ByteBuffer.wrap(new byte[] {(byte) 0xD7})));
        try (InputStream resource = Objects.requireNonNull(
                JailProbe.class.getResourceAsStream("/META-INF/vertx/vertx-version.txt"), "the version of Vert.x")) {
            say("resource", resource.read() > 0);
        }
    }

    private static void say(String what, Object value) {
        System.out.println(what + " " + value);
    }
}
