package org.xattnbmd.trainer.network;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;
import org.xattnbmd.trainer.checkpoint.TorchFile;

/**
 * Pretrained weights of a residual encoder with torchvision's names, as torchvision, timm and torchxrayvision publish them for
 * ResNet-18, 34 and 50, from a safetensors file or a state dict of PyTorch's ({@link TorchFile}). The classifier ({@code
 * fc.*}) and the batch counters are left out, as are parts beside the encoder where it has a prefix such as {@code model.};
 * a first layer for three colours is summed over them, which is what it computes on a grey picture repeated in all three.
 * Channels are neither cut off nor made up: a file fits one width only. Immutable; holds no native memory.
 */
public final class BackboneWeights {

    private static final String STEM = "conv1.weight";
    private static final String PLACE = "image.resnet.";

    /** What wrappers put before a network's names: torch.nn.DataParallel, Lightning, torchxrayvision's ResNet. */
    private static final List<String> PREFIXES = List.of("module.", "model.", "backbone.", "encoder.", "resnet.");

    private static final int COLOURS = 3;
    private static final int SHOWN = 12;

    private final Map<String, Tensor> tensors;

    private BackboneWeights(Map<String, Tensor> tensors) {
        this.tensors = tensors;
    }

    /**
     * Reads a file and compares it with the encoder, all of it before anything is used.
     *
     * @throws TrainerException {@code CHECKPOINT} if the file is damaged, or lists the tensors that are missing, too many,
     *     of another shape or not finite
     */
    public static BackboneWeights read(Path file, Backbone backbone, int baseWidth) {
        Map<String, long[]> expected = shapes(backbone, baseWidth);
        Map<String, Tensor> found = tensors(file);
        Map<String, Tensor> taken = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        List<String> unfit = new ArrayList<>();
        expected.forEach((name, shape) -> {
            Tensor tensor = found.get(name);
            if (tensor == null) {
                missing.add(name);
                return;
            }
            Tensor grey = name.equals(STEM) ? summedOverColours(tensor) : tensor;
            if (!Arrays.equals(grey.shape(), shape)) {
                unfit.add(name + " " + Arrays.toString(tensor.shape()) + " instead of " + Arrays.toString(shape));
            } else if (!finite(grey.values())) {
                unfit.add(name + " has values that are not finite");
            }
            taken.put(name, grey);
        });
        TreeSet<String> extra = new TreeSet<>(found.keySet());
        extra.removeAll(expected.keySet());
        if (!missing.isEmpty() || !unfit.isEmpty() || !extra.isEmpty()) {
            throw new TrainerException(
                    Code.CHECKPOINT,
                    file.getFileName() + " does not fit a " + backbone + " of base width " + baseWidth
                            + ". Expected torchvision's tensors, public ones have the base width 64."
                            + fitting(found, backbone, baseWidth)
                            + listed("Missing", missing) + listed("Unfit", unfit) + listed("Unknown", extra));
        }
        return new BackboneWeights(taken);
    }

    /** Sets the network's image encoder, which must be of the backbone and width that were read for. Gradients off. */
    public void apply(XAttnBmd network) {
        Map<String, Parameter> parameters = NamedParameters.of(network);
        tensors.forEach((name, tensor) ->
                NamedParameters.set(parameters.get(PLACE + name).getArray(), tensor.values()));
    }

    private static boolean belongsToTheEncoder(String name) {
        String own = name.substring(prefix(name).length());
        return !own.startsWith("fc.") && !own.endsWith(".num_batches_tracked");
    }

    /** The encoder's tensors without their prefix; where there is one, what has none is another part of the network. */
    private static Map<String, Tensor> tensors(Path file) {
        Map<String, Tensor> found = read(file);
        if (found.keySet().stream().allMatch(name -> prefix(name).isEmpty())) {
            return found;
        }
        Map<String, Tensor> own = new LinkedHashMap<>();
        found.forEach((name, tensor) -> {
            String prefix = prefix(name);
            if (!prefix.isEmpty() && own.put(name.substring(prefix.length()), tensor) != null) {
                throw new TrainerException(
                        Code.CHECKPOINT,
                        file.getFileName() + " has several encoders: " + name + " is there twice but for its prefix.");
            }
        });
        return own;
    }

