package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.sdk.internal.session.FixedBatches;
import org.xattnbmd.sdk.internal.session.NetworkOutput;

class FixedBatchTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 5", "4, 1", "4, 4", "4, 5", "4, 8", "7, 3"})
    void everyRunHasTheSameSizeAndEveryInputItsOwnAnswer(int batch, int n) {
        FloatBuffer pictures = FloatBuffer.allocate(2 * n + 3);
        FloatBuffer rows = FloatBuffer.allocate(n);
        for (int i = 0; i < n; i++) {
            pictures.put(3 + 2 * i, i).put(4 + 2 * i, 10 * i);
            rows.put(i, 100 * i);
        }
        List<Integer> sizes = new ArrayList<>();
        NetworkOutput output = FixedBatches.run(batch, n, pictures.position(3), rows, null, (p, r, b) -> {
            assertThat(b).isNull();
            sizes.add(r.remaining());
            float[] bmd = new float[batch];
            for (int i = 0; i < batch; i++) {
                bmd[i] = p.get(2 * i) + p.get(2 * i + 1) + r.get(i);
            }
            float[] further = new float[2 * batch];
            for (int i = 0; i < batch; i++) {
                further[2 * i] = -bmd[i];
                further[2 * i + 1] = bmd[i] + 1;
            }
            return new NetworkOutput(bmd, bmd, bmd, bmd, bmd, 1, 1, null, further, new float[0]);
        });

        assertThat(sizes).containsOnly(batch).hasSize((n + batch - 1) / batch);
        assertThat(output.bmd()).hasSize(n);
        for (int i = 0; i < n; i++) {
            assertThat(output.bmd()[i]).isEqualTo(111f * i);
            assertThat(output.further()[2 * i]).isEqualTo(-111f * i);
            assertThat(output.further()[2 * i + 1]).isEqualTo(111f * i + 1);
        }
        assertThat(output.further()).hasSize(2 * n);
        assertThat(output.furtherSpread()).isEmpty();
        assertThat(output.neckBox()).isNull();
    }

    @Test
    void estimatesAreThoseOfFreeBatches(@TempDir Path folder) {
        Path model = TinyModel.write(folder);
        List<BmdRequest> requests = new ArrayList<>();
        for (int seed = 0; seed < 5; seed++) {
            requests.add(new BmdRequest(
                    Radiograph.of(SyntheticHip.left(90, 80, seed), 90, 80, PixelFormat.unsigned(16)),
                    ClinicalRecord.builder().set("age", 60 + seed).build()));
        }
        try (BmdEstimator free = BmdEstimator.open(model);
                BmdEstimator fixed = BmdEstimator.builder(model).fixedBatch(2).open()) {
            List<BmdEstimate> expected = free.estimateAll(requests);
            List<BmdEstimate> estimates = fixed.estimateAll(requests);
            for (int i = 0; i < requests.size(); i++) {
                assertThat(estimates.get(i).bmd()).isCloseTo(expected.get(i).bmd(), within(1e-6));
                assertThat(estimates.get(i).clinicalAttention().keySet())
                        .isEqualTo(expected.get(i).clinicalAttention().keySet());
            }
        }
        assertRefused(Code.INVALID_ARGUMENT, () -> BmdEstimator.builder(model).fixedBatch(0));
        assertRefused(Code.INVALID_ARGUMENT, () -> BmdEstimator.builder(model).fixedBatch(65));
    }
}
