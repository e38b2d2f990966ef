package org.xattnbmd.exporter.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.GraphCopy;
import org.xattnbmd.exporter.internal.io.ModelReader;
import org.xattnbmd.exporter.internal.io.OnnxFile;
import org.xattnbmd.exporter.internal.io.ReadLimits;
import org.xattnbmd.exporter.internal.pass.ConstantIf;
import org.xattnbmd.exporter.internal.pass.FunctionInlining;
import org.xattnbmd.exporter.internal.pass.PassLog;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/**
 * Reads mutated model files, and inlines functions and branches in them, in a JVM of its own, so that running out of memory, hanging or crashing shows. Arguments:
 * folder of seed files, number of mutations, seed. Prints what happened and exits with 0 only if every file was either
 * read or refused with an {@link Failure}.
 */
final class FuzzMain {

    /** Every so many files that pass the check are loaded in ONNX Runtime as well. */
    private static final int LOAD_EVERY = 20;

    private FuzzMain() {}

    public static void main(String[] args) throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        try (var files = Files.list(Path.of(args[0]))) {
            for (Path p : files.sorted().toList()) {
                seeds.add(Files.readAllBytes(p));
            }
        }
        Random random = new Random(Long.parseLong(args[2]));
        int refused = 0;
        int wrong = 0;
        int valid = 0;
        int loaded = 0;
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            byte[] file = mutate(seeds.get(i % seeds.size()), seeds.get(random.nextInt(seeds.size())), random);
            try {
                OnnxFile model = ModelReader.read(file, ReadLimits.DEFAULT);
                if (!model.problems().isEmpty()) {
                    wrong++;
                    continue;
                }
                Graph inlined = GraphCopy.of(FunctionInlining.inlined(model.graph()));
                new ConstantIf().apply(inlined, new PassLog());
                if (valid++ % LOAD_EVERY == 0) {
                    loaded += loads(file) ? 1 : 0;
                }
            } catch (Failure e) {
                refused++;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "refused %d, with problems %d, valid %d, of which loaded %d, peak %d MB%n",
                refused,
                wrong,
                valid,
                loaded,
                peakMegabytes());
    }

    /** Whether ONNX Runtime takes the file, too; that it refuses in its own way is all it may do. */
    private static boolean loads(byte[] file) {
        try {
            OnnxSession.open(file, OnnxSession.Optimization.NONE, 1).close();
            return true;
        } catch (Failure e) {
            return false;
        }
    }

    /** The largest resident size so far, where the system tells; otherwise the heap. */
    private static long peakMegabytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.isReadable(status)) {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
                }
            }
        }
        return Runtime.getRuntime().totalMemory() >> 20;
    }

    private static byte[] mutate(byte[] seed, byte[] other, Random random) {
        byte[] file = seed.clone();
        int edits = 1 + random.nextInt(3);
        for (int i = 0; i < edits && file.length > 0; i++) {
            int at = structure(file.length, random);
            switch (random.nextInt(7)) {
                case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> file[at] = (byte) random.nextInt(256);
                case 2 -> file[at] = (byte) 0xff;
                case 3 -> file = java.util.Arrays.copyOf(file, at);
                case 4 -> file = spliced(file, at, other, random);
                case 5 -> file = repeated(file, at, random);
                default -> fill(file, at, random);
            }
        }
        return file;
    }

    /** Mostly the beginning and the end, where the structure is, rather than the weights in the middle. */
    private static int structure(int length, Random random) {
        int near = Math.min(length, 4000);
        return switch (random.nextInt(3)) {
            case 0 -> random.nextInt(near);
            case 1 -> length - 1 - random.nextInt(near);
            default -> random.nextInt(length);
        };
    }

    private static void fill(byte[] file, int at, Random random) {
        // A varint that claims an enormous length.
        for (int i = at; i < Math.min(file.length, at + 5); i++) {
            file[i] = (byte) (i == at + 4 ? random.nextInt(8) : 0xff);
        }
    }

    private static byte[] spliced(byte[] file, int at, byte[] other, Random random) {
        int from = random.nextInt(other.length);
        int n = Math.min(other.length - from, random.nextInt(300));
        byte[] out = new byte[file.length + n];
        System.arraycopy(file, 0, out, 0, at);
        System.arraycopy(other, from, out, at, n);
        System.arraycopy(file, at, out, at + n, file.length - at);
        return out;
    }

    private static byte[] repeated(byte[] file, int at, Random random) {
        int n = Math.min(file.length - at, 1 + random.nextInt(64));
        int times = 1 + random.nextInt(200);
        byte[] out = new byte[file.length + n * times];
        System.arraycopy(file, 0, out, 0, at);
        for (int i = 0; i < times; i++) {
            System.arraycopy(file, at, out, at + i * n, n);
        }
        System.arraycopy(file, at, out, at + n * times, file.length - at);
        return out;
    }
}
