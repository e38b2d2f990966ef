package org.xattnbmd.sdk.internal.model;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.xattnbmd.sdk.BmdException;

/** The compact coding of a golden vector's radiograph: base64 of raw deflate of 8-bit pixels. */
public final class GoldenPixels {

    private GoldenPixels() {}

    public static String encode(byte[] pixels) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            deflater.setInput(pixels);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return Base64.getEncoder().encodeToString(out.toByteArray());
        } finally {
            deflater.end();
        }
    }

    public static float[] decode(String coded, int count) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(Base64.getDecoder().decode(coded));
            // One byte more than wanted shows whether there is more than wanted; it also bounds the memory.
            byte[] pixels = new byte[count + 1];
            int length = 0;
            while (length <= count && !inflater.finished()) {
                int read = inflater.inflate(pixels, length, pixels.length - length);
                if (read == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    break;
                }
                length += read;
            }
            if (length != count || !inflater.finished()) {
                throw invalid(count, null);
            }
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = (pixels[i] & 0xFF) / 255f;
            }
            return values;
        } catch (DataFormatException | IllegalArgumentException e) {
            throw invalid(count, e);
        } finally {
            inflater.end();
        }
    }

    private static BmdException invalid(int count, Exception cause) {
        return new BmdException(
                BmdException.Code.MODEL_CARD_INVALID,
                "Expected a golden radiograph of " + count
                        + " bytes as base64 of raw deflate, received something else. Export the model again.",
                cause);
    }
}
