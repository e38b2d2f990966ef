package org.xattnbmd.sdk.internal.picture.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.DicomTables;

/** Descriptors, entries and segments of every size, with seeds of jqwik's own. */
class LookupTablePropertyTest {

    private static final int DESCRIPTOR = 0x00281101;
    private static final int DATA = 0x00281201;

    @Property(tries = 300)
    void everyStoredValueHasItsEntryAndTheOutermostBeyond(
            @ForAll @IntRange(min = 1, max = 65_536) int count,
            @ForAll @IntRange(max = 65_535) int first,
            @ForAll @IntRange(max = 20) int declared,
            @ForAll boolean words,
            @ForAll boolean signed,
            @ForAll long seed) {
        int[] entries = new Random(seed).ints(count, 0, words ? 65_536 : 256).toArray();
        LookupTable table = LookupTable.of(
                set(
                        DicomTables.descriptor(count, first, declared),
                        DicomTables.entries(count, i -> entries[i], words ? 2 : 1)),
                DESCRIPTOR,
                DATA,
                signed);

        int start = signed && first > 32_767 ? first - 65_536 : first;
        for (int stored : new int[] {-32_768, -1, 0, 1, start - 1, start, start + count / 2, start + count, 65_535}) {
            int place = stored < start ? 0 : stored >= start + count ? count - 1 : stored - start;
            assertThat(table.at(stored)).isEqualTo(entries[place]);
        }
        assertThat(table.bits()).isBetween(1, 16);
        assertThat(Arrays.stream(entries).max().orElseThrow()).isLessThan(1 << table.bits());
        if (declared >= 8 && declared <= 16 && !words) {
            assertThat(table.bits()).isEqualTo(declared);
        }
    }

    @Property(tries = 200)
    void aLengthThatIsNotTheDescriptorsIsRefused(
            @ForAll @IntRange(min = 4, max = 5_000) int count, @ForAll @IntRange(min = 1, max = 3) int less) {
        for (byte[] entries : new byte[][] {new byte[count - less - 1], new byte[2 * count - less], new byte[0]}) {
            assertRefused(
                    Code.IMAGE_CORRUPT,
                    () -> LookupTable.of(set(DicomTables.descriptor(count, 0, 16), entries), DESCRIPTOR, DATA, false));
        }
    }

    @Property(tries = 300)
    void segmentsMakeUpTheTableThatTheySpell(@ForAll boolean words, @ForAll long seed) {
        Random random = new Random(seed);
        int most = words ? 65_535 : 255;
        List<Integer> units = new ArrayList<>();
        List<Integer> spelt = new ArrayList<>();
        List<int[]> segments = new ArrayList<>();
        for (int i = random.nextInt(12); i >= 0; i--) {
            int count = 1 + random.nextInt(100);
            if (segments.isEmpty() || random.nextInt(3) == 0) {
                segments.add(new int[] {units.size(), 0, count});
                units.addAll(List.of(0, count));
                for (int n = 0; n < count; n++) {
                    int entry = random.nextInt(most + 1);
                    units.add(entry);
                    spelt.add(entry);
                }
            } else if (random.nextBoolean()) {
                int end = random.nextInt(most + 1);
                segments.add(new int[] {units.size(), 1, count, end});
                units.addAll(List.of(1, count, end));
                line(spelt, count, end);
            } else {
                int[] again = segments.get(random.nextInt(segments.size()));
                if (again[1] < 2) {
                    int offset = again[0] * (words ? 2 : 1);
                    units.addAll(words ? List.of(2, 1, offset, 0) : List.of(2, 1, offset & 255, offset >> 8, 0, 0));
                    if (again[1] == 1) {
                        line(spelt, again[2], again[3]);
                    } else {
                        for (int n = 0; n < again[2]; n++) {
                            spelt.add(units.get(again[0] + 2 + n));
                        }
                    }
                }
            }
        }
        int[] data = units.stream().mapToInt(Integer::intValue).toArray();

        assertThat(new SegmentedTable(i -> data[i], data.length, words).expand(spelt.size()))
                .containsExactly(spelt.stream().mapToInt(Integer::intValue).toArray());
        assertRefused(
                Code.IMAGE_CORRUPT,
                () -> new SegmentedTable(i -> data[i], data.length, words).expand(spelt.size() + 1));
        assertRefused(
                Code.IMAGE_CORRUPT,
                () -> new SegmentedTable(i -> data[i], data.length, words).expand(spelt.size() - 1));
    }

    /** From the entry before, excluded, to the end, included. */
    private static void line(List<Integer> spelt, int count, int end) {
        double start = spelt.get(spelt.size() - 1);
        for (int n = 1; n <= count; n++) {
            spelt.add((int) Math.rint(start + (end - start) * n / count));
        }
    }

    private static Dataset set(byte[] descriptor, byte[] entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DicomTables.element(bytes, DESCRIPTOR, "US", descriptor, false);
        DicomTables.element(bytes, DATA, "OW", entries, false);
        return Dataset.read(bytes.toByteArray(), 0, Encoding.EXPLICIT_LITTLE);
    }
}
