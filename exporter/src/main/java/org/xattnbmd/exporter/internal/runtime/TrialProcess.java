package org.xattnbmd.exporter.internal.runtime;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OrtEnvironment;
import com.google.protobuf.ByteString;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.runtime.OnnxSession.Optimization;

/**
 * A JVM in which models run that nobody has tried yet: ONNX Runtime may crash or never come back on them, and takes only this
 * process with it. One is kept for the next model while it is used again within half a minute.
 */
final class TrialProcess {

    /** Seconds that loading a model, or running it on one sample, may take. */
    static final String SECONDS = "org.xattnbmd.exporter.seconds";

    private static final int DEFAULT_SECONDS = 60;
    private static final int START_SECONDS = 120;
    private static final int IDLE_SECONDS = 30;
    private static final int BUFFER = 1 << 16;

    private static final Deque<TrialProcess> IDLE = new ConcurrentLinkedDeque<>();

    /** Ends what takes too long. */
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(r -> {
        Thread t = new Thread(r, "onnx-trial-clock");
        t.setDaemon(true);
        return t;
    });

    private final Process process;
    private final Path folder;
    private final DataOutputStream out;
    private final DataInputStream in;
    private volatile boolean late;
    private ScheduledFuture<?> end;

    /** @param folder its temporary folder, which goes with it */
    private TrialProcess(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
        this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), BUFFER));
        this.in = new DataInputStream(new BufferedInputStream(process.getInputStream(), BUFFER));
    }

    /** What {@link ModelRunner#APART} does. */
    static void run(
            byte[] model,
            Optimization optimization,
            int threads,
            List<Map<String, Tensor>> samples,
            Consumer<Map<String, Tensor>> outputs) {
        TrialProcess trial = begun(model, optimization, threads);
        boolean between = false;
        try {
            for (Map<String, Tensor> sample : samples) {
                between = false;
                Answer answer = trial.run(sample);
                between = true;
                outputs.accept(answer.outputs());
            }
            between = true;
        } finally {
            if (between) {
                trial.rest();
            } else {
                trial.end();
            }
        }
    }

    /** What a model gave on a sample, or why it gave nothing. */
    private record Answer(Map<String, Tensor> given, String failure) {

        Map<String, Tensor> outputs() {
            if (failure != null) {
                throw new Failure(Reason.RUNTIME_FAILED, failure);
            }
            return given;
        }
    }

    private void end() {
        process.destroyForcibly();
        try {
            process.waitFor(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        FolderTree.delete(folder);
    }

    /** A process that has the model: one that ended while it waited says nothing of this model, and another takes its place. */
    private static TrialProcess begun(byte[] model, Optimization optimization, int threads) {
        for (TrialProcess idle = IDLE.poll(); idle != null; idle = IDLE.poll()) {
            if (idle.end.cancel(false) && idle.process.isAlive()) {
                try {
                    idle.begin(model, optimization, threads);
                    return idle;
                } catch (Failure e) {
                    idle.end();
                }
            }
        }
        TrialProcess fresh = start();
        try {
            fresh.begin(model, optimization, threads);
            return fresh;
        } catch (Failure e) {
            fresh.end();
            throw e;
        }
    }

    /** Ends with the model; kept for the next. */
    private void rest() {
        limit(seconds(), () -> {
            out.writeBoolean(false);
            out.flush();
            return null;
        });
        end = CLOCK.schedule(
                () -> {
                    IDLE.remove(this);
                    process.destroy();
                },
                IDLE_SECONDS,
                TimeUnit.SECONDS);
        IDLE.push(this);
    }

    private void begin(byte[] model, Optimization optimization, int threads) {
        limit(seconds(), () -> {
            TrialWire.write(out, model);
            TrialWire.write(out, optimization.name());
            out.writeInt(threads);
            out.flush();
            expectAnswer();
            return null;
        });
    }

    private Answer run(Map<String, Tensor> sample) {
        return limit(seconds(), () -> {
            out.writeBoolean(true);
            TrialWire.write(out, sample);
            out.flush();
            expectAnswer();
            return in.readByte() == TrialWire.FAILED
                    ? new Answer(null, TrialWire.text(in))
                    : new Answer(TrialWire.tensors(in), null);
        });
    }

    private void expectAnswer() throws IOException {
        if (in.readInt() != TrialWire.ANSWER) {
            process.destroyForcibly();
            throw new IOException("it said something else than was agreed");
        }
    }

    @FunctionalInterface
    private interface Exchange<T> {
        T run() throws IOException;
    }

    /** Talks to the process; if it ends meanwhile, or is ended since it takes too long, says so. */
    private <T> T limit(int seconds, Exchange<T> exchange) {
        ScheduledFuture<?> alarm = CLOCK.schedule(
                () -> {
                    late = true;
                    process.destroyForcibly();
                },
                seconds,
                TimeUnit.SECONDS);
        try {
            return exchange.run();
        } catch (IOException e) {
            throw ended(seconds, e);
        } finally {
            alarm.cancel(false);
        }
    }

    private Failure ended(int seconds, IOException cause) {
        if (late) {
            return new Failure(
                    Reason.RUNTIME_FAILED,
                    ModelRunner.DID_NOT_COME_BACK + " within " + seconds
                            + " seconds and was ended; give other inputs (--samples), or more time by -D" + SECONDS
                            + "=N",
                    cause);
        }
        try {
            process.waitFor(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Failure(
                Reason.RUNTIME_FAILED,
                ModelRunner.CRASHED + "; it ran in a process of its own, which ended with "
                        + (process.isAlive() ? "nothing" : "exit code " + process.exitValue()),
                cause);
    }

    private static int seconds() {
        return Math.max(1, Integer.getInteger(SECONDS, DEFAULT_SECONDS));
    }

    private static TrialProcess start() {
        Path folder = null;
        try {
            folder = Files.createTempDirectory("onnx-trial");
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx" + (Runtime.getRuntime().maxMemory() >> 20) + "m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:-CreateCoredumpOnCrash",
                    "-XX:+DisplayVMOutputToStderr",
                    "-XX:ErrorFile=" + folder.resolve("crash.log"),
                    "-Djava.io.tmpdir=" + folder,
                    TrialMain.class.getName(),
                    Long.toString(ProcessHandle.current().pid()));
            // Not on the command line: there a long class path once overflowed a stack in ONNX Runtime.
            builder.environment().put("CLASSPATH", classPath());
            builder.directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
            Process process = builder.start();
            TrialProcess trial = new TrialProcess(process, folder);
            Path used = folder;
            process.onExit().thenRun(() -> FolderTree.delete(used));
            trial.limit(START_SECONDS, () -> {
                trial.expectAnswer();
                return null;
            });
            return trial;
        } catch (IOException | Failure e) {
            FolderTree.delete(folder);
            throw new Failure(
                    Reason.RUNTIME_FAILED,
                    "expected to start a JVM of its own to try the model in, since native code may crash on it; received "
                            + e.getMessage(),
                    e);
        }
    }

    /** Where the few classes come from that the process needs, however this one was started. */
    private static String classPath() throws IOException {
        Set<String> places = new TreeSet<>();
        for (Class<?> c :
                List.of(TrialMain.class, OrtEnvironment.class, ByteString.class, OnnxMl.class, DataType.class)) {
            CodeSource source = c.getProtectionDomain().getCodeSource();
            try {
                places.add(Path.of(source.getLocation().toURI()).toString());
            } catch (NullPointerException
                    | URISyntaxException
                    | IllegalArgumentException
                    | java.nio.file.FileSystemNotFoundException e) {
                throw new IOException(c.getName() + " from " + source + ", not from a file", e);
            }
        }
        return String.join(File.pathSeparator, places);
    }
}
