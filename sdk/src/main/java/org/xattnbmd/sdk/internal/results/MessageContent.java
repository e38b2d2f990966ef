package org.xattnbmd.sdk.internal.results;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.internal.files.Hashes;

/** What a message is made from, whatever its format: the estimate, the radiograph behind it, times and standing. */
public record MessageContent(BmdEstimate estimate, Side side, Image image, Times times, int edition, boolean verified) {

    static final String ALGORITHM = "XAttn-BMD";

    public MessageContent {
        ResultSite.of(estimate);
    }

    /**
     * The radiograph.
     *
     * @param study its study in DICOM; empty for a picture without one
     * @param id SOP instance in DICOM, else the SHA-256 of its file
     */
    public record Image(Optional<String> study, String id) {}

    /**
     * When things happened, in years that messages can write, 1 to 9999, and offsets that they can write.
     *
     * @param made the estimate
     * @param taken the radiograph, if known
     */
    public record Times(OffsetDateTime made, Optional<OffsetDateTime> taken) {

        private static final int LAST_YEAR = 9999;
        private static final int MOST_OFFSET_SECONDS = 14 * 3600;

        public Times {
            made = writable(made);
            taken = taken.map(Times::writable);
        }

        /** The same moment at an offset of whole minutes and at most 14 hours: UTC where it has another. */
        private static OffsetDateTime writable(OffsetDateTime time) {
            int seconds = time.getOffset().getTotalSeconds();
            OffsetDateTime written = seconds % 60 == 0 && Math.abs(seconds) <= MOST_OFFSET_SECONDS
                    ? time
                    : time.withOffsetSameInstant(ZoneOffset.UTC);
            if (written.getYear() < 1 || written.getYear() > LAST_YEAR) {
                throw new BmdException(
                        Code.INVALID_ARGUMENT,
                        "Expected a time in the years 1 to 9999, which messages can write, received one outside.");
            }
            return written;
        }
    }

    public MessageContent withTaken(OffsetDateTime taken) {
        return new MessageContent(
                estimate, side, image, new Times(times.made(), Optional.of(taken)), edition, verified);
    }

    public MessageContent withEdition(int other) {
        return new MessageContent(estimate, side, image, times, other, verified);
    }

    public MessageContent withVerified() {
        return new MessageContent(estimate, side, image, times, edition, true);
    }

    public boolean simulated() {
        return estimate.model().simulated();
    }

    /** Which bone's BMD was estimated. */
    ResultSite site() {
        return ResultSite.of(estimate);
    }

    boolean usable() {
        return estimate.trust().usable();
    }

    /** The identifier of something of this result: the same for the same model file, radiograph, side and edition. */
    UUID uuid(String what) {
        return Hashes.uuid(what, estimate.model().sha256(), image.id(), side.name(), "edition " + edition);
    }

    /** The figures in a line, without any claim about what they mean. */
    String figures() {
        if (!usable()) {
            return "No estimate: " + estimate.trust().words() + ".";
        }
        BmdEstimate.Interval interval = estimate.interval();
        return site().bmd() + " " + Figures.decimal(estimate.bmd(), 3) + " g/cm2, "
                + Figures.percent(interval.coverage()) + " % interval " + Figures.decimal(interval.lower(), 3) + " to "
                + Figures.decimal(interval.upper(), 3) + " g/cm2"
                + (estimate.target().hasReference()
                        ? ", T-score " + Figures.decimal(estimate.tScore(), 1) + " against "
                                + estimate.reference().name() + "."
                        : ".");
    }

    /** Shows nothing of radiograph and estimate. */
    @Override
    public String toString() {
        return "MessageContent";
    }
}
