package org.xattnbmd.sdk;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.internal.preprocessing.AreaResampler;
import org.xattnbmd.sdk.internal.preprocessing.ExposedField;
import org.xattnbmd.sdk.internal.preprocessing.PreparedRadiograph;
import org.xattnbmd.sdk.internal.preprocessing.ReducedPicture;
import org.xattnbmd.sdk.internal.preprocessing.RowWorkers;
import org.xattnbmd.sdk.internal.preprocessing.Workspace;

/**
 * Times the preprocessing of a 16-bit radiograph, whole and stage by stage. Run from the sdk folder after {@code mvnw
 * test-compile}: {@code mvnw exec:java -Dexec.classpathScope=test -Dexec.mainClass=org.openjdk.jmh.Main
 * -Dexec.args=PreprocessingBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PreprocessingBenchmark {

    @Param({"2140x1760", "448x448"})
    public String picture;

    @Param({"1", "2"})
    public int threads;

    private RowWorkers workers;
    private Workspace workspace;
    private final float[] output = new float[224 * 224];
    private Radiograph radiograph;
    private Preprocessing preprocessing;
    private ReducedPicture reduced;
    private ExposedField field;

    @Setup
    public void draw() {
        workers = new RowWorkers(threads - 1);
        workspace = new Workspace(workers);
        int width = Integer.parseInt(picture.substring(0, picture.indexOf('x')));
        int height = Integer.parseInt(picture.substring(picture.indexOf('x') + 1));
        short[] hip = SyntheticHip.left(width, height, 1);
        short[] shuttered =
                SyntheticHip.collimated(hip, width, width / 20, height / 30, width - width / 15, height - height / 40);
        radiograph =
                Radiograph.of(shuttered, width, height, PixelFormat.unsigned(16).withSide(Radiograph.Side.LEFT));
        preprocessing = Preprocessing.v1(224, 224);
        reduced = reduce();
        field = find();
    }

    @TearDown
    public void end() {
        workers.close();
    }

    @Benchmark
    public PreparedRadiograph whole() {
        return PreparedRadiograph.prepare(preprocessing, radiograph.view(), null, workspace, output);
    }

    @Benchmark
    public ReducedPicture reduce() {
        return ReducedPicture.of(
                radiograph.view().picture(),
                0,
                0,
                radiograph.width(),
                radiograph.height(),
                preprocessing.analysisSide(),
                false,
                workspace);
    }

    @Benchmark
    public ExposedField find() {
        return ExposedField.find(
                reduced,
                preprocessing.shutterFraction(),
                preprocessing.saturationTolerance(),
                preprocessing.lowerPercentile(),
                preprocessing.upperPercentile(),
                workspace);
    }

    @Benchmark
    public float[] resample() {
        return AreaResampler.resample(
                reduced,
                field.x(),
                field.y(),
                field.width(),
                field.height(),
                224,
                224 * field.height() / field.width(),
                workspace);
    }
}
