package org.xattnbmd.trainer.run;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
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
        Engine engine;
        try {
            engine = Engine.getInstance();
        } catch (EngineException e) {
            throw new TrainerException(
                    Code.DEVICE,
                    "PyTorch can't be loaded (" + e.getMessage() + "). Expected its libraries on the class path, or"
                            + " PYTORCH_LIBRARY_PATH to name the folder of an installed one.",
                    e);
        }
        int gpus = request == Request.CPU ? 0 : engine.getGpuCount();
        return decide(request, gpus, "PyTorch " + engine.getVersion());
    }

    static DeviceChoice decide(Request request, int gpus, String pytorch) {
        if (gpus > 0 && request != Request.CPU) {
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
