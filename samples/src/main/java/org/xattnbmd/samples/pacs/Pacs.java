package org.xattnbmd.samples.pacs;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.xattnbmd.samples.Console;
import org.xattnbmd.samples.ModelHash;
import org.xattnbmd.samples.ModelOptions;
import org.xattnbmd.sdk.BmdEstimator;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Console application, the one sample with a network: watches a DICOMweb archive, estimates from new studies' radiographs and
 * stores the results there.
 */
@Command(
        name = "pacs",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        version = "pacs 1.0.0",
        description = {
            "Watches a DICOMweb archive: finds studies (QIDO-RS), fetches their radiographs (WADO-RS), estimates, and stores a",
            "structured report and a secondary capture in the same study (STOW-RS): one result per study and model.",
            "",
            "The state folder has the journal, by which a killed service goes on without losing or repeating a study, studies.csv",
            "and metrics.txt. Its files hold study UIDs and are their owner's alone.",
            "This is research software, not a medical device."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:with --once: every study has its result or its refusal",
            "1:'code: message' on standard error; with --once also if a study is left",
            "2:usage"
        })
public final class Pacs implements Callable<Integer> {

    /** Of one study. */
    private static final int MOST_IMAGES = 8;

    private static final int LEAST_SECRET = 16;

    @Option(
            names = "--url",
            required = true,
            paramLabel = "URL",
            description = "The archive's DICOMweb root, such as http://127.0.0.1:8042/dicom-web.")
    private URI url;

    @Mixin
    private ModelOptions model;

    @Option(
            names = "--state",
            required = true,
            paramLabel = "FOLDER",
            description = "What is done so far; made if absent.")
    private Path state;

    @Option(
            names = "--modality",
            defaultValue = "DX",
            paramLabel = "CODE",
            description = "Modality of the radiographs. Default: ${DEFAULT-VALUE}.")
    private String modality;

    @Option(
            names = "--body-part",
            split = ",",
            paramLabel = "PART",
            description = "Body parts examined, such as HIP,PELVIS; a series that names none is taken. Default: any.")
    private Set<String> bodyParts = new LinkedHashSet<>();

    @Option(names = "--since", paramLabel = "DATE", description = "Studies of this date (YYYY-MM-DD) and later.")
    private LocalDate since;

    @Option(names = "--until", paramLabel = "DATE", description = "Studies of this date and earlier.")
    private LocalDate until;

    @ArgGroup
    private FactsSource source;

