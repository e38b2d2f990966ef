package org.xattnbmd.trainer.run;

import ai.djl.Device;
import ai.djl.engine.Engine;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

/**
 * Where training runs, and why there.
 *
 * @param reason for people and for the run's record
 */
public record DeviceChoice(Device device, String reason) {

    /** What the user asked for. */
    public enum Request {
        /** A GPU if PyTorch sees one, else the CPU. */
        AUTO,
        /** The CPU. */
        CPU,
        /** A GPU, or a refusal. */
        GPU
    }

    /** Decides; never trains on the CPU where a GPU was demanded. */
    public static DeviceChoice of(Request request) {
        Engine engine = Engine.getInstance();
        int gpus = request == Request.CPU ? 0 : engine.getGpuCount();
        String pytorch = "PyTorch " + engine.getVersion();
        if (gpus > 0) {
            return new DeviceChoice(Device.gpu(), "GPU 0 of " + gpus + ", " + pytorch);
        }
        if (request == Request.GPU) {
            throw new TrainerException(
                    Code.DEVICE,
                    "A GPU was demanded, but " + pytorch
                            + " sees none. Expected a CUDA driver and a CUDA build of PyTorch;"
                            + " or choose --device auto or cpu.");
        }
        String why = request == Request.CPU ? "as asked" : "PyTorch sees no GPU";
        return new DeviceChoice(Device.cpu(), "CPU, " + why + ", " + pytorch);
    }
}
