package org.xattnbmd.trainer.training;

import ai.djl.Device;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.xattnbmd.trainer.peers.PeerChild;

/**
 * What a training held after its first epoch, after its last, and at most after any.
 *
 * @param resident bytes of the process in physical memory, Java's heap included
 * @param heap bytes that Java's heap has from the system, used or not
 * @param device bytes on the GPU, of this process where {@code nvidia-smi} tells them apart, else of all; null without a GPU
 * @param deviceOfAll whether those are of all processes
 */
record TrainingMemory(int epochs, Span resident, Span heap, Span device, boolean deviceOfAll) {

    private static final long MEBIBYTE = 1L << 20;

    /** Bytes. */
    record Span(long first, long last, long largest) {

        /** The same after one epoch more. */
        static Span with(Span before, long bytes) {
            return before == null
                    ? new Span(bytes, bytes, bytes)
                    : new Span(before.first, bytes, Math.max(before.largest, bytes));
        }
    }

    static final TrainingMemory NONE = new TrainingMemory(0, null, null, null, false);

    /** After one epoch more, as things stand now. */
    TrainingMemory now(Device of) throws IOException, InterruptedException {
        Span onDevice = device;
        boolean all = deviceOfAll;
        if (of.isGpu()) {
            OptionalLong own = own();
            all = own.isEmpty();
            onDevice = Span.with(device, own.isPresent() ? own.getAsLong() : all(of));
        }
        return new TrainingMemory(
                epochs + 1,
                Span.with(resident, PeerChild.resident()),
                Span.with(heap, Runtime.getRuntime().totalMemory()),
                onDevice,
                all);
    }

    private static OptionalLong own() throws IOException, InterruptedException {
        String pid = Long.toString(ProcessHandle.current().pid());
        return smi("--query-compute-apps=pid,used_memory", "--format=csv,noheader,nounits").stream()
                .map(line -> line.split(","))
                .filter(words -> words.length == 2 && words[0].strip().equals(pid))
                .mapToLong(words -> MEBIBYTE * Long.parseLong(words[1].strip()))
                .findFirst();
    }

    private static long all(Device of) throws IOException, InterruptedException {
        String id = Integer.toString(of.getDeviceId());
        List<String> lines = smi("--query-gpu=memory.used", "--format=csv,noheader,nounits", "--id=" + id);
        return MEBIBYTE * Long.parseLong(lines.get(0).strip());
    }

    /** Lines of {@code nvidia-smi}. */
    static List<String> smi(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "nvidia-smi";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("Expected an answer of nvidia-smi, received " + text.strip());
        }
        return Arrays.asList(text.strip().split("\n"));
    }
}
