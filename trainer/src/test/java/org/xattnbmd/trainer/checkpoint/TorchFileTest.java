package org.xattnbmd.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;

/** Files that PyTorch wrote, and files that nobody should have written. */
class TorchFileTest {

    private static final String[] FORMATS = {"state-zip.pt", "state-legacy.pt", "checkpoint.pt"};

    @TempDir
    Path folder;

    /** A file of PyTorch's, with its provenance beside it. */
    private Path file(String name) {
        try (InputStream in = TorchFileTest.class.getResourceAsStream(name)) {
            return Files.write(folder.resolve(name), in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Tensor> floats(Path file) {
        return TorchFile.read(file, name -> !name.endsWith("num_batches_tracked"));
    }

    private void refused(Path file, String reason) {
        assertThatThrownBy(() -> floats(file))
                .isInstanceOfSatisfying(
                        TrainerException.class, e -> assertThat(e.code()).isEqualTo(Code.CHECKPOINT))
                .hasMessageContainingAll(file.getFileName().toString(), reason, "state_dict()")
                .message()
                .doesNotContain("null");
    }

    private void refused(TorchPickles pickle, String reason) {
        refused(TorchPickles.zip(folder.resolve("made.pt"), pickle.bytes(), Map.of("0", new byte[8])), reason);
    }

    private static TorchPickles dict() {
        return new TorchPickles().code("\u0080\u0002}(").text("x");
    }

    @Test
    void everyFormatOfPyTorchGivesTheSameTensors() throws IOException {
        Map<String, Tensor> expected = floats(file(FORMATS[0]));
        assertThat(expected).hasSize(14).doesNotContainKey("bn1.num_batches_tracked");
        assertThat(expected.get("conv1.weight").shape()).containsExactly(4, 3, 3, 3);
        // What torch printed.
        assertThat(expected.get("conv1.weight").values())
                .startsWith(0.013441692f, -0.115930706f)
                .endsWith(0.14009872f, -0.062062375f);
        for (String format : FORMATS) {
            Path file = file(format);
            assertThat(TorchFile.matches(file)).isTrue();
            Map<String, Tensor> read = floats(file);
            assertThat(read).containsOnlyKeys(expected.keySet());
            read.forEach((name, tensor) -> {
                assertThat(tensor.shape()).as(name).isEqualTo(expected.get(name).shape());
                assertThat(tensor.values())
                        .as(name)
                        .isEqualTo(expected.get(name).values());
            });
        }
    }

    @Test
    void typesStridesOffsetsAndParametersAreReadAsPyTorchMeansThem() {
        for (String format : FORMATS) {
            Map<String, Tensor> read = floats(file(format));
            for (String type : new String[] {"half", "bfloat", "double"}) {
                assertThat(read.get(type).shape()).containsExactly(2, 3);
                assertThat(read.get(type).values()).containsExactly(0, 0.25f, 0.5f, 0.75f, 1, 1.25f);
            }
            assertThat(read.get("transposed").shape()).containsExactly(3, 2);
            assertThat(read.get("transposed").values()).containsExactly(0, 3, 1, 4, 2, 5);
            assertThat(read.get("part").values()).containsExactly(5, 6, 9, 10);
            assertThat(read.get("scalar").shape()).isEmpty();
            assertThat(read.get("scalar").values()).containsExactly(2.5f);
            assertThat(read.get("parameter").values()).containsExactly(0, 1, 2);
        }
    }

    @Test
    void aWholeModuleIsRefusedByTheNameOfItsClass() {
        refused(file("module.pt"), "torch.nn.modules.container.Sequential");
    }

    @Test
    void numbersThatAreNoFloatsAreRefusedWhereTheyAreWanted() {
        for (String format : FORMATS) {
            Path file = file(format);
            assertThatThrownBy(() -> TorchFile.read(file, name -> true))
                    .isInstanceOf(TrainerException.class)
                    .hasMessageContaining("LONG");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"state-zip.pt", "state-legacy.pt"})
    void aFileCutAnywhereIsRefused(String name) throws IOException {
        byte[] whole = Files.readAllBytes(file(name));
        for (int length = 4; length < whole.length; length += 1 + length / 97) {
            Path cut = Files.write(folder.resolve("cut.pt"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> floats(cut)).as("%d bytes", length).isInstanceOf(TrainerException.class);
        }
    }

    /** Whatever is changed, the answer is tensors or a refusal. */
    @ParameterizedTest
    @ValueSource(strings = {"state-zip.pt", "state-legacy.pt"})
    void aDamagedFileIsReadOrRefused(String name) throws IOException {
        byte[] whole = Files.readAllBytes(file(name));
        Random random = new Random(3);
        for (int i = 0; i < 600; i++) {
            byte[] damaged = whole.clone();
            for (int k = 0; k <= i % 3; k++) {
                damaged[4 + random.nextInt(whole.length - 4)] = (byte) random.nextInt(256);
            }
            Path file = Files.write(folder.resolve("damaged.pt"), damaged);
            Throwable thrown = catchThrowable(() -> floats(file));
            if (thrown != null) {
                assertThat(thrown).as("round %d", i).isInstanceOf(TrainerException.class);
            }
        }
    }

    @Test
    void whatWouldRunCodeIsRefused() {
        for (String name :
                new String[] {"os\nsystem", "builtins\neval", "torch\nload", "torch._utils\n_rebuild_qtensor"}) {
            refused(
                    dict().code("c" + name + "\n").text("echo").code("\u0085Ru."),
                    "class " + name.replace('\n', '.') + ", and only tensors are read");
        }
        refused(dict().code("ccollections\nOrderedDict\n").text("a").code("\u0085Ru."), "a call of something else");
        refused(dict().code("(").text("os").text("system").code("iu."), "the instruction 0x69");
    }

    @Test
    void tensorsThatAreNotInTheirDataAreRefused() {
        refused(dict().tensor("Float", "0", 2, 0, 3).code("u."), "x reaches beyond its data");
        refused(dict().tensor("Float", "0", 2, 1, 2).code("u."), "x reaches beyond its data");
        refused(dict().tensor("Float", "0", 2, -1, 1).code("u."), "x reaches beyond its data");
        refused(dict().tensor("Float", "0", 2, 0, -1).code("u."), "impossible shape");
        refused(dict().tensor("Float", "0", 3, 0, 3).code("u."), "the file ends early");
        refused(dict().tensor("Float", "9", 2, 0, 2).code("u."), "without data/9");
        refused(dict().tensor("Float", "0", 1 << 30, 0, 2).code("u."), "more data than the file has");
        refused(dict().tensor("Float", "0", -1, 0, 0).code("u."), "more data than the file has");
        refused(dict().tensor("Float", "0", 2, 0, 1 << 20, 1 << 20, 1 << 20).code("u."), "impossible shape");
    }

    /** Thousands of tensors over one row of numbers: a small file that would fill the memory. */
    @Test
    void tensorsThatShareTheirDataAreBoundedByTheFile() {
        TorchPickles many = dict().tensor("Float", "0", 2, 0, 2);
        for (int i = 0; i < 40; i++) {
            many.text("x" + i)
                    .code("ctorch._utils\n_rebuild_tensor_v2\n((")
                    .text("storage")
                    .code("ctorch\nFloatStorage\n");
            many.text("0")
                    .text("cpu")
                    .number(2)
                    .code("tQ")
                    .number(0)
                    .code("(")
                    .number(1000)
                    .code("t(")
                    .number(0);
            many.code("t\u0089NtR");
        }
        refused(many.code("u."), "more data than the file has");
    }

    @Test
    void whatIsNoStateDictIsRefused() throws IOException {
        refused(new TorchPickles().code("\u0080\u0002K\u0001."), "no dict of tensors");
        refused(new TorchPickles().code("\u0080\u0002t."), "damaged pickle");
        refused(new TorchPickles().code("\u0080\u0002}()Nu."), "neither a text nor a number");
        refused(TorchPickles.zip(folder.resolve("big.pt"), new byte[0], Map.of()), "the file ends early");
        refused(Files.writeString(folder.resolve("text.pt"), "PK\u0003\u0004 not a zip"), "no whole zip");
        assertThat(TorchFile.matches(Files.writeString(folder.resolve("other.pt"), "{}")))
                .isFalse();
    }
}
