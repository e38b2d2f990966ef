package org.xattnbmd.exporter.precision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.NumpyFiles;
import org.xattnbmd.exporter.SampleSet;

/** Damaged samples are refused like any other input; nothing else may come out of reading them. */
class SampleFuzzTest {

    private static final int FILES = 1500;

    @TempDir
    Path folder;

    private static byte[] array() {
        return NumpyFiles.npy("<f4", "2, 3", 1, NumpyFiles.floats(1, 2, 3, 4, 5, 6));
    }

    private static byte[] archive() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : new String[] {"image.npy", "table.npy"}) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(array());
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] mutated(byte[] seed, Random random) {
        byte[] file = seed.clone();
        for (int edits = 1 + random.nextInt(3); edits > 0 && file.length > 0; edits--) {
            int at = random.nextInt(file.length);
            switch (random.nextInt(4)) {
                case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> file[at] = (byte) random.nextInt(256);
                case 2 -> Arrays.fill(file, at, Math.min(file.length, at + 4), (byte) 0xff);
                default -> file = Arrays.copyOf(file, at);
            }
        }
        return file;
    }

    private int refused(byte[] seed, String name, long randomSeed) throws IOException {
        Random random = new Random(randomSeed);
        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            Files.write(folder.resolve(name), mutated(seed, random));
            try {
                assertThat(SampleSet.read(folder).size()).isEqualTo(1);
            } catch (ExportException e) {
                assertThat(e.getMessage()).contains(name.substring(0, name.indexOf('.')));
                refused++;
            }
        }
        return refused;
    }

    @Test
    void arrays() throws IOException {
        assertThat(refused(array(), "one.npy", 1)).isBetween(FILES / 4, FILES - 1);
    }

    @Test
    void archives() throws IOException {
        assertThat(refused(archive(), "one.npz", 2)).isBetween(FILES / 4, FILES - 1);
    }
}
