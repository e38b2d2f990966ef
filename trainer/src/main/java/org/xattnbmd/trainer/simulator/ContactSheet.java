package org.xattnbmd.trainer.simulator;

import java.awt.image.BufferedImage;
import java.util.List;

/** Radiographs of SIMULATED subjects side by side, for people to look at. Thread-safe; keeps nothing. */
public final class ContactSheet {

    private ContactSheet() {}

    /**
     * Draws each picture into a cell by averaging its pixels, its stored range shown as 8-bit grey.
     *
     * @param subjects at least one, row by row
     * @param columns at least 1
     * @param cellPixels side of a cell, at most the pictures' own
     * @return 8-bit greyscale, rows as needed; cells left over are black
     */
    public static BufferedImage of(List<SimulatedSubject> subjects, int columns, int cellPixels) {
        if (subjects.isEmpty() || columns < 1 || cellPixels < 1) {
            throw new IllegalArgumentException(
                    "Contact sheet: expected at least one subject, column and pixel, received " + subjects.size() + ", "
                            + columns + " and " + cellPixels + ". Give positive numbers.");
        }
        int rows = (subjects.size() + columns - 1) / columns;
        BufferedImage sheet = new BufferedImage(columns * cellPixels, rows * cellPixels, BufferedImage.TYPE_BYTE_GRAY);
        for (int k = 0; k < subjects.size(); k++) {
            draw(subjects.get(k), sheet, k % columns * cellPixels, k / columns * cellPixels, cellPixels);
        }
        return sheet;
    }

    private static void draw(SimulatedSubject subject, BufferedImage sheet, int left, int top, int cell) {
        int n = subject.imageSize();
        double scale = 255.0 / ((1 << subject.bitsStored()) - 1);
        for (int y = 0; y < cell; y++) {
            int j0 = y * n / cell;
            int j1 = Math.max(j0 + 1, (y + 1) * n / cell);
            for (int x = 0; x < cell; x++) {
                int i0 = x * n / cell;
                int i1 = Math.max(i0 + 1, (x + 1) * n / cell);
                long sum = 0;
                for (int j = j0; j < j1; j++) {
                    for (int i = i0; i < i1; i++) {
                        sum += subject.pixels()[j * n + i] & 0xffff;
                    }
                }
                int grey = (int) Math.rint(scale * sum / ((j1 - j0) * (double) (i1 - i0)));
                sheet.getRaster().setSample(left + x, top + y, 0, grey);
            }
        }
    }
}
