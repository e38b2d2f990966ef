package org.xattnbmd.sdk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PropertyOfThreadTest {

    private static final String NAME = "org.xattnbmd.test.property";

    @Test
    void oneThreadSeesItAndNoOther() {
        Properties before = System.getProperties();
        try (PropertyOfThread property = PropertyOfThread.set(NAME, "mine")) {
            assertThat(System.getProperty(NAME)).isEqualTo("mine");
            assertThat(System.getProperty(NAME, "none")).isEqualTo("mine");
            assertThat(CompletableFuture.supplyAsync(() -> System.getProperty(NAME, "none"))
                            .join())
                    .isEqualTo("none");
            assertThat(System.getProperty("java.version")).isEqualTo(before.getProperty("java.version"));
        }
        assertThat(System.getProperty(NAME)).isNull();
        assertThat(System.getProperties()).isSameAs(before);
    }

    @Test
    void whatIsWrittenMeanwhileStays() {
        Properties kept;
        try (PropertyOfThread property = PropertyOfThread.set(NAME, "mine")) {
            kept = System.getProperties();
            System.setProperty(NAME + ".other", "written");
            CompletableFuture.runAsync(() -> System.setProperty(NAME, "theirs")).join();
            assertThat(System.getProperty(NAME)).isEqualTo("mine");
        }
        try {
            assertThat(System.getProperty(NAME + ".other")).isEqualTo("written");
            assertThat(System.getProperty(NAME)).isEqualTo("theirs");
            assertThat(kept.getProperty(NAME)).isEqualTo("theirs");
            assertThat(kept).isEqualTo(System.getProperties()).hasSameSizeAs(System.getProperties());
            assertThat(kept.stringPropertyNames())
                    .isEqualTo(System.getProperties().stringPropertyNames());
        } finally {
            System.clearProperty(NAME);
            System.clearProperty(NAME + ".other");
        }
        assertThat(kept.containsKey(NAME)).isFalse();
    }

    @Test
    void propertiesThatSomebodyElsePutThereMeanwhileStay() {
        Properties before = System.getProperties();
        try {
            Properties theirs = new Properties();
            try (PropertyOfThread property = PropertyOfThread.set(NAME, "mine")) {
                theirs.putAll(before);
                System.setProperties(theirs);
            }
            assertThat(System.getProperties()).isSameAs(theirs);
        } finally {
            System.setProperties(before);
        }
    }
}
