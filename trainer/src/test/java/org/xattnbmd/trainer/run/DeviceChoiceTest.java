package org.xattnbmd.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.run.DeviceChoice.Request;

class DeviceChoiceTest {

    private static DeviceChoice decide(Request request, int gpus) {
        return DeviceChoice.decide(request, 0, gpus, "PyTorch X");
    }

    @Test
    void aGpuIsTakenWhereThereIsOneUnlessTheCpuWasAskedFor() {
        assertThat(decide(Request.AUTO, 1)).isEqualTo(new DeviceChoice(Device.gpu(0), "GPU 0 of 1, PyTorch X"));
        assertThat(decide(Request.GPU, 1)).isEqualTo(new DeviceChoice(Device.gpu(0), "GPU 0 of 1, PyTorch X"));
        assertThat(decide(Request.CPU, 2)).isEqualTo(new DeviceChoice(Device.cpu(), "CPU, as asked, PyTorch X"));
    }

    @Test
    void allGpusAreTakenUnlessFewerWereAskedForAndNeverFewerThanThat() {
        assertThat(decide(Request.AUTO, 3))
                .isEqualTo(new DeviceChoice(
                        List.of(Device.gpu(0), Device.gpu(1), Device.gpu(2)),
                        "GPUs 0 to 2, data-parallel, of 3, PyTorch X"));
        assertThat(DeviceChoice.decide(Request.GPU, 1, 3, "PyTorch X"))
                .isEqualTo(new DeviceChoice(Device.gpu(0), "GPU 0 of 3, PyTorch X"));
        assertThat(DeviceChoice.decide(Request.CPU, 1, 3, "PyTorch X").device()).isEqualTo(Device.cpu());
        for (int gpus : new int[] {0, 1}) {
            assertThatThrownBy(() -> DeviceChoice.decide(Request.AUTO, 2, gpus, "PyTorch X"))
                    .isInstanceOfSatisfying(
                            TrainerException.class, e -> assertThat(e.code()).isEqualTo(Code.DEVICE))
                    .hasMessageContaining("2 devices were demanded");
        }
    }

    @Test
    void withoutAGpuAutoSaysWhyAndGpuRefuses() {
        assertThat(decide(Request.AUTO, 0))
                .isEqualTo(new DeviceChoice(Device.cpu(), "CPU, PyTorch sees no GPU, PyTorch X"));
        assertThatThrownBy(() -> decide(Request.GPU, 0))
                .isInstanceOfSatisfying(
                        TrainerException.class, e -> assertThat(e.code()).isEqualTo(Code.DEVICE))
                .hasMessageContainingAll("PyTorch X sees none", "--device auto or cpu");
    }
}
