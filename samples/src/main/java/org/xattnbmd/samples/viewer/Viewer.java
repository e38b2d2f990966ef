package org.xattnbmd.samples.viewer;

import com.formdev.flatlaf.FlatDarkLaf;
import com.formdev.flatlaf.FlatLightLaf;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.awt.print.PrinterJob;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.swing.JFileChooser;
import javax.swing.JFrame;
import javax.swing.JMenu;
import javax.swing.JMenuBar;
import javax.swing.JMenuItem;
import javax.swing.KeyStroke;
import javax.swing.SwingUtilities;
import org.slf4j.LoggerFactory;
import org.xattnbmd.samples.Console;
import org.xattnbmd.samples.ModelOptions;
import org.xattnbmd.sdk.BmdEstimator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A small imaging window that embeds the SDK as a workstation would. */
@Command(
        name = "viewer",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        version = "viewer 1.0.0",
        description = {
            "Opens a window: a radiograph (16-bit DICOM too), window and level by drag, region of interest by shift-drag,"
                    + " the neck's box by control-drag,",
            "the estimate and its attention overlay; \"Save result\" writes DICOM objects for an archive.",
            "This is research software, not a medical device."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the window was closed", "1:refused or failed: 'code: message' on standard error", "2:usage"})
public final class Viewer implements Callable<Integer> {

    @Mixin
    private ModelOptions model;

    @Option(
            names = "--image",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Radiographs to open at once, each an exam of its own.")
    private List<Path> images;

    @Option(
            names = "--language",
            paramLabel = "TAG",
            description = "en, de, fr, es or zh. Default: the system's, else English.")
    private String language;

    @Option(
            names = "--theme",
            defaultValue = "DARK",
            paramLabel = "THEME",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Theme theme;

    /** How the window looks. */
    enum Theme {
        DARK,
        LIGHT
    }

    @Override
    public Integer call() throws Exception {
        Words words = Words.in(language());
        if (GraphicsEnvironment.isHeadless()) {
            throw Console.refused(
                    "Expected a display, received a Java without one. Start it in a desktop session, or use "
                            + "the application estimate with --overlay.");
        }
        // One thread: the SDK may be called from many, but a person asks one thing at a time.
        ExecutorService background = Executors.newSingleThreadExecutor();
        try (BmdEstimator estimator = model.estimator().open()) {
            JFrame[] frame = new JFrame[1];
            SwingUtilities.invokeAndWait(() -> frame[0] = window(estimator, background, words));
            closed(frame[0]);
        } finally {
            background.shutdownNow();
        }
        return 0;
    }

    private Locale language() {
        if (language == null) {
            return Locale.getDefault();
        }
        return Words.LANGUAGES.stream()
                .filter(known -> known.getLanguage().equals(language))
                .findFirst()
                .orElseThrow(() -> Console.refused("Expected --language en, de, fr, es or zh, received another."));
    }

    private JFrame window(BmdEstimator estimator, ExecutorService background, Words words) {
        // This process is the viewer's own: nobody else's look is changed.
        boolean set = theme == Theme.DARK ? FlatDarkLaf.setup() : FlatLightLaf.setup();
        if (!set) {
            LoggerFactory.getLogger(Viewer.class).warn("The look of this window could not be set; it has Java's own.");
        }
        ViewerPane pane = new ViewerPane(background, new Asked(), words);
        pane.use(estimator);
        JFrame frame = new JFrame(words.of("title"));
        frame.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
        frame.setContentPane(pane);
        frame.setJMenuBar(menu(pane, words));
        frame.getRootPane().setDefaultButton(pane.estimateButton());
        frame.pack();
        Rectangle screen = GraphicsEnvironment.getLocalGraphicsEnvironment().getMaximumWindowBounds();
        frame.setSize(Math.min(frame.getWidth(), screen.width), Math.min(frame.getHeight(), screen.height));
        frame.setVisible(true);
        if (images != null) {
            pane.open(images);
        }
        return frame;
    }

    /** Asks in dialogs of Swing and of the system. */
    private static final class Asked implements Dialogs {

        @Override
        public Optional<Path> resultFolder() {
            JFileChooser chooser = new JFileChooser();
            chooser.setFileSelectionMode(JFileChooser.DIRECTORIES_ONLY);
            return chooser.showSaveDialog(null) == JFileChooser.APPROVE_OPTION
                    ? Optional.of(chooser.getSelectedFile().toPath())
                    : Optional.empty();
        }

        @Override
        public Optional<Printer> printer() {
            PrinterJob job = PrinterJob.getPrinterJob();
            // The queue's list of jobs is read by others.
            job.setJobName("BMD");
            return job.printDialog()
                    ? Optional.of(page -> {
                        job.setPrintable(page);
                        job.print();
                    })
                    : Optional.empty();
        }
    }

    static JMenuBar menu(ViewerPane pane, Words words) {
        JMenuItem open = item(words.of("open"), "ctrl O", () -> {
            JFileChooser chooser = new JFileChooser();
            chooser.setMultiSelectionEnabled(true);
            if (chooser.showOpenDialog(pane) == JFileChooser.APPROVE_OPTION) {
                pane.open(Arrays.stream(chooser.getSelectedFiles())
                        .map(File::toPath)
                        .toList());
            }
        });
        JMenu file = new JMenu(words.of("file"));
        file.add(open);
        file.add(item(words.of("print"), "ctrl P", pane::print));
        file.add(item(words.of("close"), "ctrl W", pane::closeShown));
        JMenu exam = new JMenu(words.of("exam"));
        exam.add(item(words.of("exam.next"), "ctrl PAGE_DOWN", () -> pane.step(1)));
        exam.add(item(words.of("exam.previous"), "ctrl PAGE_UP", () -> pane.step(-1)));
        JMenuBar bar = new JMenuBar();
        bar.add(file);
        bar.add(exam);
        return bar;
    }

    private static JMenuItem item(String text, String key, Runnable work) {
        JMenuItem item = new JMenuItem(text);
        item.setAccelerator(KeyStroke.getKeyStroke(key));
        item.addActionListener(event -> work.run());
        return item;
    }

    /** Waits until the window is closed. */
    private static void closed(JFrame frame) throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        SwingUtilities.invokeLater(() -> {
            frame.addWindowListener(new WindowAdapter() {
                @Override
                public void windowClosed(WindowEvent event) {
                    closed.countDown();
                }
            });
            if (!frame.isDisplayable()) {
                closed.countDown();
            }
        });
        closed.await();
    }

    static CommandLine commandLine() {
        return Console.of(new Viewer());
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }
}
