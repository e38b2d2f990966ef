package org.xattnbmd.trainer.finder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;

/** A finder whose training was cut off, on pictures of noise. */
class FinderResumeTest {

    private static final int EPOCHS = 3;
    private static final FinderSettings SETTINGS = FinderSettings.defaults()
            .withSchedule(
                    FinderSettings.defaults().schedule().withEpochs(EPOCHS).withBatchSize(4));
    private static final FinderExamples EXAMPLES = new FinderExamples(noise(8));

    @TempDir
    Path folder;

    @Test
    void aTrainingThatWasCutOffEndsWithTheWeightsOfAWholeOne() {
        Map<String, Tensor> whole = trained("whole", "same", EPOCHS);
        assertThatThrownBy(() -> trained("cut", "same", 1)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> trained("cut", "same", 1)).isInstanceOf(CancellationException.class);
        Map<String, Tensor> cut = trained("cut", "same", EPOCHS);
        assertThat(cut.keySet()).isEqualTo(whole.keySet());
        cut.forEach((name, tensor) ->
                assertThat(tensor.values()).as(name).isEqualTo(whole.get(name).values()));
    }

    @Test
    void aStateOfAnotherTrainingIsRefused() {
        assertThatThrownBy(() -> trained("other", "one cohort", 1)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> trained("other", "another cohort", EPOCHS))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("began with one cohort, received another cohort");
    }

    /** @param most epochs after which it is cut off, unless all are done */
    private Map<String, Tensor> trained(String name, String training, int most) {
        FinderState state = new FinderState(folder.resolve(name + ".safetensors"), training);
        int[] epochs = {0};
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                FinderFit fit = new FinderFit(SETTINGS, null, state, manager)) {
            return NamedParameters.values(fit.run(EXAMPLES, trained -> {
                if (++epochs[0] == most && most < EPOCHS) {
                    throw new CancellationException();
                }
                return "";
            }));
        }
    }

    private static List<Overview> noise(int count) {
        Random random = new Random(3);
        List<Overview> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] grey = new byte[Overview.SIDE * Overview.SIDE];
            random.nextBytes(grey);
            all.add(new Overview(grey, new float[] {0.5f, 0.4f, 0.2f, 0.2f}, i % 2 == 0, i == 3));
        }
        return all;
    }
}
