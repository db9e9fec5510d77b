package org.penlb.tls.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which engine is used, and why. */
@Tag("alone")
class EngineKindTest {
    @AfterEach
    void asItWas() {
        System.clearProperty(EngineKind.PROPERTY);
    }

    @Test
    void boringssl_comes_with_pen() {
        assertThat(EngineKind.shortcoming()).isNull();
        assertThat(EngineKind.current()).isEqualTo(EngineKind.BORINGSSL);
        assertThat(EngineKind.current().description()).isEqualTo("BoringSSL (netty-tcnative)");
    }

    @Test
    void the_engine_of_the_jdk_can_be_asked_for() {
        System.setProperty(EngineKind.PROPERTY, "jdk");
        assertThat(EngineKind.current()).isEqualTo(EngineKind.JDK);
        assertThat(EngineKind.shortcoming()).isEqualTo("the property pen.tls.engine asks for the JDK's");
        assertThat(EngineKind.current().description()).startsWith("the JDK's engine");
    }
}
