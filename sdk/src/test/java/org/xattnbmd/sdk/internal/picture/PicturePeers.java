package org.xattnbmd.sdk.internal.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.internal.picture.dicom.PeerTools;

/**
 * A folder of PNG, JPEG and TIFF files as the SDK, ImageMagick and Pillow read them: {@code -Dpeers.pictures=FOLDER}; the
 * table goes to target/peers-dicom. Equal are pictures of one size whose greys correlate, since peers make grey of colour in
 * their own ways; which way bone is bright and which way up it is both show in the correlation.
 */
class PicturePeers {

    private static final double EQUAL = 0.99;
    private static final int CODE = "BMD-1000".length();
    private static final String PYTHON = System.getProperty("peers.python", "python3");

    private static final String PILLOW = """
            import sys, numpy
            from PIL import Image, ImageOps
            picture = ImageOps.exif_transpose(Image.open(sys.argv[1]))
            grey = picture if picture.mode in ('I', 'F') or picture.mode.startswith('I;') else picture.convert('L')
            values = numpy.asarray(grey).astype(float)
            least, most = values.min(), values.max()
            words = ((values - least) * (65535 / max(most - least, 1e-9))).astype('>u2')
            open(sys.argv[2], 'wb').write(b'P5 %d %d 65535\\n' % (words.shape[1], words.shape[0]) + words.tobytes())
            """;

    /** How a peer's picture stands to ours. */
    private enum Verdict {
        EQUAL,
        OTHER_SIZE,
        INVERTED,
        OTHER_GREYS,
        ONLY_WE_READ,
        ONLY_THE_PEER_READS,
        NEITHER_READS
    }

    /** A picture in grey, or why there is none. */
    private record Reading(Greys greys, String refusal) {

        boolean isRead() {
            return greys != null;
        }

        Verdict against(Reading peer) {
            if (!isRead() || !peer.isRead()) {
                return isRead()
                        ? Verdict.ONLY_WE_READ
                        : peer.isRead() ? Verdict.ONLY_THE_PEER_READS : Verdict.NEITHER_READS;
            }
            if (!greys.fits(peer.greys)) {
                return Verdict.OTHER_SIZE;
            }
            double correlation = greys.isFlat() && peer.greys.isFlat() ? 1 : greys.correlation(peer.greys);
            return correlation >= EQUAL ? Verdict.EQUAL : correlation < -EQUAL ? Verdict.INVERTED : Verdict.OTHER_GREYS;
        }
    }

    @TempDir
    private Path scratch;

    @Test
    void collection() throws IOException {
        String given = System.getProperty("peers.pictures");
        assumeTrue(given != null, "no folder of pictures was given (-Dpeers.pictures=FOLDER)");
        assertThat(Path.of(given)).isDirectory();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(Path.of(given))) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        Map<String, BiFunction<Path, Path, List<String>>> peers = new LinkedHashMap<>();
        if (PeerTools.has("convert")) {
            peers.put("ImageMagick", PicturePeers::imageMagick);
        }
        if (PeerTools.run(List.of(PYTHON, "-c", "import numpy, PIL"), null).status() == 0) {
            peers.put("Pillow", PicturePeers::pillow);
        }
        List<Row> rows = List.copyOf(
                PeerTools.forEach(files, file -> row(file, peers.values())).values());
        Path table = Path.of("target", "peers-dicom", "pictures.md");
        Files.createDirectories(table.getParent());
        String counts = counts(rows, List.copyOf(peers.keySet()));
        Files.writeString(table, counts + table(Path.of(given), rows, peers.keySet()));
        System.out.println(counts);
    }

    /** What is kept of a picture. */
    private record Row(Path file, String refusal, List<Verdict> verdicts) {}

    private Row row(Path file, Collection<BiFunction<Path, Path, List<String>>> peers) {
        Reading own = own(file);
        return new Row(
                file,
                own.refusal(),
                peers.stream().map(command -> own.against(peer(file, command))).toList());
    }

    private static Reading own(Path file) {
        try {
            return new Reading(Greys.of(PictureFile.decode(PictureFile.read(file))), null);
        } catch (BmdException e) {
            return new Reading(null, e.code().id() + ": " + e.getMessage());
        }
    }

    private static List<String> imageMagick(Path file, Path out) {
        String first = file + "[0]";
        return Stream.of(
                        "convert",
                        first,
                        "-auto-orient",
                        "-strip",
                        "-alpha off",
                        "-colorspace Gray",
                        "-depth 16",
                        "pgm:" + out)
                .flatMap(word -> word.startsWith("-") ? Stream.of(word.split(" ")) : Stream.of(word))
                .toList();
    }

    private static List<String> pillow(Path file, Path out) {
        return List.of(PYTHON, "-c", PILLOW, file.toString(), out.toString());
    }

    private Reading peer(Path file, BiFunction<Path, Path, List<String>> command) {
        try {
            Path out = Files.createTempFile(scratch, "peer", ".pgm");
            PeerTools.Outcome outcome = PeerTools.run(command.apply(file, out), null);
            byte[] written = Files.readAllBytes(out);
            Files.delete(out);
            return outcome.status() == 0 && written.length > 0
                    ? new Reading(Greys.ofPnm(written), null)
                    : new Reading(null, outcome.said());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String counts(List<Row> rows, List<String> peers) {
        StringBuilder text = new StringBuilder("Pictures: " + rows.size() + "\nSDK: ");
        text.append(tally(
                        rows,
                        row -> row.refusal() == null ? "read" : row.refusal().substring(0, CODE)))
                .append('\n');
        for (int peer = 0; peer < peers.size(); peer++) {
            int n = peer;
            text.append(peers.get(n)).append(": ");
            text.append(tally(rows, row -> row.verdicts().get(n).name())).append('\n');
        }
        return text.toString();
    }

    private static Map<String, Integer> tally(List<Row> rows, Function<Row, String> name) {
        Map<String, Integer> tally = new TreeMap<>();
        rows.forEach(row -> tally.merge(name.apply(row), 1, Integer::sum));
        return tally;
    }

    private static String table(Path folder, List<Row> rows, Collection<String> peers) {
        StringBuilder text = new StringBuilder("\n| file | SDK | " + String.join(" | ", peers) + " |\n");
        text.append("|---|---|").append("---|".repeat(peers.size())).append('\n');
        for (Row row : rows) {
            if (row.refusal() != null || row.verdicts().stream().anyMatch(verdict -> verdict != Verdict.EQUAL)) {
                text.append("| ").append(folder.relativize(row.file())).append(" | ");
                text.append(row.refusal() == null ? "read" : row.refusal());
                row.verdicts().forEach(verdict -> text.append(" | ").append(verdict));
                text.append(" |\n");
            }
        }
        return text.toString();
    }
}
