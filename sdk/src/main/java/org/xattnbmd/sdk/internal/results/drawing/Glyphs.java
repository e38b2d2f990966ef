package org.xattnbmd.sdk.internal.results.drawing;

import java.util.ArrayList;
import java.util.List;

/**
 * Letters as lines on a grid, capitals 8 high. Our own because Java's fonts are the machine's: a server may have none, which makes
 * drawing text fail there, and two machines never draw the same pixels, which one identifier must stand for.
 */
final class Glyphs {

    /** Height of a capital letter on the grid; small letters reach from 3 down to here, descenders to 11. */
    static final int CAPITAL = 8;

    private static final int BETWEEN = 3;
    private static final int FIRST = ' ';

    /** From the space on: width, then lines as column and row of each corner (hexadecimal), the lines parted by commas. */
    private static final String[] TABLE = {
        "4", // space
        "0 00 05,08 08", // !
        "2 00 02,20 22",
        "6 20 18,50 48,03 63,05 65",
        "5 51 40 10 01 03 14 44 55 57 48 18 07,20 28", // $
        "8 80 08,10 20 31 32 23 13 02 01 10,65 75 86 87 78 68 57 56 65",
        "6 68 12 11 20 30 41 42 05 07 18 38 65",
        "0 00 02",
        "2 20 02 07 29",
        "2 00 22 27 09",
        "6 32 38,03 67,07 63",
        "6 32 38,05 65",
        "1 17 18 0A",
        "4 05 45",
        "0 08 08",
        "5 50 08",
        "5 10 40 51 57 48 18 07 01 10", // 0
        "4 02 20 28,08 48",
        "5 01 10 40 51 53 08 58",
        "5 00 50 23 43 54 57 48 18 07",
        "5 48 40 06 56",
        "5 50 00 03 43 54 57 48 18 07",
        "5 51 40 10 01 07 18 48 57 54 43 13 04",
        "5 00 50 18",
        "5 10 40 51 53 44 14 03 01 10,14 05 07 18 48 57 55 44",
        "5 54 45 15 04 01 10 40 51 57 48 18 07",
        "0 04 04,08 08", // :
        "1 14 14,18 0A",
        "6 62 05 68",
        "6 04 64,07 67",
        "6 02 65 08",
        "5 01 10 40 51 53 35 36,38 38",
        "8 65 54 34 25 26 37 57 66 63 84 86 77,84 81 60 20 02 06 28 68", // @
        "6 08 30 68,15 55", // A
        "5 00 08 48 57 55 44 04,00 40 51 53 44",
        "6 61 50 10 01 07 18 58 67",
        "6 00 08 48 66 62 40 00",
        "5 50 00 08 58,04 44",
        "5 50 00 08,04 44",
        "6 61 50 10 01 07 18 58 67 64 34",
        "6 00 08,60 68,04 64",
        "2 00 20,10 18,08 28",
        "4 40 47 38 18 07",
        "6 00 08,60 04 68",
        "5 00 08 58",
        "6 08 00 35 60 68",
        "6 08 00 68 60",
        "6 10 50 61 67 58 18 07 01 10",
        "5 08 00 40 51 53 44 04",
        "6 10 50 61 67 58 18 07 01 10,46 69",
        "5 08 00 40 51 53 44 04,34 58",
        "5 51 40 10 01 03 14 44 55 57 48 18 07",
        "6 00 60,30 38",
        "6 00 07 18 58 67 60",
        "6 00 38 60",
        "8 00 28 42 68 80",
        "6 00 68,60 08",
        "6 00 34 60,34 38",
        "6 00 60 08 68",
        "2 20 00 09 29", // [
        "5 00 58",
        "2 00 20 29 09",
        "4 03 20 43",
        "6 09 69",
        "1 00 12",
        "5 04 13 43 54 58,55 15 06 07 18 48 57", // a
        "5 00 08,04 13 43 54 57 48 18 07",
        "5 54 43 13 04 07 18 48 57",
        "5 50 58,54 43 13 04 07 18 48 57",
        "5 05 55 54 43 13 04 07 18 48 57",
        "4 40 30 21 28,03 43",
        "5 53 5A 4B 1B 0A,54 43 13 04 07 18 48 57",
        "5 00 08,04 13 43 54 58",
        "0 03 08,00 00",
        "2 23 2A 1B 0B,20 20",
        "4 00 08,43 06,15 48",
        "1 00 07 18",
        "8 03 08,04 13 33 44 48,44 53 73 84 88",
        "5 03 08,04 13 43 54 58",
        "5 13 43 54 57 48 18 07 04 13",
        "5 03 0B,04 13 43 54 57 48 18 07",
        "5 53 5B,54 43 13 04 07 18 48 57",
        "4 03 08,05 14 23 43",
        "4 44 33 13 04 15 36 47 38 18 07",
        "4 20 27 38 48,03 43",
        "5 03 07 18 48 57,53 58",
        "6 03 38 63",
        "8 03 28 43 68 83",
        "5 03 58,53 08",
        "6 03 38,63 2A 1B 0B",
        "5 03 53 08 58",
        "3 30 21 23 14 25 28 39", // {
        "0 00 0A",
        "3 00 11 13 24 15 18 09",
        "6 05 14 24 46 56 65",
    };

    private Glyphs() {}

    /** Width of a letter on the grid, without the space behind it; a question mark's for what there is no letter of. */
    static int width(char letter) {
        return Character.digit(entry(letter).charAt(0), 16);
    }

    /** From the left edge of one letter to the next one's, on the grid. */
    static int advance(char letter) {
        return width(letter) + (letter == ' ' ? 0 : BETWEEN);
    }

    /** The lines of a letter: columns and rows of their corners, alternating. */
    static List<int[]> lines(char letter) {
        List<int[]> lines = new ArrayList<>();
        String entry = entry(letter);
        if (entry.length() > 1) {
            for (String line : entry.substring(2).split(",")) {
                String[] corners = line.split(" ");
                int[] points = new int[2 * corners.length];
                for (int i = 0; i < corners.length; i++) {
                    points[2 * i] = Character.digit(corners[i].charAt(0), 16);
                    points[2 * i + 1] = Character.digit(corners[i].charAt(1), 16);
                }
                lines.add(points);
            }
        }
        return lines;
    }

    private static String entry(char letter) {
        int place = letter - FIRST;
        return TABLE[place >= 0 && place < TABLE.length ? place : '?' - FIRST];
    }
}