    @ArgGroup
    private Login login;

    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description = "Certificates (PEM) of whom the archive's https is signed by. Default: the JDK's.")
    private Path trust;

    @Option(
            names = "--every",
            defaultValue = "30",
            paramLabel = "SECONDS",
            description = "Between two rounds. Default: ${DEFAULT-VALUE}.")
    private int every;

    @Option(names = "--once", description = "One round.")
    private boolean once;

    @Option(names = "--dry-run", description = "Estimate and store nothing.")
    private boolean dryRun;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Studies at the same time. Default: one per processor and one that waits for the network.")
    private int workers = Runtime.getRuntime().availableProcessors() + 1;

    @Option(
            names = "--compress-capture",
            description = {
                "Send the secondary capture as RLE Lossless, about half as large. If the archive does not take it so, it is sent",
                "uncompressed, and so are the next ones. Archives and viewers of some years ago take it and show its",
                "colours wrong: look at one first. Default: uncompressed, which everybody reads."
            })
    private boolean compressCapture;

    @Option(
            names = "--tracking-secret",
            paramLabel = "FILE",
            description = {
                "A file with a secret line of 16 characters or more: reports then have one tracking identifier for a patient's",
                "hip in all examinations. Default: one for each radiograph."
            })
    private Path tracking;

    @Option(
            names = "--patience",
            defaultValue = "60",
            paramLabel = "SECONDS",
            description = "For one answer of the archive. Default: ${DEFAULT-VALUE}.")
    private int patience;

    @Option(
            names = "--max-megabytes",
            defaultValue = "128",
            paramLabel = "N",
            description = "Largest radiograph that is fetched. Default: ${DEFAULT-VALUE}.")
    private int megabytes;

    @Option(names = "--quiet", description = "Do not report rounds on standard error.")
    private boolean quiet;

    @Spec
    private CommandSpec spec;

    private final BackOff backOff;

    private Pacs(BackOff backOff) {
        this.backOff = backOff;
    }

    private static final class FactsSource {

        @Option(
                names = "--facts",
                paramLabel = "FILE",
                description = "CSV with study_instance_uid, perhaps side, and clinical fields; before the header's.")
        private Path csv;

        @Option(
                names = "--fhir",
                paramLabel = "FILE",
                description =
                        "FHIR R4 Bundle of ImagingStudy, Patient and Observation (height, weight); before the header's.")
        private Path fhir;
    }

    private static final class Login {

        @ArgGroup(exclusive = false)
        private Basic basic;

        @Option(names = "--token-file", paramLabel = "FILE", description = "A file with a bearer token.")
        private Path token;
    }

    private static final class Basic {

        @Option(names = "--user", required = true, paramLabel = "NAME", description = "User name.")
        private String user;

        @Option(
                names = "--password-file",
                required = true,
                paramLabel = "FILE",
                description = "A file with the password; a command line can be read by others.")
        private Path password;
    }

    @Override
    public Integer call() throws Exception {
        check();
        String sha256 = ModelHash.sha256(model.file());
        Metrics metrics = new Metrics();
        DicomWeb archive = new DicomWeb(
                new Connection(url, authorization(), trust, Duration.ofSeconds(patience), backOff), megabytes << 20);
        try (BmdEstimator estimator =
                        model.estimator().threads(1).sha256(sha256).open();
                StudyLog log = StudyLog.open(folder().resolve("pacs.journal"), sha256)) {
            Console.requireResultCodes(estimator.modelCard());
            ExamFacts facts = source == null
                    ? ExamFacts.headerOnly()
                    : source.csv != null
                            ? ExamFacts.csv(source.csv, estimator.modelCard())
                            : FhirFacts.read(source.fhir);
            StudyWork work = new StudyWork(
                    archive,
                    estimator,
                    facts,
                    new StudyWork.Settings(
                            modality, upper(bodyParts), MOST_IMAGES, dryRun, compressCapture, trackingSecret()),
                    metrics,
                    OffsetDateTime::now);
            try (Watch watch =
                    new Watch(archive, new DicomWeb.Query(modality, dates()), work, log, metrics, dryRun, workers)) {
                return rounds(watch, new StateFiles(state, log, metrics));
            }
        }
    }

    private int rounds(Watch watch, StateFiles files) throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        while (true) {
            ArchiveException away = null;
            try {
                Watch.Round round = watch.round();
                if (!quiet && (once || round.done() > 0 || round.failed() > 0)) {
                    err.printf("%d studies done, %d left for later%n", round.done(), round.failed());
                }
                if (once) {
                    return round.failed() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
                }
            } catch (ArchiveException e) {
                away = e;
            } finally {
                files.write(watch.failed());
            }
            if (away != null) {
                err.println(away.code().id() + ": " + away.getMessage());
                if (once || away.code() == ArchiveException.Code.NOT_ALLOWED) {
                    err.flush();
                    return CommandLine.ExitCode.SOFTWARE;
                }
            }
            err.flush();
            Thread.sleep(Duration.ofSeconds(every).toMillis());
        }
    }

    private void check() {
        if (workers < 1 || workers > 64) {
            throw new ParameterException(spec.commandLine(), "Expected 1 to 64 workers but was " + workers);
        }
        if (every < 1 || patience < 1 || megabytes < 1 || megabytes > 1024) {
            throw new ParameterException(
                    spec.commandLine(), "Expected --every and --patience of 1 or more, --max-megabytes of 1 to 1024");
        }
        if (!modality.matches("[A-Z]{2,16}")) {
            throw new ParameterException(spec.commandLine(), "Expected a modality such as DX or CR");
        }
    }

    private String dates() {
        if (since == null && until == null) {
            return "";
        }
        return day(since) + "-" + day(until);
    }

    private static String day(LocalDate date) {
        return date == null ? "" : date.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    private static Set<String> upper(Set<String> words) {
        return words.stream().map(word -> word.trim().toUpperCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    private String authorization() {
        if (login == null) {
            return null;
        }
        return login.token != null
                ? Connection.bearer(secret(login.token))
                : Connection.basic(login.basic.user, secret(login.basic.password));
    }

    private Optional<byte[]> trackingSecret() {
        Optional<String> secret = Optional.ofNullable(tracking).map(Pacs::secret);
        if (secret.isPresent() && secret.get().length() < LEAST_SECRET) {
            throw Console.refused(
                    "Expected at least " + LEAST_SECRET + " characters in the file of the tracking secret.");
        }
        return secret.map(text -> text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String secret(Path file) {
        try {
            String text = Files.readString(file).strip();
            if (text.isEmpty() || text.length() > 8192 || text.chars().anyMatch(c -> c < ' ' || c > '~')) {
                throw Console.refused(
                        "Expected one line of printable ASCII in the file of a password, token or secret.");
            }
            return text;
        } catch (IOException e) {
            throw Console.disk("a file of a password, token or secret that can be read", e);
        }
    }

    private Path folder() {
        try {
            return Files.createDirectories(state);
        } catch (IOException e) {
            throw Console.disk("a state folder that can be made", e);
        }
    }

    static CommandLine commandLine() {
        return commandLine(BackOff.USUAL);
    }

    static CommandLine commandLine(BackOff backOff) {
        return Console.of(new Pacs(backOff));
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }
}
