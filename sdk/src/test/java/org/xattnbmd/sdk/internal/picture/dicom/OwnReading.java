package org.xattnbmd.sdk.internal.picture.dicom;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.picture.GreyPicture;
import org.xattnbmd.sdk.internal.picture.Greys;
import org.xattnbmd.sdk.internal.picture.RawPixels;

/**
 * What this SDK makes of a DICOM file, to be held against what peers make of it.
 *
 * @param refusal the exception, or null if the file was read
 * @param values stored values, or the pixels in 16 bits where they have more; null where colour was made grey
 */
record OwnReading(BmdException refusal, DicomFile.Opened opened, double[] values, GreyPicture picture) {

    /** How a peer's answer stands to ours. */
    enum Verdict {
        EQUAL,
        WRONG,
        ONLY_WE_READ,
        ONLY_THE_PEER_READS,
        NEITHER_READS,
        COLOUR
    }

    /** Decoders of lossy JPEG and JPEG 2000 round in their own ways. */
    private static final Set<String> LOSSY = Set.of(
            "1.2.840.10008.1.2.4.50",
            "1.2.840.10008.1.2.4.51",
            "1.2.840.10008.1.2.4.53",
            "1.2.840.10008.1.2.4.55",
            "1.2.840.10008.1.2.4.91");

    private static final int ROUNDING = 3;
    private static final double CLEAR = 0.2;

    static OwnReading of(byte[] file) {
        if (!DicomFile.matches(file)) {
            return new OwnReading(
                    new BmdException(Code.IMAGE_NOT_RECOGNISED, "Expected DICOM, received a file that is none."),
                    null,
                    null,
                    null);
        }
        try {
            DicomFile.Opened opened = DicomFile.open(file);
            DicomHeader header = opened.header();
            StoredPixels pixels = DicomPixels.decode(opened.set(), header, opened.syntax());
            GreyPicture picture =
                    RawPixels.toGrey(pixels.values(), header.columns(), header.rows(), header.format(pixels));
            return new OwnReading(null, opened, values(opened, pixels), picture);
        } catch (BmdException e) {
            return new OwnReading(e, null, null, null);
        }
    }

    private static double[] values(DicomFile.Opened opened, StoredPixels pixels) {
        DicomHeader header = opened.header();
        if (header.samples().count() != 1) {
            return null;
        }
        double[] values = new double[header.pixels()];
        boolean wide = isWide(header);
        DicomHeader.Bits bits = header.bits();
        short[] stored = wide || bits.allocated() > Short.SIZE
                ? pixels.values()
                : DicomPixels.stored(opened.set(), header, opened.syntax());
        for (int i = 0; i < values.length; i++) {
            values[i] = wide ? stored[i] & 0xFFFF : PixelPadding.number(stored[i], bits.stored(), bits.signed());
        }
        return values;
    }

    private static boolean isWide(DicomHeader header) {
        return header.bits().stored() > Short.SIZE;
    }

    /** @param cells whether the peer gives whole cells rather than what the stored bits mean */
    Verdict against(Peer.Answer answer, boolean cells) {
        if (refusal != null) {
            return answer.isRead() ? Verdict.ONLY_THE_PEER_READS : Verdict.NEITHER_READS;
        }
        if (!answer.isRead()) {
            return Verdict.ONLY_WE_READ;
        }
        if (values == null) {
            return Verdict.COLOUR;
        }
        DicomHeader.Bits bits = opened.header().bits();
        boolean real = WideCells.areReal(opened.set());
        double[] theirs = cells && !real
                ? answer.cells()
                        .masked(bits.stored(), bits.high(), bits.signed())
                        .values()
                : answer.cells().values();
        if (theirs.length != values.length) {
            return Verdict.WRONG;
        }
        if (isWide(opened.header())) {
            short[] narrow =
                    new Narrowing(i -> theirs[i], theirs.length).pixels().values();
            for (int i = 0; i < narrow.length; i++) {
                theirs[i] = narrow[i] & 0xFFFF;
            }
        }
        String uid = opened.syntax() == null ? "" : opened.syntax().uid();
        int tolerated = LOSSY.contains(uid) ? ROUNDING : 0;
        for (int i = 0; i < values.length; i++) {
            if (Math.abs(values[i] - theirs[i]) > tolerated) {
                return Verdict.WRONG;
            }
        }
        return Verdict.EQUAL;
    }

    /** Whether DCMTK shows the picture the other way round; false where it does not show it or it has no contrast. */
    boolean isInvertedTo(Path file, Path scratch) {
        try {
            Path shown = Files.createTempFile(scratch, "shown", ".pnm");
            boolean table = !opened.set().items(Tag.VOI_LUT_SEQUENCE).isEmpty();
            List<String> command = table
                    ? List.of("dcm2pnm", "+Wl", "1", file.toString(), shown.toString())
                    : List.of("dcm2pnm", "+Wm", file.toString(), shown.toString());
            if (PeerTools.run(command, null).status() != 0) {
                return false;
            }
            Greys theirs = Greys.ofPnm(Files.readAllBytes(shown));
            Files.delete(shown);
            Greys ours = Greys.of(picture);
            return ours.fits(theirs) && ours.correlation(theirs) < -CLEAR;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