    private static Map<String, Tensor> read(Path file) {
        try {
            if (Files.isRegularFile(file) && TorchFile.matches(file)) {
                return TorchFile.read(file, BackboneWeights::belongsToTheEncoder);
            }
        } catch (IOException e) {
            throw new TrainerException(
                    Code.CHECKPOINT, "Can't read " + file.getFileName() + " (" + SafeFiles.reason(e) + ").", e);
        }
        return Safetensors.read(file, BackboneWeights::belongsToTheEncoder).tensors();
    }

    private static String prefix(String name) {
        int length = 0;
        boolean more = true;
        while (more) {
            more = false;
            for (String prefix : PREFIXES) {
                if (name.startsWith(prefix, length)) {
                    length += prefix.length();
                    more = true;
                }
            }
        }
        return name.substring(0, length);
    }

    /** What these tensors are the weights of, where it is one of the backbones and not the one that was chosen. */
    private static String fitting(Map<String, Tensor> found, Backbone chosen, int chosenWidth) {
        Tensor stem = found.get(STEM);
        if (stem == null || stem.shape().length != 4) {
            return "";
        }
        long width = stem.shape()[0];
        for (Backbone backbone : Backbone.values()) {
            if ((backbone != chosen || width != chosenWidth) && layout(found).equals(layout(backbone))) {
                return " It holds a " + backbone + " of base width " + width + ": choose --backbone "
                        + backbone.name().toLowerCase(Locale.ROOT) + " --width " + width + ".";
            }
        }
        return "";
    }

    /** Units of each stage, and whether they are bottlenecks. */
    private static String layout(Map<String, Tensor> found) {
        int[] units = new int[4];
        for (int stage = 0; stage < units.length; stage++) {
            while (found.containsKey("layer" + (stage + 1) + "." + units[stage] + ".conv1.weight")) {
                units[stage]++;
            }
        }
        return Arrays.toString(units) + found.containsKey("layer1.0.conv3.weight");
    }

    private static String layout(Backbone backbone) {
        return Arrays.toString(backbone.units()) + backbone.bottleneck();
    }

    private static Map<String, long[]> shapes(Backbone backbone, int baseWidth) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            ResNet encoder = new ResNet(backbone, baseWidth, 32);
            encoder.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 32, 32));
            Map<String, long[]> shapes = new LinkedHashMap<>();
            NamedParameters.of(encoder)
                    .forEach((name, p) ->
                            shapes.put(name, p.getArray().getShape().getShape()));
            return shapes;
        }
    }

    /** {@code [K, 3, h, w]} to {@code [K, 1, h, w]}; anything else stays as it is. */
    private static Tensor summedOverColours(Tensor tensor) {
        long[] shape = tensor.shape();
        if (shape.length != 4 || shape[1] != COLOURS) {
            return tensor;
        }
        int area = (int) (shape[2] * shape[3]);
        float[] sums = new float[(int) shape[0] * area];
        for (int i = 0; i < sums.length; i++) {
            int first = i / area * COLOURS * area + i % area;
            for (int c = 0; c < COLOURS; c++) {
                sums[i] += tensor.values()[first + c * area];
            }
        }
        return new Tensor(new long[] {shape[0], 1, shape[2], shape[3]}, sums);
    }

    private static boolean finite(float[] values) {
        for (float v : values) {
            if (!Float.isFinite(v)) {
                return false;
            }
        }
        return true;
    }

    private static String listed(String what, Iterable<String> names) {
        List<String> all = new ArrayList<>();
        names.forEach(all::add);
        if (all.isEmpty()) {
            return "";
        }
        String more = all.size() > SHOWN ? ", and " + (all.size() - SHOWN) + " more" : "";
        return "\n  " + what + ": " + String.join(", ", all.subList(0, Math.min(SHOWN, all.size()))) + more;
    }
}
