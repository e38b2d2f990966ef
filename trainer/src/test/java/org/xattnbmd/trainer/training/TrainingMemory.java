package org.xattnbmd.trainer.training;

import ai.djl.Device;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.xattnbmd.trainer.peers.PeerChild;

/**
 * What a training held after its first epoch, after its last, and at most after any.
 *
 * @param resident bytes of the process in physical memory, Java's heap included
 * @param heap bytes that Java's heap has from the system, used or not
 * @param device bytes on the GPU, of this process where {@code nvidia-smi} tells them apart, else of all; null without a GPU, or where it does not say
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
        OptionalLong own = of.isGpu() ? own() : OptionalLong.empty();
        OptionalLong onDevice = of.isGpu() && own.isEmpty() ? all(of) : own;
        return new TrainingMemory(
                epochs + 1,
                Span.with(resident, PeerChild.resident()),
                Span.with(heap, Runtime.getRuntime().totalMemory()),
                onDevice.isPresent() ? Span.with(device, onDevice.getAsLong()) : device,
                own.isEmpty() && onDevice.isPresent());
    }

    /** In a container processes have other numbers than the driver's. */
    private static OptionalLong own() throws InterruptedException {
        String pid = Long.toString(ProcessHandle.current().pid());
        return mebibytes(smi("--query-compute-apps=pid,used_memory", "--format=csv,noheader,nounits").stream()
                .map(line -> line.split(","))
                .filter(words -> words.length == 2 && words[0].strip().equals(pid))
                .map(words -> words[1])
                .findFirst());
    }

    private static OptionalLong all(Device of) throws InterruptedException {
        String id = Integer.toString(of.getDeviceId());
        return mebibytes(smi("--query-gpu=memory.used", "--format=csv,noheader,nounits", "--id=" + id).stream()
                .findFirst());
    }

    /** As bytes; none where it says that it does not know. */
    private static OptionalLong mebibytes(Optional<String> text) {
        return text.map(String::strip).filter(t -> t.matches("\\d+")).stream()
                .mapToLong(t -> MEBIBYTE * Long.parseLong(t))
                .findFirst();
    }

    /** Lines of {@code nvidia-smi}; none where it is not there, or fails. */
    static List<String> smi(String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("nvidia-smi"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? text.lines().toList() : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
