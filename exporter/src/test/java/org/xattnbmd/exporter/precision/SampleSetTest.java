package org.xattnbmd.exporter.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.exporter.NumpyFiles.floats;
import static org.xattnbmd.exporter.NumpyFiles.npy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.Float16Options;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.SampleSet;
import org.xattnbmd.exporter.SeededWeights;

class SampleSetTest {

    @TempDir
    Path folder;

    private double error(SampleSet samples) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Linear linear =
                    SeededWeights.initialize(Linear.builder().setUnits(2).build(), manager, 1, new Shape(1, 3));
            OnnxModel model =
                    OnnxExporter.of(linear).input("x", DataType.FLOAT32, -1, 3).export();
            return model.toFloat16(Float16Options.DEFAULT.withSamples(samples))
                    .conversion()
                    .orElseThrow()
                    .rmsRelative();
        }
    }

    @Test
    void readsArraysWithAndWithoutABatchAxisInEitherVersion() throws IOException {
        Files.write(folder.resolve("a.npy"), npy("<f4", "3,", 1, floats(1, 2, 3)));
        Files.write(folder.resolve("b.npy"), npy("<f4", "2, 3", 2, floats(1, 2, 3, 4, 5, 6)));
        ByteBuffer doubles = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        doubles.putDouble(1).putDouble(2).putDouble(3);
        Files.write(folder.resolve("c.npy"), npy("<f8", "1, 3", 1, doubles.array()));
        Files.writeString(folder.resolve("readme.txt"), "no sample");
        SampleSet samples = SampleSet.read(folder);
        assertThat(samples.size()).isEqualTo(3);
        assertThat(error(samples)).isLessThan(0.01);
    }

    @Test
    void readsArchivesByInputName() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("other.npy"));
            zip.write(npy("<f4", "1,", 1, floats(9)));
            zip.putNextEntry(new ZipEntry("x.npy"));
            zip.write(npy("<f4", "1, 3", 1, floats(1, 2, 3)));
        }
        Files.write(folder.resolve("s.npz"), bytes.toByteArray());
        assertThat(error(SampleSet.read(folder))).isLessThan(0.01);
    }

    @Test
    void readsBareNumbersOfOneOrMoreSamples() throws IOException {
        Files.write(folder.resolve("a.bin"), floats(1, 2, 3));
        Files.write(folder.resolve("b.raw"), floats(1, 2, 3, 4, 5, 6));
        assertThat(SampleSet.read(folder).size()).isEqualTo(2);
        assertThat(error(SampleSet.read(folder))).isLessThan(0.01);
    }

    @Test
    void bareNumbersMeanTheSameAsAnArray() throws IOException {
        Path arrays = Files.createDirectory(folder.resolve("arrays"));
        Files.write(arrays.resolve("a.npy"), npy("<f4", "3,", 1, floats(0.1f, 20, -3)));
        Path bare = Files.createDirectory(folder.resolve("bare"));
        Files.write(bare.resolve("a.bin"), floats(0.1f, 20, -3));
        assertThat(error(SampleSet.read(bare))).isEqualTo(error(SampleSet.read(arrays)));
    }

    @Test
    void aFolderPerSampleHoldsAFilePerInput() throws IOException {
        for (String sample : List.of("first", "second")) {
            Path of = Files.createDirectory(folder.resolve(sample));
            Files.write(of.resolve("x.bin"), floats(1, 2, 3));
            Files.write(of.resolve("other.npy"), npy("<f4", "1,", 1, floats(9)));
        }
        assertThat(SampleSet.read(folder).size()).isEqualTo(2);
        assertThat(error(SampleSet.read(folder))).isLessThan(0.01);
    }

    @Test
    void saysWhatIsWrongWithBareNumbers() throws IOException {
        for (byte[] wrong : List.of(new byte[0], new byte[13], floats(1, 2, 3, 4))) {
            Files.write(folder.resolve("bad.bin"), wrong);
            assertThatThrownBy(() -> error(SampleSet.read(folder)))
                    .isInstanceOf(ExportException.class)
                    .hasMessage("bad.bin: expected a multiple of 12 bytes for input x:FLOAT[batch, 3], received "
                            + wrong.length);
        }
    }

    @Test
    void aDamagedArchiveIsNamed() throws IOException {
        Files.write(folder.resolve("cut.npz"), new byte[] {'P', 'K', 3, 4, 0, 0});
        assertThatThrownBy(() -> SampleSet.read(folder))
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(ExportException.Code.IO))
                .hasMessageContaining("cut.npz");
    }

    private void refused(byte[] file, String message) throws IOException {
        Files.write(folder.resolve("bad.npy"), file);
        assertThatThrownBy(() -> error(SampleSet.read(folder)))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining(message);
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        assertThatThrownBy(() -> SampleSet.read(folder)).hasMessageContaining("received none");
        assertThatThrownBy(() -> SampleSet.read(folder.resolve("absent")))
                .hasMessageContaining("could not read samples");
        refused("no array at all".getBytes(StandardCharsets.US_ASCII), "a NumPy array");
        refused(npy("<f4", "4,", 1, floats(1, 2, 3)), "16 bytes of elements");
        refused(npy(">f4", "3,", 1, floats(1, 2, 3)), "little-endian");
        refused(npy("<c8", "3,", 1, new byte[24]), "elements of type");
        refused(npy("<f4", "9223372036854775807, 9", 1, floats(1)), "fits into memory");
        refused(npy("<f4", "1 2", 1, floats(1)), "a shape of numbers");
        refused(npy("<f4", "99999999999999999999,", 1, floats(1)), "a shape of numbers");
        refused(npy("<f4", "0, 3", 1, new byte[0]), "expected samples of x");
        refused(npy("<f4", "1, 4", 1, floats(1, 2, 3, 4)), "expected samples of x");
        byte[] cut = java.util.Arrays.copyOf(npy("<f4", "3,", 1, floats(1, 2, 3)), 20);
        refused(cut, "a header of");
    }
}
