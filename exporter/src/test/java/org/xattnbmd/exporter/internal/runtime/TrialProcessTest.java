package org.xattnbmd.exporter.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.exporter.Protos.body;
import static org.xattnbmd.exporter.Protos.graph;
import static org.xattnbmd.exporter.Protos.model;
import static org.xattnbmd.exporter.Protos.node;
import static org.xattnbmd.exporter.Protos.value;

import ai.onnx.proto.OnnxMl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.runtime.OnnxSession.Optimization;

/** Models in a process of their own, which they may take down. */
class TrialProcessTest {

    private static final Map<String, Tensor> X = Map.of("x", Tensor.floats(new long[] {3}, 1, -2, 3));

    @AfterEach
    void usualTime() {
        System.clearProperty(TrialProcess.SECONDS);
    }

    private static byte[] absolute() {
        return model(
                        17,
                        graph(node("Abs", "x", "y"))
                                .addInput(value("x", ElementType.FLOAT, 3))
                                .addOutput(value("y", ElementType.FLOAT, 3)))
                .build()
                .toByteArray();
    }

    /** Adds for longer than anybody waits. */
    private static byte[] endless() {
        OnnxMl.GraphProto.Builder round = graph(node("Abs", "carried", "next"), node("Identity", "go", "on"))
                .addInput(value("i", ElementType.INT64))
                .addInput(value("go", ElementType.BOOL))
                .addInput(value("carried", ElementType.FLOAT, 3))
                .addOutput(value("on", ElementType.BOOL))
                .addOutput(value("next", ElementType.FLOAT, 3));
        return model(
                        17,
                        graph(node("Loop", "n - x", "y", body("body", round)))
                                .addInput(value("x", ElementType.FLOAT, 3))
                                .addInput(value("n", ElementType.INT64))
                                .addOutput(value("y", ElementType.FLOAT, 3)))
                .build()
                .toByteArray();
    }

    private static Map<String, Tensor> forEver() {
        return Map.of("x", X.get("x"), "n", Tensor.scalar(ElementType.INT64, 1L << 60));
    }

    private static List<Map<String, Tensor>> run(byte[] model, Map<String, Tensor> feeds) {
        List<Map<String, Tensor>> outputs = new ArrayList<>();
        ModelRunner.APART.run(model, Optimization.ALL, 1, List.of(feeds), outputs::add);
        return outputs;
    }

    private static Set<Long> children() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    @Test
    void givesWhatTheModelGivesHere() {
        List<Map<String, Tensor>> here = new ArrayList<>();
        ModelRunner.HERE.run(absolute(), Optimization.ALL, 1, List.of(X), here::add);
        assertThat(run(absolute(), X).get(0).get("y").sameAs(here.get(0).get("y")))
                .isTrue();
    }

    @Test
    void isUsedAgainAlsoAfterARefusal() {
        run(absolute(), X);
        Set<Long> before = children();
        assertThatThrownBy(() -> run(new byte[] {1, 2, 3}, X))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith(OnnxSession.WOULD_NOT_LOAD);
        run(absolute(), X);
        assertThat(children()).isEqualTo(before);
    }

    @Test
    void whatNeverComesBackIsEnded() {
        System.setProperty(TrialProcess.SECONDS, "2");
        assertThatThrownBy(() -> run(endless(), forEver()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("did not come back from this model within 2 seconds")
                .hasMessageContaining("--samples");
        assertThat(run(absolute(), X)).hasSize(1);
    }

    @Test
    void aCrashIsAFailure() throws InterruptedException {
        run(absolute(), X);
        Set<Long> waiting = children();
        CompletableFuture<Void> endless = CompletableFuture.runAsync(() -> run(endless(), forEver()));
        // Time to begin; then the process is gone from one moment to the next, as where native code crashes.
        Thread.sleep(1000);
        waiting.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        assertThatThrownBy(endless::join)
                .hasCauseInstanceOf(Failure.class)
                .hasMessageContaining("crashed on this model");
        assertThat(run(absolute(), X)).hasSize(1);
    }

    /** As where the system ends what waits: that says nothing of the next model. */
    @Test
    void aProcessThatEndedWhileItWaitedIsReplaced() {
        for (int i = 0; i < 5; i++) {
            run(absolute(), X);
            children().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            assertThat(run(absolute(), X)).hasSize(1);
        }
    }
}
