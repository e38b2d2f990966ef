package org.xattnbmd.sdk.internal.picture.dicom;

import java.util.Arrays;
import java.util.List;

/**
 * A lookup table of the header (DICOM PS3.3, C.7.6.3.1.5, C.11.1.1, C.11.2.1.1). Its descriptor says how many entries there
 * are (0 for 65,536), which stored value the first one is for, and how many bits an entry has; the entries are words, or bytes
 * where there is one for each. Entries that need more bits than the descriptor says have them: nothing is cut off.
 *
 * @param first the stored value of the first entry; smaller ones have it too, as greater ones have the last
 * @param bits 1 to 16, enough for every entry
 */
record LookupTable(int first, int bits, int[] entries) {

    static final int MOST_ENTRIES = 1 << 16;

    static final int LUT_DESCRIPTOR = 0x00283002;
    static final int LUT_DATA = 0x00283006;

    /** The items of a Modality, VOI or Presentation LUT Sequence that have a table; writers leave some where all is empty. */
    static List<Dataset> items(Dataset set, int sequence) {
        return set.items(sequence).stream()
                .filter(item -> !item.isEmpty(LUT_DESCRIPTOR) || !item.isEmpty(LUT_DATA))
                .toList();
    }

    /** The table of an item of a Modality, VOI or Presentation LUT Sequence. */
    static LookupTable ofItem(Dataset item, boolean signed) {
        return of(item, LUT_DESCRIPTOR, LUT_DATA, signed);
    }

    /** @param signed whether the pixels are, and with them the value of the first entry */
    static LookupTable of(Dataset set, int descriptor, int data, boolean signed) {
        if (!set.has(data) || !set.has(descriptor)) {
            throw Dataset.corrupt("a lookup table without its data");
        }
        int count = count(set, descriptor);
        int bytes = set.get(data).length();
        boolean words = bytes >= 2 * count;
        if (!words && bytes != count && bytes != count + count % 2) {
            throw Dataset.corrupt("a lookup table of another length than its descriptor says");
        }
        int[] entries = new int[count];
        for (int i = 0; i < count; i++) {
            entries[i] = set.tableValue(data, i, words);
        }
        return of(set, descriptor, entries, signed);
    }

    /** A palette's table that is written in segments (C.7.9). */
    static LookupTable ofSegments(Dataset set, int descriptor, int data, boolean signed) {
        if (!set.has(descriptor)) {
            throw Dataset.corrupt("a lookup table without its descriptor");
        }
        boolean words = set.word(descriptor, 2) > Byte.SIZE;
        int length = set.get(data).length() / (words ? 2 : 1);
        int[] entries =
                new SegmentedTable(i -> set.tableValue(data, i, words), length, words).expand(count(set, descriptor));
        return of(set, descriptor, entries, signed);
    }

    private static LookupTable of(Dataset set, int descriptor, int[] entries, boolean signed) {
        int first = set.word(descriptor, 1);
        int declared = set.word(descriptor, 2);
        int needed = Integer.SIZE
                - Integer.numberOfLeadingZeros(Arrays.stream(entries).reduce(0, (all, entry) -> all | entry));
        return new LookupTable(
                signed ? (short) first : first,
                declared >= 1 && declared <= Short.SIZE ? Math.max(declared, needed) : Short.SIZE,
                entries);
    }

    private static int count(Dataset set, int descriptor) {
        int declared = set.word(descriptor, 0);
        return declared == 0 ? MOST_ENTRIES : declared;
    }

    /** The entry of a stored value. */
    int at(int stored) {
        return entries[Math.max(0, Math.min(stored - first, entries.length - 1))];
    }
}
