package org.xattnbmd.exporter.internal.runtime;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.runtime.OnnxSession.Optimization;

/**
 * The process in which a {@link TrialProcess} runs models: reads a model and samples from its input, answers with outputs or
 * with what went wrong, and ends when its input does or when the process that started it is gone.
 */
final class TrialMain {

    private static final int BUFFER = 1 << 16;
    private static final long LOOK_MILLIS = 1000;

    private TrialMain() {}

    public static void main(String[] args) throws IOException {
        // ONNX Runtime leaves the folder that it unpacks into.
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> FolderTree.delete(folder)));
        endWith(Long.parseLong(args[0]));
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in, BUFFER));
        DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER));
        System.setOut(System.err);
        Environment.get();
        out.writeInt(TrialWire.ANSWER);
        out.flush();
        try {
            while (true) {
                model(in, out);
            }
        } catch (EOFException e) {
            System.exit(0);
        }
    }

    /** A loop in native code would go on for ever if nobody were left to end it. */
    private static void endWith(long starter) {
        Thread watch = new Thread(() -> {
            while (ProcessHandle.of(starter).map(ProcessHandle::isAlive).orElse(false)) {
                try {
                    Thread.sleep(LOOK_MILLIS);
                } catch (InterruptedException e) {
                    break;
                }
            }
            Runtime.getRuntime().halt(1);
        });
        watch.setDaemon(true);
        watch.start();
    }

    private static void model(DataInputStream in, DataOutputStream out) throws IOException {
        byte[] model = TrialWire.bytes(in);
        Optimization optimization = Optimization.valueOf(TrialWire.text(in));
        int threads = in.readInt();
        // From here on, what ends this process is the model.
        out.writeInt(TrialWire.ANSWER);
        out.flush();
        OnnxSession session = null;
        try {
            while (in.readBoolean()) {
                Map<String, Tensor> feeds = TrialWire.tensors(in);
                try {
                    session = session == null ? OnnxSession.open(model, optimization, threads) : session;
                    Map<String, Tensor> outputs = session.run(feeds);
                    out.writeInt(TrialWire.ANSWER);
                    out.writeByte(TrialWire.OUTPUTS);
                    TrialWire.write(out, outputs);
                } catch (RuntimeException | OutOfMemoryError e) {
                    out.writeInt(TrialWire.ANSWER);
                    out.writeByte(TrialWire.FAILED);
                    TrialWire.write(out, e instanceof Failure ? e.getMessage() : e.toString());
                }
                out.flush();
            }
        } finally {
            if (session != null) {
                session.close();
            }
        }
    }
}
