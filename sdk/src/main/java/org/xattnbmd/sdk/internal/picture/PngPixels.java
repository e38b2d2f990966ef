package org.xattnbmd.sdk.internal.picture;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes the usual PNG pictures: grey or colour of 8 or 16 bits, with or without alpha, not interlaced. Written here because
 * the JDK's decoder takes three times as long; it still decodes the others, and both give the same pixels. Format: PNG
 * specification (W3C, third edition), sections 9 and 10.
 */
final class PngPixels {

    private static final VarHandle FOUR_PIXELS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The lower byte of each pixel of a word. */
    private static final long LOWER = 0x00FF_00FF_00FF_00FFL;

    /** Rows are inflated together, about so many bytes at a time. */
    private static final int BLOCK = 1 << 16;

    private final PngFile.Header header;
    private final byte[] bytes;
    private final List<PngFile.Range> data;
    private final int rowBytes;
    private int next;

    private PngPixels(PngFile.Header header, byte[] bytes, List<PngFile.Range> data) {
        this.header = header;
        this.bytes = bytes;
        this.data = data;
        rowBytes = header.width() * header.pixelBytes();
    }

    /**
     * The picture.
     *
     * @param data where in the bytes compressed data lies
     * @throws org.xattnbmd.sdk.BmdException {@code IMAGE_CORRUPT} if it is not all there or not as it should be
     */
    static GreyPicture decode(PngFile.Header header, byte[] bytes, List<PngFile.Range> data) {
        Inflater inflater = new Inflater();
        try {
            return new PngPixels(header, bytes, data).decode(inflater);
        } catch (DataFormatException e) {
            throw ImageIoDecoder.undecodable("png", e);
        } finally {
            inflater.end();
        }
    }

    private GreyPicture decode(Inflater inflater) throws DataFormatException {
        int width = header.width();
        int stride = GreyPicture.stride(width);
        long[] words = new long[stride * header.height()];
        short[] greys = new short[width];
        int line = 1 + rowBytes;
        int lines = Math.min(header.height(), Math.max(1, BLOCK / line));
        // The row above the block, without filter byte, then its lines.
        byte[] block = new byte[rowBytes + lines * line];
        for (int y = 0; y < header.height(); y += lines) {
            ReadingSignal.check();
            lines = Math.min(lines, header.height() - y);
            inflate(inflater, block, rowBytes, lines * line);
            for (int i = 0; i < lines; i++) {
                int start = rowBytes + i * line + 1;
                PngFilter.undo(block, start, rowBytes, header.pixelBytes(), i == 0 ? 0 : start - line);
                toGrey(block, start, greys, words, (y + i) * stride);
            }
            System.arraycopy(block, lines * line, block, 0, rowBytes);
        }
        return GreyPicture.ofWords(words, width, header.height());
    }

    /** Fills so many bytes of the block from the chunks, whose borders mean nothing. */
    private void inflate(Inflater inflater, byte[] block, int from, int count) throws DataFormatException {
        int done = 0;
        while (done < count) {
            int more = inflater.inflate(block, from + done, count - done);
            done += more;
            if (more == 0) {
                if (!inflater.needsInput() || next == data.size()) {
                    throw ImageIoDecoder.undecodable("png", null);
                }
                PngFile.Range chunk = data.get(next++);
                inflater.setInput(bytes, chunk.start(), chunk.length());
            }
        }
    }

    private void toGrey(byte[] block, int start, short[] greys, long[] words, int word) {
        int size = header.pixelBytes();
        boolean wide = header.depth() == Short.SIZE;
        int done = 0;
        if (wide && size == Short.BYTES) {
            for (; done + GreyPicture.PER_WORD <= greys.length; done += GreyPicture.PER_WORD) {
                long swapped = (long) FOUR_PIXELS.get(block, start + Short.BYTES * done);
                words[word++] = (swapped & LOWER) << 8 | swapped >>> 8 & LOWER;
            }
        }
        int rest = greys.length - done;
        for (int i = 0; i < rest; i++) {
            int at = start + (done + i) * size;
            int value = header.colour()
                    ? wide
                            ? ImageIoPixels.luminance(wide(block, at), wide(block, at + 2), wide(block, at + 4))
                            : ImageIoPixels.luminance(block[at] & 0xFF, block[at + 1] & 0xFF, block[at + 2] & 0xFF)
                    : wide ? wide(block, at) : block[at] & 0xFF;
            greys[i] = (short) (wide ? value : value << 8 | value);
        }
        GreyPicture.pack(greys, 0, rest, words, word);
    }

    private static int wide(byte[] block, int at) {
        return (block[at] & 0xFF) << 8 | block[at + 1] & 0xFF;
    }
}
