package org.xattnbmd.samples.spark;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.xattnbmd.samples.Console;
import org.xattnbmd.samples.ModelHash;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ModelCard;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Spark application: an archive of radiographs in, Parquet out; goes on where it was killed. See SCALE-OUT.md. */
@Command(
        name = "screen",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        version = "screen 1.0.0",
        description = {
            "Estimates femoral-neck BMD for every study of a manifest on an Apache Spark cluster.",
            "",
            "Writes Parquet, one folder wave=N after the other. A study that is refused becomes a row with its error",
            "code. Started again after a kill, it goes on where it was: every study is there once.",
            "This is research software, not a medical device."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every study has its row, refused ones included",
            "1:refused or failed as a whole: 'code: message' on standard error; start it again to go on",
            "2:usage"
        },
        footerHeading =
                "%nThe manifest is a CSV file with columns 'id' (distinct; names the row in the output) and 'image'"
                        + " (relative%nto the manifest, or a URI); it may have 'side', and clinical fields by name:%n",
        footer = {"  id,image,side,age,sex", "  7c9e6679,hips/0001.dcm,left,75,female"})
public final class Screen implements Callable<Integer> {

    private static final Pattern LOCAL = Pattern.compile("local(?:\\[[^,\\]]+(?:,\\s*(\\d+)\\s*)?])?");

    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE",
            description = "The model, one .onnx file on the driver's machine; Spark ships it to the executors.")
    private java.nio.file.Path model;

    @Option(
            names = "--manifest",
            required = true,
            paramLabel = "URI",
            description = "The studies: a CSV file that all executors can read.")
    private String manifest;

    @Option(
            names = "--ignore",
            split = ",",
            paramLabel = "COLUMN",
            description = "Columns of the manifest that are not for the model.")
    private Set<String> ignored = new LinkedHashSet<>();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "URI",
            description = "Folder for the Parquet files; made if absent. One job at a time.")
    private String out;

    @Option(
            names = "--use-header",
            description = "Take age, sex, height and weight from DICOM headers where the manifest does not give them.")
    private boolean useHeader;

    @Option(
            names = "--wave",
            defaultValue = "100000",
            paramLabel = "N",
            description = "Studies in one wave, which is written whole or not at all. Default: ${DEFAULT-VALUE}.")
    private int wave;

    @Option(
            names = "--task",
            defaultValue = "200",
            paramLabel = "N",
            description = "Studies in one task of a wave. Default: ${DEFAULT-VALUE}.")
    private int task;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (wave < 1 || task < 1) {
            throw new ParameterException(
                    spec.commandLine(), "Expected --wave and --task from 1 but were " + wave + " and " + task);
        }
        String sha256 = ModelHash.sha256(model);
        SparkSession spark = SparkSession.builder().appName("screen").getOrCreate();
        SparkContext context = spark.sparkContext();
        int threads = context.conf().getInt("spark.task.cpus", 1);
        // The driver opens the model too: a bad one is refused here, before any executor has started on it.
        ModelCard card = ExecutorEstimator.of(model, sha256, threads).modelCard();
        Configuration configuration = context.hadoopConfiguration();
        Path list = existing(configuration);
        try {
            Dataset<Row> studies = ArchiveManifest.read(spark, list, ignored, card);
            context.addFile(model.toUri().toString());
            EstimateStudies estimate = new EstimateStudies(
                    list.getParent().toString(),
                    model.getFileName().toString(),
                    sha256,
                    threads,
                    useHeader,
                    tries(context),
                    SerializableConfiguration.broadcast(context, configuration));
            Waves waves = Waves.in(spark, new Path(out), configuration, card.target());
            PrintWriter err = spec.commandLine().getErr();
            Screening.Totals totals = new Screening(studies, waves, estimate, wave, task).run(line -> {
                err.println(line);
                err.flush();
            });
            PrintWriter console = spec.commandLine().getOut();
            console.printf("%d estimated, %d refused: %s%n", totals.estimated(), totals.refused(), out);
            console.flush();
            return 0;
        } catch (Exception e) {
            throw refusal(e);
        }
    }

    /** Spark itself tries a task again only on a cluster, or where its master is {@code local[cores,tries]}. */
    private static int tries(SparkContext context) {
        Matcher local = LOCAL.matcher(context.master());
        if (local.matches()) {
            return local.group(1) == null ? 1 : Integer.parseInt(local.group(1));
        }
        return context.conf().getInt("spark.task.maxFailures", 4);
    }

    private Path existing(Configuration configuration) {
        try {
            Path file = new Path(manifest);
            FileStatus status = file.getFileSystem(configuration).getFileStatus(file);
            if (!status.isFile()) {
                throw Console.refused("Expected a manifest, received a folder.");
            }
            return status.getPath();
        } catch (IOException e) {
            throw Console.disk("a manifest that exists and can be read", e);
        } catch (IllegalArgumentException e) {
            throw Console.refused("Expected the path or URI of a manifest, received neither.");
        }
    }

    /** Spark throws checked exceptions without declaring them; what it says goes to its own log. */
    private static BmdException refusal(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BmdException refused) {
                return refused;
            }
        }
        return new BmdException(
                BmdException.Code.RUN_FAILED,
                "Expected Spark to finish the job, received "
                        + failure.getClass().getSimpleName()
                        + ". See Spark's log; started again, the job goes on after the last whole wave.",
                failure);
    }

    static CommandLine commandLine() {
        return Console.of(new Screen());
    }

    /** As Spark starts it: the session is given back before the JVM ends, or the cluster takes the job for failed. */
    public static void main(String[] arguments) {
        int exitCode = commandLine().execute(arguments);
        SparkSession.getDefaultSession().foreach(session -> {
            session.stop();
            return null;
        });
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }
}
