package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Damages files: each is read, or refused with a code of its kind. Anything else (another exception, an error such as too
 * little memory, a hang) fails the test that uses it.
 */
final class Mutations {

    private Mutations() {}

    static void decode(byte[] bytes) {
        try {
            Radiograph radiograph = Radiograph.decode(bytes);
            assertThat(radiograph.view().picture().pixels()).hasSize(radiograph.width() * radiograph.height());
        } catch (BmdException e) {
            assertThat(e.code().id()).as(e.toString()).startsWith("BMD-1");
        }
    }

    /** Half of the changes go to the first 400 bytes, where structure is; some cut or repeat a stretch. */
    static void apply(
            byte[] whole, int from, int count, long seed, UnaryOperator<byte[]> repair, Consumer<byte[]> use) {
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            byte[] bytes = whole.clone();
            int range = random.nextBoolean() ? Math.min(whole.length, from + 400) : whole.length;
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = from + random.nextInt(range - from);
                switch (random.nextInt(4)) {
                    case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                    case 1 -> bytes[at] = (byte) random.nextInt(256);
                    case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) 0xFF);
                    default -> bytes[at] = 0;
                }
            }
            if (random.nextInt(10) == 0) {
                bytes = Arrays.copyOf(bytes, from + random.nextInt(bytes.length - from));
            }
            use.accept(repair.apply(bytes));
        }
    }
}
