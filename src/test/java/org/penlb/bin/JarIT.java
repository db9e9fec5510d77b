package org.penlb.bin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** What is in the jar. */
class JarIT {
    /** Java 6. */
    private static final int FIRST_WITH_STACK_MAPS = 50;

    /** The AOT cache takes none that is older, and each that it does not have is loaded and verified at every start. */
    @Test
    void no_class_is_too_old_for_the_cache_of_classes() throws IOException {
        List<String> old = new ArrayList<>();
        try (var jar = new JarFile(System.getProperty("pen.jar"))) {
            assertThat(jar.getEntry("picocli/CommandLine.class")).isNotNull();
            for (JarEntry entry : jar.stream().filter(JarIT::isClass).toList()) {
                try (InputStream in = jar.getInputStream(entry)) {
                    if (majorVersion(in) < FIRST_WITH_STACK_MAPS) {
                        old.add(entry.getName());
                    }
                }
            }
        }
        assertThat(old).isEmpty();
    }

    private static boolean isClass(JarEntry entry) {
        return entry.getName().endsWith(".class");
    }

    private static int majorVersion(InputStream in) throws IOException {
        var head = new DataInputStream(in);
        assertThat(head.readInt()).isEqualTo(0xcafebabe);
        head.readUnsignedShort(); // the minor version
        return head.readUnsignedShort();
    }
}
