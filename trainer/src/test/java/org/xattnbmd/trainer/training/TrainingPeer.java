package org.xattnbmd.trainer.training;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;
import org.xattnbmd.trainer.peers.PeerProcess;

/** The same training in plain PyTorch, {@code xattn_bmd_peer.py}, in a process of its own. One thread at a time. */
final class TrainingPeer implements AutoCloseable {

    /** Seen from this module's folder. */
    static final Path SCRIPT = Path.of("src/test/python/xattn_bmd_peer.py");

    private final PeerProcess process;
    private final Path folder;

    private TrainingPeer(PeerProcess process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /**
     * Writes what the peer needs, and starts it.
     *
     * @param python the interpreter; must have PyTorch and NumPy
     * @param script {@code xattn_bmd_peer.py}, with its modules beside it
     * @param batch to prove by that both are the same
     */
    static TrainingPeer start(
            String python,
            Path script,
            PeerSetup setup,
            Map<String, Tensor> weights,
            TrainingBatch batch,
            int threads,
            Path folder)
            throws IOException, InterruptedException, PeerProcess.Unavailable {
        setup.write(folder, weights, batch);
        List<String> command = List.of(
                python,
                script.toAbsolutePath().toString(),
                folder.toAbsolutePath().toString(),
                Integer.toString(threads));
        return new TrainingPeer(
                PeerProcess.start(command, folder.toAbsolutePath().resolve("python.log")), folder);
    }

    /** Whether an interpreter is there and has PyTorch and NumPy. */
    static boolean canRunOn(String python) throws InterruptedException {
        try {
            Process tried = new ProcessBuilder(python, "-c", "import torch, numpy")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return tried.waitFor(2, TimeUnit.MINUTES) && tried.exitValue() == 0;
        } catch (IOException e) {
            return false; // There is no such Python.
        }
    }

    /** Python's versions and switches. */
    JsonNode software() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("software.json").toFile());
    }

    /** What the peer computes of the batch that it was started with, without dropout, as {@link TrainingValues} names it. */
    Map<String, Tensor> proof(Device device) throws IOException {
        process.ask("prove " + PeerSetup.name(device));
        return Safetensors.read(folder.resolve(proofName(device))).tensors();
    }

    static String proofName(Device device) {
        return "proof-" + PeerSetup.name(device).replace(":", "") + ".safetensors";
    }

    /**
     * Has it train for an epoch.
     *
     * @param batches {@code ready}, {@code loaded} or {@code device}, as the script has them
     * @return seconds, by its own clock
     */
    double seconds(String batches, String variant) throws IOException {
        return process.ask(batches + " " + variant);
    }

    /** Bytes of its process in physical memory, without those that load. */
    long resident() throws IOException {
        return (long) process.ask("memory");
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}
