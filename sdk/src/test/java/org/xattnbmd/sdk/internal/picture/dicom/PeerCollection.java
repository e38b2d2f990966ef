package org.xattnbmd.sdk.internal.picture.dicom;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.internal.files.Hashes;
import org.xattnbmd.sdk.internal.picture.dicom.OwnReading.Verdict;

/** The single-frame grey and palette files of a folder: what we and our peers make of each, and how often. */
final class PeerCollection {

    private record Row(
            Path file,
            String syntax,
            BmdException refusal,
            Map<Peer, Peer.Answer> answers,
            Map<Peer, Verdict> verdicts,
            boolean inverted) {}

    private final List<Row> rows = new ArrayList<>();

    PeerCollection(List<Path> files, Map<Peer, Map<Path, Peer.Answer>> answers, Path scratch) {
        Map<Path, Row> read = PeerTools.forEach(files, file -> row(file, answers, scratch));
        read.values().stream().filter(Objects::nonNull).forEach(rows::add);
    }

    /** Null for a file that is not counted. */
    private static Row row(Path file, Map<Peer, Map<Path, Peer.Answer>> answers, Path scratch) {
        byte[] bytes = bytes(file);
        Map<Peer, Peer.Answer> of = new EnumMap<>(Peer.class);
        answers.forEach((peer, all) -> of.put(peer, all.get(file)));
        if (!isSingleGrey(bytes, of)) {
            return null;
        }
        OwnReading ours = OwnReading.of(bytes);
        Map<Peer, Verdict> verdicts = new EnumMap<>(Peer.class);
        of.forEach((peer, answer) -> verdicts.put(peer, ours.against(answer, peer == Peer.PYDICOM)));
        boolean inverted = ours.refusal() == null && of.containsKey(Peer.DCMTK) && ours.isInvertedTo(file, scratch);
        return new Row(file, Peer.uid(bytes), ours.refusal(), of, verdicts, inverted);
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each content once. */
    static List<Path> distinct(List<Path> files) {
        Map<String, Path> byHash = new TreeMap<>();
        for (Path file : files) {
            byHash.putIfAbsent(Hashes.sha256(bytes(file)), file);
        }
        return byHash.values().stream().sorted().toList();
    }

    /** Whether a file is surely none of those that are counted, so that no peer need be asked. */
    static boolean isOther(Path file) {
        try {
            return !isSingleGrey(bytes(file));
        } catch (BmdException e) {
            return false;
        }
    }

    /** One sample a pixel and one frame; a file that we cannot parse counts if a peer reads it. */
    private static boolean isSingleGrey(byte[] file, Map<Peer, Peer.Answer> answers) {
        try {
            return isSingleGrey(file);
        } catch (BmdException e) {
            return answers.values().stream().anyMatch(answer -> answer.isRead());
        }
    }

    private static boolean isSingleGrey(byte[] file) {
        Dataset meta = Dataset.meta(file, file.length > 132 && file[128] == 'D' ? 132 : 0);
        String uid = meta.text(Tag.TRANSFER_SYNTAX_UID);
        if (uid.equals(TransferSyntax.DEFLATED.uid())) {
            return DicomFile.open(file).header().samples().count() == 1;
        }
        Dataset set = Dataset.read(
                file,
                meta.end(),
                uid.isEmpty() || uid.equals(TransferSyntax.IMPLICIT_LITTLE.uid())
                        ? Encoding.IMPLICIT_LITTLE
                        : new Encoding(true, uid.equals(TransferSyntax.EXPLICIT_BIG.uid())));
        boolean pixels = set.has(Tag.PIXEL_DATA) || WideCells.areReal(set);
        return pixels && set.unsigned16(Tag.SAMPLES_PER_PIXEL, 1) == 1 && set.whole(Tag.NUMBER_OF_FRAMES, 1) <= 1;
    }

    String counts() {
        StringBuilder text = new StringBuilder("Single-frame grey files: " + rows.size() + "\n");
        Map<String, Integer> refused = new TreeMap<>();
        rows.stream()
                .filter(row -> row.refusal != null)
                .forEach(row -> refused.merge(row.refusal.code().id(), 1, Integer::sum));
        long read = rows.stream().filter(row -> row.refusal == null).count();
        text.append("SDK: read ")
                .append(read)
                .append(", refused ")
                .append(refused)
                .append(", other way round than DCMTK ");
        text.append(rows.stream().filter(Row::inverted).count()).append('\n');
        for (Peer peer : Peer.values()) {
            Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
            rows.stream()
                    .filter(row -> row.verdicts.containsKey(peer))
                    .forEach(row -> verdicts.merge(row.verdicts.get(peer), 1, Integer::sum));
            long theirs = rows.stream()
                    .filter(row -> row.answers.containsKey(peer)
                            && row.answers.get(peer).isRead())
                    .count();
            text.append(peer).append(": ").append(peer.missing().orElse("read " + theirs + ", against it " + verdicts));
            text.append('\n');
        }
        return text.toString();
    }

    /** Every file that is not read, or not as every peer reads it. */
    String table(Path folder) {
        StringBuilder text = new StringBuilder(counts()).append("\n| file | transfer syntax | SDK |");
        for (Peer peer : Peer.values()) {
            text.append(' ').append(peer).append(" |");
        }
        text.append("\n|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            boolean plain = row.refusal == null && !row.inverted && !row.verdicts.containsValue(Verdict.WRONG);
            if (plain) {
                continue;
            }
            text.append("| ")
                    .append(folder.relativize(row.file))
                    .append(" | ")
                    .append(row.syntax)
                    .append(" | ");
            text.append(row.refusal == null ? row.inverted ? "the other way round" : "read" : row.refusal);
            for (Peer peer : Peer.values()) {
                Peer.Answer answer = row.answers.get(peer);
                text.append(" | ");
                if (answer != null) {
                    text.append(answer.isRead() ? row.verdicts.get(peer).toString() : answer.refusal());
                }
            }
            text.append(" |\n");
        }
        return text.toString();
    }
}
