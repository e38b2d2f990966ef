package org.xattnbmd.trainer.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xattnbmd.trainer.peers.PeerFigures.Spread;

/** How the comparison is asked for and shown; the figures themselves need the profile {@code peers}. */
class PeersTest {

    @TempDir
    Path folder;

    @Test
    void aRatioIsThatOfTheSameRound() {
        // The machine is twice as slow in the second round, for both.
        Spread spread = Spread.of(new double[] {30, 60, 30}, new double[] {20, 40, 10});

        assertThat(spread).isEqualTo(new Spread(30, 1.5, 1.5, 3));
    }

    @Test
    void thePageHasARowForEveryPeerAndSaysWhyOneWasNotMeasured() throws Exception {
        String page = PeerPage.of(figures(), 7);

        assertThat(page.lines().filter(line -> line.startsWith("| ") && !line.startsWith("| |")))
                .hasSameSizeAs(PeerKind.all());
        assertThat(page)
                .contains("| this SDK | 40.0 | 25.0 | 900 | 2.0 | 300 |")
                .contains("| bare ONNX Runtime | 60.0 (1.50; 1.40 to 1.60) |")
                .contains("| DJL, PyTorch engine | not measured: no int8")
                .contains("rounds: 7", "./mvnw -B -Ppeers verify");
    }

    @Test
    void theJsonHasTheSameFigures() throws Exception {
        JsonNode peers = new ObjectMapper().readTree(PeerPage.json(figures())).get("peers");

        assertThat(peers).hasSameSizeAs(PeerKind.all());
        assertThat(peers.get(1).at("/latency_ms/ratio_to_reference").doubleValue())
                .isEqualTo(1.5);
        assertThat(peers.findValuesAsText("not_measured")).containsExactly("no int8");
    }

    @Test
    void thePlotHasABarForEveryFigure() throws Exception {
        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(PeerPlot.of(figures()).getBytes(StandardCharsets.UTF_8)));

        long measured = figures().stream()
                .filter(f -> f.measured() && f.kind().graph().equals("network"))
                .count();
        assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo((int) (1 + 4 * measured + 2));
    }

    @Test
    void everyPeerIsMeasuredAgainstOneOfItsOwnGraphAndPrecision() {
        assertThat(PeerKind.all()).allSatisfy(kind -> {
            assertThat(kind.reference().graph()).isEqualTo(kind.graph());
            assertThat(kind.reference().precision()).isEqualTo(kind.precision());
            assertThat(kind.reference().reference()).isEqualTo(kind.reference());
        });
    }

    @Test
    void aPeerAnswersWhateverElseItPrints() throws Exception {
        try (PeerProcess peer = PeerProcess.start(command(Chatty.class), folder.resolve("log"))) {
            assertThat(peer.answer()).isEqualTo(0.5);
            assertThat(peer.firstAnswerMilliseconds()).isPositive();
            assertThat(peer.ask("run 8")).isEqualTo(8);
        }
    }

    @Test
    void aPeerThatCrashesOrRefusesSaysWhy() {
        assertThatThrownBy(() -> PeerProcess.start(command(Crashing.class), folder.resolve("log")))
                .isInstanceOf(PeerProcess.Unavailable.class)
                .hasMessageContaining("exit code 134");
        assertThatThrownBy(() -> PeerProcess.start(command(Refusing.class), folder.resolve("log")))
                .isInstanceOf(PeerProcess.Unavailable.class)
                .hasMessageContaining("no operator / IsNaN in importer.cpp")
                .hasMessageNotContaining("/home");
    }

    private static List<String> command(Class<?> main) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
    }

    private static List<PeerFigures> figures() {
        return PeerKind.all().stream()
                .map(kind -> {
                    if (kind.key().equals("djl-pytorch") && kind.precision().equals("int8")) {
                        return PeerFigures.none(kind, "no int8");
                    }
                    return kind.equals(kind.reference())
                            ? new PeerFigures(kind, null, same(40), same(25), same(900), 2e3, 3e8)
                            : new PeerFigures(kind, null, other(60), other(20), other(950), 5e3, 4e8);
                })
                .toList();
    }

    private static Spread same(double median) {
        return new Spread(median, 1, 1, 1);
    }

    private static Spread other(double median) {
        return new Spread(median, 1.5, 1.4, 1.6);
    }

    static final class Chatty {

        public static void main(String[] arguments) throws Exception {
            System.out.println("library 1.0 loaded");
            System.out.println("@ready 0.5");
            while (System.in.read() != '\n') {
                // the whole command
            }
            System.out.println("a warning\n@done 8");
        }
    }

    static final class Crashing {

        public static void main(String[] arguments) {
            Runtime.getRuntime().halt(134);
        }
    }

    static final class Refusing {

        public static void main(String[] arguments) {
            System.err.println("RuntimeException\n> no operator | IsNaN in /home/somebody/build/importer.cpp");
            System.exit(1);
        }
    }
}
