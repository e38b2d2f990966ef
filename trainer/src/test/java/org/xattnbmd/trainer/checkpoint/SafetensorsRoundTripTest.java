package org.xattnbmd.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;

class SafetensorsRoundTripTest {

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void whatIsWrittenIsReadBitForBit(
            @ForAll("tensors") Map<String, Tensor> tensors, @ForAll("metadata") Map<String, String> metadata)
            throws IOException {
        Path file = Files.createTempFile("round-trip", ".safetensors");
        try {
            new Safetensors(tensors, metadata).write(file);
            Safetensors read = Safetensors.read(file);
            assertThat(read.metadata()).isEqualTo(metadata);
            assertThat(List.copyOf(read.tensors().keySet())).isEqualTo(List.copyOf(tensors.keySet()));
            tensors.forEach((name, tensor) -> {
                Tensor back = read.tensors().get(name);
                assertThat(back.shape()).containsExactly(tensor.shape());
                assertThat(bits(back)).containsExactly(bits(tensor));
            });
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static int[] bits(Tensor tensor) {
        int[] bits = new int[tensor.values().length];
        Arrays.setAll(bits, i -> Float.floatToIntBits(tensor.values()[i]));
        return bits;
    }

    @Provide
    Arbitrary<Map<String, Tensor>> tensors() {
        Arbitrary<String> names = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars(".\"\\é{")
                .ofMinLength(1)
                .ofMaxLength(20);
        Arbitrary<long[]> shapes =
                Arbitraries.longs().between(0, 4).array(long[].class).ofMaxSize(4);
        Arbitrary<Tensor> tensors = Combinators.combine(shapes, Arbitraries.randomValue(r -> r.nextLong()))
                .as((shape, seed) -> {
                    Random random = new Random(seed);
                    float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = Float.intBitsToFloat(random.nextInt());
                    }
                    return new Tensor(shape, values);
                });
        return Arbitraries.maps(names, tensors).ofMaxSize(6).map(LinkedHashMap::new);
    }

    @Provide
    Arbitrary<Map<String, String>> metadata() {
        Arbitrary<String> texts = Arbitraries.strings().ascii().ofMaxLength(20);
        return Arbitraries.maps(texts, texts).ofMaxSize(4);
    }
}
