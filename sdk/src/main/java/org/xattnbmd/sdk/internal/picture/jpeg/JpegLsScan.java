package org.xattnbmd.sdk.internal.picture.jpeg;

import java.util.Arrays;
import org.xattnbmd.sdk.internal.picture.ReadingSignal;
import org.xattnbmd.sdk.internal.picture.jpeg.JpegLs.Interleave;

/** The lines of one JPEG-LS scan (ITU-T T.87, A.1, A.7.1 and annex B). */
final class JpegLsScan {

    private final JpegLsBits bits;
    private final JpegLsContexts contexts;
    private final int width;
    private final int height;
    private final short[][] planes;
    /** Of each component the line above and the current one, from index 1; the values beside them continue the line above. */
    private final int[][] above;

    private final int[][] current;
    /** Of each component, or of all that share their runs. */
    private final int[] runIndex;

    /**
     * @param planes of the components in the scan, to be filled
     */
    JpegLsScan(JpegLsBits bits, JpegLsPresets presets, FrameHeader frame, short[][] planes) {
        this.bits = bits;
        this.planes = planes;
        contexts = new JpegLsContexts(bits, presets);
        width = frame.width();
        height = frame.height();
        above = new int[planes.length][width + 2];
        current = new int[planes.length][width + 2];
        runIndex = new int[planes.length];
    }

    /**
     * @param interval lines between restarts
     */
    void decode(Interleave interleave, int interval) {
        for (int y = 0; y < height; y++) {
            ReadingSignal.check();
            if (y > 0 && y % interval == 0) {
                restart(y / interval - 1);
            }
            for (int i = 0; i < planes.length; i++) {
                above[i][width + 1] = above[i][width];
                current[i][0] = above[i][1];
                if (interleave != Interleave.SAMPLE) {
                    line(i);
                }
            }
            if (interleave == Interleave.SAMPLE) {
                lineOfAll();
            }
            for (int i = 0; i < planes.length; i++) {
                for (int x = 0; x < width; x++) {
                    planes[i][y * width + x] = (short) current[i][x + 1];
                }
                int[] line = current[i];
                current[i] = above[i];
                above[i] = line;
            }
        }
    }

    private void restart(int number) {
        bits.restart(number);
        contexts.forget();
        Arrays.fill(runIndex, 0);
        for (int[] line : above) {
            Arrays.fill(line, 0);
        }
    }

    private void line(int component) {
        int[] up = above[component];
        int[] line = current[component];
        int x = 1;
        while (x <= width) {
            int context = contexts.context(line[x - 1], up[x], up[x - 1], up[x + 1]);
            if (context != 0) {
                line[x] = contexts.regular(context, line[x - 1], up[x], up[x - 1]);
                x++;
                continue;
            }
            int end = runEnd(x, component);
            Arrays.fill(line, x, end, line[x - 1]);
            if (end <= width) {
                line[end] = contexts.interruption(runIndex[component], line[end - 1], up[end], false);
                runIndex[component] = Math.max(0, runIndex[component] - 1);
            }
            x = end + 1;
        }
    }

    /** A line whose components alternate and share their runs. */
    private void lineOfAll() {
        int[] kinds = new int[planes.length];
        int x = 1;
        while (x <= width) {
            int flat = 0;
            for (int i = 0; i < kinds.length; i++) {
                kinds[i] = contexts.context(current[i][x - 1], above[i][x], above[i][x - 1], above[i][x + 1]);
                flat |= kinds[i];
            }
            if (flat != 0) {
                for (int i = 0; i < kinds.length; i++) {
                    current[i][x] = contexts.regular(kinds[i], current[i][x - 1], above[i][x], above[i][x - 1]);
                }
                x++;
                continue;
            }
            int end = runEnd(x, 0);
            for (int i = 0; i < kinds.length; i++) {
                Arrays.fill(current[i], x, end, current[i][x - 1]);
                if (end <= width) {
                    current[i][end] = contexts.interruption(runIndex[0], current[i][end - 1], above[i][end], true);
                }
            }
            runIndex[0] = end <= width ? Math.max(0, runIndex[0] - 1) : runIndex[0];
            x = end + 1;
        }
    }

    /** Where the run that begins here ends: at the value that interrupts it, or behind the line. */
    private int runEnd(int start, int component) {
        int x = start;
        while (x <= width && contexts.runGoesOn()) {
            int length = JpegLsContexts.runLength(runIndex[component]);
            if (length > width + 1 - x) {
                return width + 1;
            }
            x += length;
            runIndex[component] = JpegLsContexts.nextRunIndex(runIndex[component]);
            if (x > width) {
                return x;
            }
        }
        x += contexts.runRest(runIndex[component]);
        if (x > width) {
            throw SegmentReader.corrupt("a run of its JPEG-LS goes beyond the line");
        }
        return x;
    }
}
