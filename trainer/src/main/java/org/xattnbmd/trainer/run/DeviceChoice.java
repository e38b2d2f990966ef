package org.xattnbmd.trainer.run;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import java.util.List;
import java.util.stream.IntStream;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

/**
 * Where training runs, and why there.
 *
 * @param devices at least one; several share every batch
 * @param reason for people and for the run's record
 */
public record DeviceChoice(List<Device> devices, String reason) {

    public DeviceChoice {
        devices = List.copyOf(devices);
        if (devices.isEmpty()) {
            throw new IllegalArgumentException("expected at least one device, received none");
        }
    }

    public DeviceChoice(Device device, String reason) {
        this(List.of(device), reason);
    }

    /** The first one, where all that is not shared runs. */
    public Device device() {
        return devices.get(0);
    }

    /** What the user asked for. */
    public enum Request {
        /** A GPU if PyTorch sees one, else the CPU. */
        AUTO,
        /** The CPU. */
        CPU,
        /** A GPU, or a refusal. */
        GPU
    }

    /** Decides, and takes all GPUs. */
    public static DeviceChoice of(Request request) {
        return of(request, 0);
    }

    /**
     * Decides; never trains on the CPU where a GPU was demanded, nor on fewer GPUs than were.
     *
     * @param wanted how many GPUs, 0 for all there are
     */
    public static DeviceChoice of(Request request, int wanted) {
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
        return decide(request, wanted, gpus, "PyTorch " + engine.getVersion());
    }

    static DeviceChoice decide(Request request, int wanted, int gpus, String pytorch) {
        if (wanted < 0) {
            throw new RefusedValueException("expected 0 or more devices, received " + wanted);
        }
        if (wanted > Math.max(1, gpus)) {
            throw new TrainerException(
                    Code.DEVICE,
                    wanted + " devices were demanded, but " + pytorch + " sees "
                            + (gpus == 0 ? "no GPU" : gpus + " GPU(s)")
                            + (request == Request.CPU ? " it may use" : "")
                            + ". Expected at most as many; one CPU is one device.");
        }
        if (gpus > 0 && request != Request.CPU) {
            int used = wanted == 0 ? gpus : wanted;
            return new DeviceChoice(
                    IntStream.range(0, used).mapToObj(Device::gpu).toList(),
                    (used == 1 ? "GPU 0" : "GPUs 0 to " + (used - 1) + ", data-parallel,") + " of " + gpus + ", "
                            + pytorch);
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
