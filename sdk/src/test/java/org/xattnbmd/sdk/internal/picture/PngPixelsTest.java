package org.xattnbmd.sdk.internal.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.fixtures.Pictures;

/** The usual kinds, against the JDK's decoder on the same file. */
class PngPixelsTest {

    private static final int HEIGHT = 37;
    private static final int[] USUAL_TYPES = {0, 2, 4, 6};

    @Property(tries = 150)
    void pixelsAreThoseOfTheJdk(
            @ForAll @IntRange(max = 3) int type,
            @ForAll boolean wide,
            @ForAll @IntRange(min = 32, max = 70) int width,
            @ForAll long seed) {
        PngFile file = PngFile.of(png(width, wide ? 16 : 8, USUAL_TYPES[type], 4, seed));

        assertThat(file.isUsual()).isTrue();
        assertThat(file.decodeUsual().words()).isEqualTo(file.decodeByJdk().words());
    }

    @Property(tries = 150)
    void damagedDataAreRefusedOrReadAsByTheJdk(@ForAll boolean wide, @ForAll long seed) {
        Random random = new Random(seed);
        byte[] compressed = compressed(rows(40, wide ? 2 : 1, 4, random));
        if (random.nextBoolean()) {
            compressed = Arrays.copyOf(compressed, random.nextInt(compressed.length));
        } else {
            compressed[random.nextInt(compressed.length)] ^= (byte) (1 << random.nextInt(8));
        }
        PngFile file = PngFile.of(png(40, wide ? 16 : 8, 0, compressed, random));

        BmdException refused = catchThrowableOfType(BmdException.class, file::decodeUsual);
        BmdException refusedByJdk = catchThrowableOfType(BmdException.class, file::decodeByJdk);

        assertThat(refused == null).isEqualTo(refusedByJdk == null);
        if (refused == null) {
            assertThat(file.decodeUsual().words()).isEqualTo(file.decodeByJdk().words());
        } else {
            assertThat(refused.code()).isEqualTo(refusedByJdk.code());
            assertThat(refused).hasMessage(refusedByJdk.getMessage());
        }
    }

    @Property(tries = 10)
    void unknownFiltersAreRefused(@ForAll long seed) {
        PngFile file = PngFile.of(png(40, 16, 0, compressed(rows(40, 2, 200, new Random(seed))), new Random(seed)));

        assertThat(catchThrowableOfType(BmdException.class, file::decodeUsual).code())
                .isEqualTo(BmdException.Code.IMAGE_CORRUPT);
    }

    @ParameterizedTest
    @CsvSource({"4,0", "8,3", "16,3", "32,0", "8,1", "8,8"})
    void otherKindsAreTheJdks(int depth, int type) {
        assertThat(PngFile.of(png(40, depth, type, 4, 1)).isUsual()).isFalse();
    }

    private static byte[] png(int width, int depth, int type, int filters, long seed) {
        Random random = new Random(seed);
        int samples = ((type & 2) != 0 ? 3 : 1) + ((type & 4) != 0 ? 1 : 0);
        return png(
                width, depth, type, compressed(rows(width, Math.max(1, samples * depth / 8), filters, random)), random);
    }

    private static byte[] png(int width, int depth, int type, byte[] compressed, Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(HEIGHT);
        Pictures.chunk(out, "IHDR", header.put((byte) depth).put((byte) type).array());
        for (int at = 0; at < compressed.length; ) {
            int end = Math.min(compressed.length, at + random.nextInt(400));
            Pictures.chunk(out, "IDAT", Arrays.copyOfRange(compressed, at, end));
            at = end;
        }
        Pictures.chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    /** Any bytes after any filter are a row. */
    private static byte[] rows(int width, int pixel, int filters, Random random) {
        int line = 1 + width * pixel;
        byte[] rows = new byte[line * HEIGHT];
        random.nextBytes(rows);
        for (int y = 0; y < HEIGHT; y++) {
            rows[y * line] = (byte) (filters > 4 ? 5 + random.nextInt(filters) : random.nextInt(filters + 1));
        }
        return rows;
    }

    private static byte[] compressed(byte[] rows) {
        Deflater deflater = new Deflater();
        deflater.setInput(rows);
        deflater.finish();
        byte[] bytes = new byte[2 * rows.length + 100];
        int length = deflater.deflate(bytes);
        deflater.end();
        return Arrays.copyOf(bytes, length);
    }
}
