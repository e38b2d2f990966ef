package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.internal.picture.jpeg2000.Jpeg2000Picture;

/** Damaged JPEG 2000 codestreams are decoded or refused with a code, never anything else. */
@Timeout(120)
class Jpeg2000MutationTest {

    /** More by {@code -Djpeg2000.mutations=10000}. */
    private static final int COUNT = Integer.getInteger("jpeg2000.mutations", 150);

    @ParameterizedTest
    @ValueSource(
            strings = {"layers-12", "tiles-12", "precincts-16", "all-styles-16", "real-colour-8", "ht-12", "ht-real-12"
            })
    void codestreams(String name) throws IOException {
        Mutations.apply(
                Jpeg2000CodestreamTest.stream(name), 4, COUNT, name.hashCode(), bytes -> bytes, bytes -> decode(bytes));
    }

    private static void decode(byte[] bytes) {
        try {
            Jpeg2000Picture picture = Jpeg2000Picture.open(bytes);
            assertThat(picture.decode()[0]).hasSize(picture.width() * picture.height());
        } catch (BmdException e) {
            assertThat(e.code().id()).as(e.toString()).startsWith("BMD-1");
        }
    }
}
