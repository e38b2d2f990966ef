package org.xattnbmd.sdk.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Messages as they were agreed on, in {@code src/test/resources/messages}; written again by {@code -Dmessages.write=true}. */
final class Golden {

    private static final Path FOLDER = Path.of("src/test/resources/messages");

    private Golden() {}

    static void assertSame(String name, String text) throws IOException {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("messages.write")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }
}
